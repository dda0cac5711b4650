from odoo.exceptions import UserError

from ..models import xero_record_decide
from .mapping_common import XeroMappingCommon


class TestMappingDecided(XeroMappingCommon):
    """Created, ignored, taken back; one row, or many at once."""

    def test_s3_ignored_rows_are_let_be_until_undone(self):
        row = self.contact("Acacia Legal")
        link = self.suggest(row, self.client("Acacia Law"))
        row.action_ignore()
        self.assertEqual(row.map_state, "ignored")
        self.assertEqual(link.state, "undecided")
        partner = self.client("Acacia Legal")
        self.sandbox.act("edit_contact", contact="Acacia Legal", FirstName="Ada")
        self.read("contacts")
        self.assertFalse(self.link_of(partner), "never asked about again")
        row.action_reconsider()
        self.run_cron(self.organisation)
        self.assertEqual(self.link_of(partner).record_id, row.sudo(False))

    def test_s3_very_many_are_created_by_the_scheduled_action(self):
        """Nobody waits for them; what cannot be created is said."""
        self.patch(xero_record_decide, "AT_ONCE", 2)
        rows = [self.contact(name) for name in ("Acacia", "Banksia", "Waratah")]
        rows = self.env["xero.record"].with_user(self.manager_xero).concat(*rows)
        # somebody took its name away meanwhile
        rows[0].sudo().payload = {**rows[0].sudo().payload, "Name": ""}
        notice = rows.action_create_in_odoo()
        self.assertIn("3 are being created", notice["params"]["message"])
        self.assertFalse(any(rows.mapped("choice_id")))
        self.assertIn("being created", rows[1].details)
        self.run_cron(self.organisation)
        self.env.invalidate_all()
        self.assertEqual(rows.mapped("map_state"), ["undecided", "linked", "linked"])
        self.assertEqual(rows[1:].mapped("odoo_name"), ["Banksia", "Waratah"])
        problem = self.env["xero.queue"].search(
            [("state", "=", "failed"), ("res_id", "=", rows[0].id)]
        )
        self.assertIn("has no name", problem.message)
        # mended there, and tried again
        rows[0].sudo().payload = {**rows[0].sudo().payload, "Name": "Acacia"}
        problem.with_user(self.user_xero).action_retry()
        self.run_cron(self.organisation)
        self.assertEqual(rows[0].odoo_name, "Acacia")

    def test_s3_many_share_what_is_looked_up(self):
        """Forty cost less than forty single ones, by far."""
        items = [{"Code": f"C{n:02}", "Name": f"Thing {n}"} for n in range(42)]
        self.sandbox.act("create_items", items=items)
        self.env["xero.stream"]._of_kind(self.organisation, "items").enabled = True
        self.read("items")
        rows = self.env["xero.record"].search([("code", "=like", "C__")], order="code")
        rows = rows.with_user(self.manager_xero)

        def queries(some):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            some.action_create_in_odoo()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(rows[0])
        single, many = queries(rows[1]), queries(rows[2:])
        self.assertEqual(set(rows.mapped("map_state")), {"linked"})
        self.assertLess(many, 0.75 * single * 40)

    def test_s3_several_at_once(self):
        names = ("Acacia Legal", "Wattle Works", "Gum Tree Gyms")
        rows = self.env["xero.record"].union(*(self.contact(name) for name in names))
        rows = rows.with_user(self.manager_xero)
        self.suggest(rows[0], self.client("Acacia Law"))
        notice = rows.action_accept_suggestion()
        self.assertEqual(rows[0].map_state, "linked")
        self.assertIn("Wattle Works", notice["params"]["message"])
        rows.action_ignore()
        self.assertEqual(rows.mapped("map_state"), ["linked", "ignored", "ignored"])
        rows.action_reconsider()
        rows.action_unlink_record()
        self.assertEqual(set(rows.mapped("map_state")), {"undecided"})
        with self.assertRaisesRegex(UserError, "Nothing is suggested"):
            rows.action_accept_suggestion()

    def test_s3_all_sure_ones_after_being_told_how_many(self):
        rows, links = self.env["xero.record"], self.env["xero.link"]
        for number, score in enumerate((99, 95, 94)):
            row = self.contact(f"Wattle {number} Works")
            links |= self.suggest(row, self.client(f"Somebody {number}"), score)
            rows |= row
        twice = self.contact("Two candidates")
        self.suggest(twice, self.client("One"), 99)
        self.suggest(twice, self.client("Other"), 99)
        rows = (rows | twice).with_user(self.manager_xero)
        action = rows.browse().with_context(
            active_domain=[("choice_model", "=", "res.partner")]
        )
        wizard = self.env["xero.map.sure"].with_user(self.manager_xero)
        asked = wizard.browse(action.action_accept_sure()["res_id"])
        self.assertEqual(asked.count, 2)
        self.assertIn("Customers and Suppliers", asked.kinds)
        self.assertEqual(rows[0].map_state, "suggested", "it only asks")
        asked.action_confirm()
        states = rows.mapped("map_state")
        self.assertEqual(states, ["linked", "linked", "suggested", "suggested"])
        with self.assertRaisesRegex(UserError, "sure enough"):
            action.action_accept_sure()

    def test_s3_what_is_decided_is_suggested_to_nobody_else(self):
        row = self.contact("Acacia Legal")
        first, second = self.client("Acacia Law"), self.client("Acacia Laws")
        self.suggest(row, first, 90)
        other = self.suggest(row, second, 80)
        row.action_accept_suggestion()
        self.assertEqual((other.state, other.score), ("undecided", 0))
