from odoo.tests import tagged

from .worklog_common import XeroWorklogCommon


@tagged("post_install", "-at_install")
class TestWorklogsAmount(XeroWorklogCommon):
    """Invoices of worklogs that come to little or to nothing."""

    def test_h29_a_smallest_invoice_is_asked_of_the_profile(self):
        own = self.company.currency_id
        self.assertFalse(self.profile._is_too_little(0, own))
        self.profile.minimum_amount = 100
        self.assertTrue(self.profile._is_too_little(99.99, own))
        self.assertFalse(self.profile._is_too_little(100, own))
        usd = self.env.ref("base.USD")
        usd.active = True
        usd.rate_ids.filtered(
            lambda rate: rate.company_id in (self.company, self.env["res.company"])
        ).unlink()
        self.env["res.currency.rate"].create(
            {
                "currency_id": usd.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 0.5,
            }
        )
        self.assertTrue(self.profile._is_too_little(49.99, usd))
        self.assertFalse(self.profile._is_too_little(50, usd))
