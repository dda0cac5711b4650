from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .contacts_common import XeroContactsCommon


class TestContactsCustom(XeroContactsCommon):
    """Custom fields and the list of fields (S4, S5, C11, C13)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fields = {
            name: cls.env["ir.model.fields"]
            .sudo()
            .create(
                {
                    "name": f"x_{name}",
                    "field_description": name.title(),
                    "model_id": cls.env["ir.model"]._get_id("res.partner"),
                    **values,
                }
            )
            for name, values in {
                "code": {"ttype": "char"},
                "mobile": {"ttype": "char"},
                "line": {"ttype": "char"},
                "tier": {
                    "ttype": "selection",
                    "selection_ids": [
                        (0, 0, {"value": "g", "name": "Gold"}),
                        (0, 0, {"value": "s", "name": "Silver"}),
                    ],
                },
                "count": {"ttype": "integer"},
            }.items()
        }

    def map_field(self, field, xero_field, user=None):
        if isinstance(field, str):
            field = self.env["ir.model.fields"]._get("res.partner", field)
        rows = self.env["xero.field.map"].with_user(user or self.manager_xero)
        return rows.create(
            {
                "stream_id": self.stream.id,
                "field_id": field.id,
                "xero_field": xero_field,
            }
        )

    def test_s4_a_field_of_ones_own_both_ways(self):
        self.map_field(self.fields["code"], "AccountNumber")
        self.map_field(self.fields["mobile"], "MOBILE")
        partner = self.paired(ours={"x_code": "C-1", "ref": "not this one"})
        self.assertEqual(self.there(partner)["AccountNumber"], "C-1")
        partner.write({"x_code": "C-2", "x_mobile": "0400 000 000", "ref": "nor this"})
        self.run_cron(self.organisation)
        self.assertEqual(self.there(partner)["AccountNumber"], "C-2")
        self.assertEqual(self.phones_there(partner), {"MOBILE": "0400 000 000"})
        self.edit_there(
            "Old Friends",
            AccountNumber="C-3",
            Phones=[{"PhoneType": "MOBILE", "PhoneNumber": "0400 000 001"}],
        )
        self.sync()
        self.assertEqual((partner.x_code, partner.x_mobile), ("C-3", "0400 000 001"))
        self.assertEqual(partner.ref, "nor this")

    def test_c13_first_and_last_name_and_the_bank_account(self):
        self.map_field(self.fields["code"], "FirstName")
        self.map_field(self.fields["line"], "LastName")
        self.map_field(self.fields["mobile"], "BankAccountDetails")
        partner = self.ours("Northwind", x_code="Ann", x_line="Lee", x_mobile="06-1")
        self.push(partner)
        there = self.there(partner)
        self.assertEqual((there["FirstName"], there["LastName"]), ("Ann", "Lee"))
        self.assertEqual(there["BankAccountDetails"], "06-1")
        self.edit_there("Northwind", LastName="Ray")
        self.read("contacts")
        self.assertEqual(partner.x_line, "Ray")
        self.assertFalse(partner.child_ids, "they are fields of their own now")

    def test_c13_an_address_line_of_its_own(self):
        self.map_field(self.fields["line"], "AddressLine3")
        partner = self.paired(
            theirs={
                "Addresses": [
                    self.address(
                        "POBOX",
                        AddressLine1="1",
                        AddressLine2="2",
                        AddressLine3="3",
                        AddressLine4="4",
                    )
                ]
            }
        )
        self.assertEqual(
            (partner.street, partner.street2, partner.x_line), ("1", "2, 4", "3")
        )
        partner.x_line = "three"
        self.run_cron(self.organisation)
        self.assertEqual(
            self.address_there(partner),
            {
                "AddressLine1": "1",
                "AddressLine2": "2",
                "AddressLine3": "three",
                "AddressLine4": "4",
            },
        )

    def test_c13_selections_and_links_take_what_they_know(self):
        self.map_field(self.fields["tier"], "AccountNumber")
        self.map_field("industry_id", "CompanyNumber")
        industry = self.env["res.partner.industry"].create({"name": "Kites"})
        partner = self.paired(ours={"x_tier": "g", "industry_id": industry.id})
        there = self.there(partner)
        self.assertEqual(
            (there["AccountNumber"], there["CompanyNumber"]), ("Gold", "Kites")
        )
        self.edit_there("Old Friends", AccountNumber="silver", CompanyNumber="Balloons")
        self.sync()
        self.assertEqual(partner.x_tier, "s")
        self.assertEqual(partner.industry_id, industry, "nothing is made up")
        other = self.paired("Second", theirs={"AccountNumber": "Bronze"})
        self.assertFalse(other.x_tier)
        self.assertIn("Bronze", other.xero_message)

    def test_c13_what_odoo_works_out_itself_only_goes(self):
        row = self.map_field("commercial_company_name", "CompanyNumber")
        self.assertTrue(row.one_way)
        partner = self.paired(theirs={"CompanyNumber": "theirs"})
        self.edit_there("Old Friends", CompanyNumber="theirs too")
        self.sync()
        self.assertEqual(partner.commercial_company_name, "Old Friends")

    def test_s4_another_source_meets_anew(self):
        """Choosing a field overwrites nothing on either side."""
        partner = self.paired(ours={"ref": "A", "x_code": "B"})
        other = self.paired("Second", ours={"x_code": "C"})
        self.assertEqual(self.there(partner)["AccountNumber"], "A")
        row = self.map_field(self.fields["code"], "AccountNumber")
        self.sync()
        self.assertEqual(self.there(partner)["AccountNumber"], "A")
        self.assertEqual(partner.x_code, "B")
        self.assertEqual(self.there(other)["AccountNumber"], "C", "a blank is filled")
        row.with_user(self.manager_xero).unlink()
        self.sync()
        self.assertEqual((partner.ref, other.ref), ("A", "C"))

    def test_s4_errors_say_what_is_wrong(self):
        for field, xero_field, words in (
            (self.fields["count"], "FAX", "holds no text"),
            ("xero_badge", "FAX", "not meant for everybody"),
            ("commercial_company_name", "Website", "nothing would ever happen"),
            (self.env["ir.model.fields"]._get("res.users", "login"), "FAX", "no field"),
        ):
            with self.assertRaises(ValidationError) as refused:
                self.map_field(field, xero_field)
            self.assertIn(words, str(refused.exception))
        self.map_field(self.fields["code"], "FAX")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.map_field(self.fields["mobile"], "FAX")
        with self.assertRaises(AccessError):
            self.map_field(self.fields["mobile"], "DDI", user=self.user_xero)

    def test_s5_the_list_says_what_is_only_read(self):
        self.assertTrue(self.group("website").hint)
        for name in ("website", "persons", "groups"):
            self.assertFalse(self.group(name).to_xero)
            with self.assertRaises(UserError):
                self.group(name).with_user(self.manager_xero).to_xero = True
        self.assertFalse(self.group("fax"), "nothing stands for it")
        row = self.map_field(self.fields["code"], "FAX")
        self.assertTrue(self.group("fax"))
        row.with_user(self.manager_xero).unlink()
        self.assertFalse(self.group("fax"))

    def test_s4_too_long_for_xero(self):
        self.map_field(self.fields["code"], "AccountNumber")
        partner = self.ours("Northwind", x_code="x" * 51)
        self.push(partner)
        self.assertEqual(partner.xero_state, "failed")
        self.assertIn("50 characters", partner.xero_message)
