from odoo.addons.xero_connector.tests.test_terms import TermsCommon


class TestTermsOfSoldWork(TermsCommon):
    def test_terms_to_be_translated_are_up_to_date(self):
        self.assert_up_to_date("xero_connector_sale_timesheet")
