from lxml import etree

from odoo.tools.safe_eval import safe_eval

from .push_common import XeroPushCommon


class TestMapSeen(XeroPushCommon):
    """What Xero has and Odoo only looks at; every kind can be viewed (B3 to B12)."""

    def filtered(self, name):
        """What the user sees under a filter of Records in Xero."""
        view = self.env.ref("xero_connector.xero_record_view_search")
        domain = etree.fromstring(view.arch).find(f".//filter[@name='{name}']")
        self.assertIsNotNone(domain, name)
        return (
            self.env["xero.record"]
            .with_user(self.user_xero)
            .search(safe_eval(domain.get("domain")))
        )

    def read_also(self, kind):
        """Switch a stream on that is off at first, and read it."""
        stream = self.env["xero.stream"]._of_kind(self.organisation, kind)
        self.assertFalse(stream.enabled)
        stream.with_user(self.manager_xero).enabled = True
        self.read(kind)
        self.assertIn("read", stream.last_result)

    def test_b3_organisation_is_seen(self):
        self.assertEqual(self.filtered("organisations").name, self.organisation.name)

    def test_b4_and_b5_accounts_and_bank_accounts(self):
        self.assertGreaterEqual(len(self.filtered("accounts")), 40)
        banks = self.filtered("bank_accounts")
        self.assertEqual(set(banks.mapped("code")), {"090", "091"})

    def test_b6_currencies_are_seen(self):
        self.assertLessEqual(
            {"AUD", "USD", "EUR"}, set(self.filtered("currencies").mapped("code"))
        )

    def test_b7_branding_themes_are_seen(self):
        self.assertIn("Standard", self.filtered("themes").mapped("name"))

    def test_b8_payment_methods_are_seen(self):
        codes = set(self.filtered("payment_methods").mapped("code"))
        self.assertLessEqual({"090", "091", "855", "880"}, codes)
        self.assertNotIn("200", codes)

    def test_b9_tracking_is_seen(self):
        self.assertEqual(
            set(self.filtered("tracking").mapped("display_name")),
            {"Region", "Region North", "Region South", "Region West Coast"},
        )

    def test_b10_invoice_reminders_are_read_if_wanted(self):
        self.assertFalse(self.calls("GET", "InvoiceReminders"))
        self.sandbox.act("invoice_reminders", enabled=True)
        self.read_also("reminders")
        self.assertEqual(self.filtered("reminders").status, "ENABLED")
        self.sandbox.act("invoice_reminders", enabled=False)
        self.read("reminders")
        self.assertEqual(self.filtered("reminders").status, "DISABLED")

    def test_b11_users_are_read_if_wanted(self):
        self.assertFalse(self.calls("GET", "Users"))
        self.sandbox.act(
            "add_user",
            email="ines@example.com",
            first_name="Ines",
            last_name="Corrigan",
        )
        self.read_also("users")
        ines = self.filtered("users").filtered(
            lambda user: user.name == "Ines Corrigan"
        )
        self.assertEqual((ines.email, ines.kind), ("ines@example.com", "STANDARD"))
        self.assertFalse(ines.map_state, "Odoo has no counterpart: nothing is asked")
        self.sandbox.act("remove_user", user="ines@example.com")
        self.read("users")
        self.assertFalse(ines.live)

    def test_c22_and_d14_contacts_items_and_taxes_are_seen(self):
        self.assertIn("Copper Kettle Cafes", self.filtered("contacts").mapped("name"))
        self.assertIn("SUPPORT", self.filtered("items").mapped("code"))
        self.assertEqual(len(self.filtered("taxes")), 9)

    def test_b12_no_employees_by_the_accounting_api(self):
        """Xero took its list of employees away; payroll is another consent."""
        self.assertNotIn("employees", self.organisation.stream_ids.mapped("kind"))

    def test_b13_nothing_of_payroll_is_asked_for(self):
        """Payroll is another API: no permission for it is offered, no list is read."""
        offered = self.env["xero.scope"].search([]).mapped("code")
        self.assertIn("accounting.contacts", offered)
        self.assertFalse([code for code in offered if "payroll" in code])
        self.organisation.stream_ids.enabled = True
        self.read_all()
        read = {call.path for call in self.calls("GET")}
        self.assertIn("Users", read, "every list was read")
        for part in ("payroll", "Employees", "Leave", "Timesheets"):
            self.assertFalse([path for path in read if part in path], part)
