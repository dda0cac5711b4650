from odoo.exceptions import UserError

from .push_common import XeroPushCommon


class TestPullApply(XeroPushCommon):
    """What Odoo could not take over is one visible row each, until it could (W5)."""

    def setUp(self):
        self.refused = {"Banksia Bay Holdings", "Copper Kettle Cafes"}
        Model = type(self.env["res.partner"])
        original = Model._xero_apply
        test = self

        def apply_one(seen):
            if seen.name in test.refused:
                words = f"{seen.name}: no such thing. Mend it, then press Retry."
                raise UserError(words)

        def apply(model, organisation, seen):
            original(model, organisation, seen)
            model.env["xero.queue"]._apply_each(organisation, seen, apply_one)

        self.patch(Model, "_xero_apply", apply)
        super().setUp()

    def rows(self, name, *states):
        return self.env["xero.queue"].search(
            [
                ("direction", "=", "pull"),
                ("res_name", "=", name),
                ("state", "in", states or ("failed",)),
            ]
        )

    def read_again(self):
        """All contacts, from the beginning."""
        stream = self.env["xero.stream"]._of_kind(self.organisation, "contacts")
        stream.cursor = False
        self.read("contacts")

    def test_w5_one_visible_row_each_until_it_succeeds(self):
        self.read_again()
        for name in self.refused:
            row = self.rows(name)
            self.assertEqual(len(row), 1)
            self.assertIn("no such thing", row.message)
            self.assertEqual(
                row.action_open_record()["res_id"], self.seen("Contacts", name=name).id
            )
        self.assertFalse(self.rows("Dry Creek Vineyards"))
        before = self.rows("Banksia Bay Holdings").write_date
        self.read_again()
        row = self.rows("Banksia Bay Holdings")
        self.assertEqual((len(row), row.write_date), (1, before), "told once")
        self.refused.clear()
        self.read_again()
        self.assertFalse(self.rows("Banksia Bay Holdings"))
        self.assertEqual(row.state, "done")

    def test_w5_retry_applies_from_the_mirror_without_a_call(self):
        self.read_again()
        row = self.rows("Banksia Bay Holdings")
        calls = len(self.calls())
        row.with_user(self.user_xero).action_retry()
        self.run_cron(self.organisation)
        again = self.rows("Banksia Bay Holdings")
        self.assertEqual(len(again), 1, "refused again, and still one row")
        self.assertEqual(row.state, "superseded")
        self.refused.clear()
        again.with_user(self.user_xero).action_retry()
        self.run_cron(self.organisation)
        self.assertFalse(self.rows("Banksia Bay Holdings"))
        self.assertTrue(self.rows("Banksia Bay Holdings", "done"))
        self.assertTrue(self.rows("Copper Kettle Cafes"), "another record's row stays")
        self.assertEqual(len(self.calls()), calls)

    def test_w5_what_somebody_stopped_is_not_told_again(self):
        self.read_again()
        self.rows("Banksia Bay Holdings").with_user(self.user_xero).action_cancel()
        self.read_again()
        self.assertFalse(self.rows("Banksia Bay Holdings"))
        self.sandbox.clock(advance=600)
        self.sandbox.act(
            "edit_contact", contact="Banksia Bay Holdings", EmailAddress="n@b.example"
        )
        self.read_again()
        self.assertTrue(self.rows("Banksia Bay Holdings"), "it changed in Xero since")
