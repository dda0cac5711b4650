from odoo.exceptions import AccessError, UserError

from .push_common import XeroPushCommon


class TestOrganisationReset(XeroPushCommon):
    """Begin anew without losing or doubling anything (T3, T5, Q3, Q4)."""

    def reset(self, user=None):
        wizard = (
            self.env["xero.reset"]
            .with_user(user or self.manager_xero)
            .create({"organisation_id": self.organisation.id, "understood": True})
        )
        wizard.action_confirm()
        self.env.flush_all()
        self.env.invalidate_all()

    def numbered(self, store):
        """How often each contact name or invoice number is there."""
        records = getattr(self.sandbox.organisation("AU"), store).values()
        key = {"contacts": "Name", "invoices": "InvoiceNumber"}[store]
        found = [record[key] for record in records]
        return {name: found.count(name) for name in found}

    def accept_suggestions(self):
        links = self.env["xero.link"].search(
            [
                ("organisation_id", "=", self.organisation.id),
                ("state", "=", "suggested"),
                ("exclusive", "=", False),
            ]
        )
        links.with_user(self.manager_xero).action_link()

    def test_t5_reset_forgets_and_pairs_again_by_our_keys(self):
        known = self.customer("Harbour Dental")
        ours = self.customer("Born In Odoo", known=False)
        paid = self.invoice(known)
        move = self.invoice(ours)
        self.push(paid | move)
        for record in (known, ours, paid, move):
            self.assertTrue(record.xero_id, self.row(record).message)
        before = {record: record.xero_id for record in (known, ours)}
        contacts, invoices = self.numbered("contacts"), self.numbered("invoices")
        ours.name = "Renamed Since, So Not Found By Its Name"
        self.reset()
        self.assertFalse(known.xero_id)
        own = [("organisation_id", "=", self.organisation.id)]
        self.assertFalse(self.env["xero.link"].search(own))
        self.assertFalse(self.env["xero.record"].search(own))
        self.assertFalse(
            self.env["xero.queue"].search([*own, ("state", "=", "pending")])
        )
        self.assertEqual(self.organisation.stage, "live")
        self.run_cron(self.organisation)
        for record, xero_id in before.items():
            self.assertEqual(record.xero_id, xero_id)
        # everything goes again, and nothing is doubled
        self.accept_suggestions()
        self.push(paid | move)
        self.push(known | ours)
        self.run_cron(self.organisation)
        self.assertEqual(self.numbered("invoices"), invoices)
        self.assertEqual(len(self.numbered("contacts")), len(contacts))
        self.assertEqual(set(self.numbered("contacts").values()), {1})

    def test_t5_an_invoice_pressed_at_once_waits_for_the_reading(self):
        """The mirror is empty: what is sent now would be there twice."""
        move, _there = self.sent_there()
        contacts = self.numbered("contacts")
        self.reset()
        move.with_user(self.user_xero).action_xero_push()
        self.assertEqual(move.xero_badge, "Waiting: Xero is being read first")
        self.sandbox.fault("503", method="GET", path="Contacts")
        self.run_cron(self.organisation)
        writes = [call for call in self.calls() if call.method in ("PUT", "POST")]
        paths = [call.path for call in writes if "connect" not in call.path]
        self.assertEqual(len(paths), 1, "the first time only")
        self.organisation.not_before = False
        self.run_cron(self.organisation)
        self.assertEqual(self.numbered("invoices"), {move.name: 1})
        self.assertEqual(self.numbered("contacts"), contacts)

    def test_t5_choices_made_by_hand_are_offered_again(self):
        link = self.link_tax(self.tax_sale, "OUTPUT")
        chosen = self.organisation.default_goods_account_id.code
        self.reset()
        self.assertFalse(self.organisation.default_goods_account_id)
        self.run_cron(self.organisation)
        link = self.env["xero.link"]._of_key(
            self.organisation, "account.tax", self.tax_sale.id
        )
        self.assertEqual(link.suggestion_id.xero_id, "OUTPUT")
        self.assertEqual(link.reason, "as before the reset")
        self.assertEqual(link.score, 100)
        none = self.env["xero.link"]._of_key(
            self.organisation, "account.tax", "none", "sale"
        )
        self.assertEqual(none.suggestion_id.xero_id, "EXEMPTEXPORT")
        self.assertEqual(self.organisation.default_goods_account_id.code, chosen)
        self.assertFalse(self.organisation.choices, "each is offered once")

    def test_t5_no_restart_is_needed(self):
        """The next run of the same worker counts with it; Odoo is not restarted."""
        self.reset()
        self.assertTrue(self.organisation.cron_id.active)
        self.run_cron(self.organisation)
        streams = self.organisation.stream_ids.filtered("enabled")
        self.assertTrue(all(streams.mapped("last_run")))

    def test_t5_refused_while_something_is_sent(self):
        move = self.invoice(self.customer())
        self.sandbox.fault("drop_after", method="PUT", path="Invoices")
        self.push(move)
        self.assertEqual(self.row(move).state, "sending")
        with self.assertRaisesRegex(UserError, "being sent to Xero at this moment"):
            self.reset()
        self.assertTrue(move.partner_id.xero_id, "nothing was forgotten")
        self.row(move).sudo().sending_until = "2026-01-01 00:00:00"
        self.run_cron(self.organisation)
        self.reset()

    def test_t5_asks_first_and_tells_afterwards(self):
        self.customer()
        wizard = self.env["xero.reset"].create(
            {"organisation_id": self.organisation.id}
        )
        self.assertGreater(wizard.link_count, 0)
        self.assertGreater(wizard.record_count, 0)
        row = self.env["xero.queue"].search(
            [("organisation_id", "=", self.organisation.id), ("state", "=", "pending")],
            limit=1,
        )
        rows = self.organisation.open_count
        row.sudo().state = "held"
        wizard.invalidate_recordset()
        self.organisation.invalidate_recordset()
        self.assertEqual(wizard.open_count, rows, "held ones are lost as well")
        with self.assertRaisesRegex(UserError, "Tick"):
            wizard.action_confirm()
        self.reset()
        notes = str(self.organisation.message_ids.mapped("body"))
        self.assertIn(f"Reset by {self.manager_xero.name}", notes)

    def test_v3_only_an_administrator_resets_or_changes(self):
        for model in ("xero.reset", "xero.change"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.user_xero).create(
                    {"organisation_id": self.organisation.id}
                )
        with self.assertRaises(AccessError):
            self.organisation.with_user(self.user_xero)._reset()

    def test_t3_another_organisation_is_left_alone(self):
        british = self.setup_british_company()["company"]
        self.env.user.company_ids += british
        other = self.connect(company=british, organisation="GB")
        self.run_cron(other)
        own = [("organisation_id", "=", other.id)]
        links = self.env["xero.link"].search_count(own)
        self.assertTrue(links)
        self.reset()
        self.assertEqual(self.env["xero.link"].search_count(own), links)
        self.assertTrue(other.stream_ids[0].last_run)

    # === MOVE === #

    def change(self, **values):
        return (
            self.env["xero.change"]
            .with_user(self.manager_xero)
            .create({"organisation_id": self.organisation.id, **values})
        )

    def second_company(self, currency="base.AUD"):
        company = self.env["res.company"].create(
            {"name": "Second Home", "currency_id": self.env.ref(currency).id}
        )
        self.manager_xero.company_ids += company
        self.env.user.company_ids += company
        return company

    def test_q3_q4_move_to_another_company(self):
        second = self.second_company()
        partner = self.customer()
        contact = partner.xero_id
        cron = self.organisation.cron_id
        wizard = self.change(choice="move")
        # nothing to complain of before a company is chosen
        self.assertIs(wizard.problem, False)
        wizard.company_id = second
        self.assertFalse(wizard.problem)
        with self.assertRaisesRegex(UserError, "tick it first"):
            wizard.action_confirm()
        of_company = self.env["xero.organisation"]._of_company
        self.assertEqual(of_company(self.company), self.organisation)
        wizard.understood = True
        action = wizard.action_confirm()
        moved = self.env["xero.organisation"].browse(action["res_id"])
        self.assertEqual(of_company(second), moved)
        self.assertFalse(of_company(self.company))
        self.assertEqual(moved.tenant_id, self.organisation.tenant_id)
        self.assertEqual(moved.connection_state, "connected")
        self.assertEqual(moved.stage, "setup")
        self.assertEqual(moved.base_currency_id.name, "AUD")
        self.assertTrue(moved.short_code)
        self.assertFalse(self.organisation.active)
        self.assertFalse(cron.active)
        self.env.invalidate_all()
        self.assertFalse(partner.xero_id)
        self.run_cron(moved)
        self.assertEqual(partner.with_company(second).xero_id, contact)
        # and back: what was paired comes back with it
        links = self.env["xero.link"].search_count(
            [("organisation_id", "=", self.organisation.id)]
        )
        self.assertTrue(links)
        moved.with_user(self.manager_xero)._move_to(self.company)
        self.env.invalidate_all()
        self.assertEqual(of_company(self.company), self.organisation)
        self.assertTrue(self.organisation.active)
        self.assertTrue(cron.active)
        self.assertEqual(self.organisation.stage, "paused")
        self.assertEqual(partner.xero_id, contact)

    def test_q3_not_to_a_company_of_another_currency_or_with_its_own(self):
        self.env.ref("base.GBP").active = True
        wizard = self.change(
            choice="move",
            company_id=self.second_company("base.GBP").id,
            understood=True,
        )
        self.assertIn("must be the same", wizard.problem)
        with self.assertRaisesRegex(UserError, "must be the same"):
            wizard.action_confirm()
        self.assertTrue(self.organisation.active)
        stranger = self.env["res.company"].create(
            {"name": "Closed", "currency_id": self.env.ref("base.AUD").id}
        )
        wizard = self.change(choice="move", understood=True)
        wizard.sudo().company_id = stranger
        with self.assertRaises(AccessError):
            wizard.action_confirm()

    def test_q3_another_organisation_begins_with_xeros_page(self):
        wizard = self.change(choice="another", understood=True)
        action = wizard.action_confirm()
        self.assertEqual(action["type"], "ir.actions.act_url")
        self.assertTrue(self.organisation.active)
        self.assertEqual(self.organisation.connection_state, "connected")
