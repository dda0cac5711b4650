import io

from babel.messages.pofile import read_po

from odoo.tests.common import TransactionCase
from odoo.tools.misc import file_path
from odoo.tools.translate import trans_export


class TermsCommon(TransactionCase):
    def assert_up_to_date(self, module):
        """What translators of an addon find is what it says.

        Renewed by ``dev/odoo i18n export -d DATABASE MODULE``, in a database where the
        addon is installed as it is now.
        """
        exported = io.BytesIO()
        trans_export(None, [module], exported, "po", self.env)
        exported.seek(0)
        with open(file_path(f"{module}/i18n/{module}.pot"), "rb") as file:
            known = terms(file)
        now = terms(exported)
        self.assertEqual(sorted(now - known), [], "new terms")
        self.assertEqual(sorted(known - now), [], "terms that nobody says any more")


class TestTerms(TermsCommon):
    def test_terms_to_be_translated_are_up_to_date(self):
        self.assert_up_to_date("xero_connector")


def terms(file):
    return {message.id for message in read_po(file) if message.id}
