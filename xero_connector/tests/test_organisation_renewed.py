from odoo.exceptions import UserError

from .push_common import XeroPushCommon


class TestOrganisationRenewed(XeroPushCommon):
    """Xero begins its Demo Company anew, under the same tenant (Q4, T4)."""

    def setUp(self):
        super().setUp()
        self.demo = self.sandbox.open_demo_company()
        self.first = self.organisation
        self.organisation = self.replace()
        self.run_cron(self.organisation)
        for link in self.env["xero.link"].search(
            [
                ("organisation_id", "=", self.organisation.id),
                ("state", "=", "suggested"),
                ("res_model", "=", "account.tax"),
            ]
        ):
            link.with_user(self.manager_xero).action_link()
        self.organisation.invoice_status = "AUTHORISED"
        self.organisation._go_live()

    def replace(self):
        """The company uses the Demo Company now, as after a consent."""
        authorization = self.organisation.authorization_id
        tokens = self.sandbox.grant(
            organisations=["AU", "DEMO"], scopes=authorization._picked_codes()
        )
        authorization._store_tokens(tokens, authorization.consented_at)
        return authorization._adopt_connections(
            self.tenants(authorization, tokens), replace=True
        )

    def tenants(self, authorization, tokens):
        consent = self.env["xero.connect"].new({"authorization_id": authorization.id})
        return [
            (tenant, self.company)
            for tenant in consent._list_tenants(authorization._oauth(), tokens)
            if tenant["tenant_id"] == self.demo.tenant_id
        ]

    def renew(self):
        self.sandbox.act("reset_demo_company", organisation="DEMO")

    def in_demo(self, move):
        found = self.demo.invoices.values()
        return [one for one in found if one["InvoiceNumber"] == move.name]

    def known(self):
        """An invoice and its customer, both in the Demo Company."""
        partner = self.env["res.partner"].create({"name": "Harbour Dental"})
        move = self.invoice(partner)
        self.push(move)
        self.assertTrue(self.in_demo(move), self.row(move).message)
        return partner, move

    def reset(self):
        wizard = (
            self.env["xero.reset"]
            .with_user(self.manager_xero)
            .create({"organisation_id": self.organisation.id, "understood": True})
        )
        wizard.action_confirm()
        self.env.invalidate_all()

    def test_t4_is_noticed_before_anything_is_sent(self):
        partner, move = self.known()
        self.renew()
        later = self.invoice(partner)
        before = len(self.calls())
        self.push(later)
        calls = [call.path for call in self.calls()[before:]]
        self.assertEqual(calls, ["Organisation"], "asked, and nothing else done")
        self.assertTrue(self.organisation.renewed_since)
        self.assertEqual(later.xero_badge, "Begun anew in Xero: press Reset")
        self.assertEqual(move.xero_tone, "danger", "nothing is green any more")
        self.assertIn("presses Reset", self.organisation._why_not_writing())
        activities = self.organisation.activity_ids.filtered(
            lambda activity: activity.user_id == self.manager_xero
        )
        self.assertEqual(len(activities), 1)
        self.assertIn("begun", activities.note)
        count = len(self.organisation.activity_ids)
        self.run_cron(self.organisation)
        self.assertEqual(len(self.calls()), before + 1, "said once, and at rest")
        self.assertEqual(len(self.organisation.activity_ids), count)

    def test_t4_is_noticed_before_anything_is_read(self):
        partner, move = self.known()
        seen = self.env["xero.record"]._lookup(self.organisation, "Contacts")
        stamps = seen.mapped("write_date")
        self.renew()
        self.read("contacts")
        self.assertTrue(self.organisation.renewed_since)
        self.assertFalse(self.calls("GET", "Contacts")[2:], "of the first reading")
        self.assertEqual(seen.exists().mapped("write_date"), stamps)
        self.assertEqual(seen.exists(), seen)
        self.assertTrue(partner.xero_id)
        stream = self.env["xero.stream"]._of_kind(self.organisation, "contacts")
        for button in (
            stream.action_sync_now,
            self.organisation.with_user(self.manager_xero).action_import_all,
        ):
            with self.assertRaisesRegex(UserError, "presses Reset"):
                button()
        self.assertEqual(move.xero_state, "synced", "as it was left")

    def test_t4_is_noticed_when_it_is_connected_again(self):
        self.known()
        self.renew()
        authorization = self.organisation.authorization_id
        tokens = self.sandbox.grant(
            organisations=["DEMO"], scopes=authorization._picked_codes()
        )
        authorization._store_tokens(tokens, authorization.consented_at)
        again = authorization._adopt_connections(self.tenants(authorization, tokens))
        self.assertEqual(again, self.organisation)
        self.assertTrue(again.renewed_since)
        self.assertTrue(again.period_lock_date == self.first.period_lock_date)

    def test_t4_reset_begins_with_what_is_there_now(self):
        partner, move = self.known()
        lost = self.invoice(partner)
        self.sandbox.fault("drop_after", method="PUT", path="Invoices")
        self.push(lost)
        self.assertEqual(self.row(lost).state, "sending")
        self.renew()
        self.read("contacts")
        with self.assertRaisesRegex(UserError, "being sent to Xero at this moment"):
            self.reset()
        self.row(lost).sudo().sending_until = "2026-01-01 00:00:00"
        self.reset()
        self.assertFalse(self.organisation.renewed_since)
        self.assertFalse(self.organisation.activity_ids)
        self.assertEqual(self.row(lost).state, "canceled")
        self.run_cron(self.organisation)
        self.env.invalidate_all()
        self.assertFalse(partner.xero_id)
        self.assertFalse(move.xero_id)
        self.assertTrue(self.env["xero.record"]._lookup(self.organisation, "Contacts"))
        links = self.env["xero.link"].search(
            [
                ("organisation_id", "=", self.organisation.id),
                ("state", "=", "suggested"),
                ("res_model", "=", "account.tax"),
            ]
        )
        links.with_user(self.manager_xero).action_link()
        self.push(move)
        self.assertEqual(len(self.in_demo(move)), 1, self.row(move).message)
        self.assertEqual(move.xero_badge, "In Xero")

    def test_t4_a_real_organisation_is_not_asked_for_each_time(self):
        self.known()
        self.organisation.is_demo_company = False
        before = len(self.calls(path="Organisation"))
        self.read("contacts")
        self.assertEqual(len(self.calls(path="Organisation")), before)
