from .push_common import XeroPushCommon


class TestOrganisationChoices(XeroPushCommon):
    """Rehearsed with Xero's Demo Company, then the real organisation: what was chosen
    is offered again, contacts and documents never (Q4, D6)."""

    def setUp(self):
        super().setUp()
        self.demo = self.sandbox.open_demo_company()

    def replace(self):
        """The company uses another organisation now, as after a consent."""
        authorization = self.organisation.authorization_id
        tokens = self.sandbox.grant(
            organisations=["AU", "DEMO"], scopes=authorization._picked_codes()
        )
        authorization._store_tokens(tokens, authorization.consented_at)
        consent = self.env["xero.connect"].new({"authorization_id": authorization.id})
        tenants = consent._list_tenants(authorization._oauth(), tokens)
        chosen = [
            (tenant, self.company)
            for tenant in tenants
            if tenant["tenant_id"] == self.demo.tenant_id
        ]
        fresh = authorization._adopt_connections(chosen, replace=True)
        self.assertEqual(fresh.previous_id, self.organisation)
        return fresh

    def link(self, organisation, record, role=""):
        return self.env["xero.link"]._of_key(
            organisation, record._name, record.id or "none", role
        )

    def test_q4_settings_are_taken_over_as_they_were(self):
        self.organisation.write(
            {
                "invoice_status": "SUBMITTED",
                "number_source": "xero",
                "grace_minutes": 25,
                "read_only": True,
            }
        )
        Stream = self.env["xero.stream"]
        items = Stream._of_kind(self.organisation, "items")
        items.write({"direction": "both", "winner": "odoo", "run_hour": "5"})
        group = items.group_ids[0]
        group.to_odoo = False
        Stream._of_kind(self.organisation, "tracking").enabled = False
        fresh = self.replace()
        self.assertEqual(fresh.invoice_status, "SUBMITTED")
        self.assertEqual(fresh.number_source, "xero")
        self.assertEqual(fresh.grace_minutes, 25)
        self.assertTrue(fresh.read_only)
        self.assertEqual(fresh.stage, "setup", "but it is not live by itself")
        self.assertFalse(fresh.live_since)
        taken = Stream._of_kind(fresh, "items")
        self.assertEqual(taken.direction, "both")
        self.assertEqual(taken.winner, "odoo")
        self.assertEqual(taken.run_hour, "5")
        self.assertFalse(taken.last_run)
        self.assertFalse(taken.cursor)
        same = taken.group_ids.filtered(lambda own: own.name == group.name)
        self.assertFalse(same.to_odoo)
        self.assertFalse(Stream._of_kind(fresh, "tracking").enabled)
        self.assertEqual(items.organisation_id, self.organisation)

    def test_q4_what_was_mapped_is_suggested_with_its_origin(self):
        taxes = self.env["account.tax"].search(
            [("type_tax_use", "=", "sale"), ("company_id", "=", self.company.id)]
        )
        together = taxes[:2]
        self.link_tax(together, "OUTPUT")
        ignored = taxes - self.tax_sale
        self.link(self.organisation, ignored[0]).with_user(
            self.manager_xero
        ).action_ignore()
        account = self.company_data["default_account_revenue"]
        self.link(self.organisation, account).with_user(self.manager_xero).action_link(
            self.seen("Accounts", code="260")
        )
        unwanted = self.seen("Accounts", code="400")
        unwanted.with_user(self.manager_xero).action_ignore()
        fresh = self.replace()
        self.run_cron(fresh)
        reason = f"as in {self.organisation.name}"
        link = self.link(fresh, self.tax_sale)
        self.assertEqual(link.suggestion_id.xero_id, "OUTPUT")
        self.assertEqual(link.suggestion_id.organisation_id, fresh)
        self.assertEqual(link.reason, reason)
        self.assertFalse(link.record_id, "a suggestion, never taken by itself")
        none = self.link(fresh, self.env["account.tax"], "sale")
        self.assertEqual(none.suggestion_id.xero_id, "EXEMPTEXPORT")
        key = ",".join(str(i) for i in sorted(together.ids))
        both = self.env["xero.link"]._of_key(fresh, "account.tax", key)
        self.assertEqual(both.suggestion_id.xero_id, "OUTPUT")
        self.assertEqual(self.link(fresh, ignored[0]).state, "ignored")
        own = self.link(fresh, account)
        self.assertEqual((own.suggestion_id or own.record_id).code, "260")
        self.assertEqual(fresh.default_service_account_id.code, "200")
        self.assertEqual(fresh.default_service_account_id.organisation_id, fresh)
        there = self.env["xero.record"]._lookup(
            fresh, "Accounts", [("code", "=", "400")]
        )
        self.assertTrue(there.ignored)
        self.assertFalse(fresh.choices)

    def test_q4_contacts_and_documents_are_never_carried_over(self):
        partner = self.customer()
        move = self.invoice(partner)
        self.push(move)
        self.assertTrue(move.xero_id)
        fresh = self.replace()
        self.run_cron(fresh)
        links = self.env["xero.link"].search(
            [
                ("organisation_id", "=", fresh.id),
                ("res_model", "in", ("res.partner", "account.move")),
                ("res_id", "in", (partner.id, move.id)),
            ]
        )
        self.assertFalse(links.record_id | links.suggestion_id)
        self.assertFalse(move.xero_id)

    def test_q4_what_fits_two_is_not_guessed(self):
        link = self.link(self.organisation, self.tax_sale)
        entry = {
            "resource": "TaxRates",
            "seen": dict.fromkeys(("xero_id", "code", "kind", "rate", "name"), False),
        }
        self.assertFalse(self.organisation._find_again(entry)[0])
        seen = link.record_id
        entry["seen"].update(
            xero_id="ELSEWHERE", code="", kind=seen.kind, rate=seen.rate, name="Other"
        )
        self.assertFalse(self.organisation._find_again(entry)[0])
        entry["seen"]["name"] = seen.name
        found, score = self.organisation._find_again(entry)
        self.assertEqual(found, seen)
        self.assertEqual(score, 80)
        entry["seen"]["rate"] = seen.rate + 1
        self.assertFalse(self.organisation._find_again(entry)[0], "another percentage")
