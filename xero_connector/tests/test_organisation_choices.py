from .push_common import XeroPushCommon


class TestOrganisationChoices(XeroPushCommon):
    """Rehearsed with Xero's Demo Company, then the real organisation: what was chosen
    is offered again, contacts and documents never (Q4, D6)."""

    def setUp(self):
        super().setUp()
        self.demo = self.sandbox.open_demo_company()

    def replace(self):
        """The company uses another organisation now, as after a consent."""
        fresh = self.replace_by("DEMO")
        self.assertEqual(fresh.previous_id, self.organisation)
        return fresh

    def replace_by(self, key):
        authorization = self.organisation.authorization_id
        tokens = self.sandbox.grant(
            organisations=["AU", "DEMO"], scopes=authorization._picked_codes()
        )
        authorization._store_tokens(tokens, authorization.consented_at)
        consent = self.env["xero.connect"].new({"authorization_id": authorization.id})
        tenants = consent._list_tenants(authorization._oauth(), tokens)
        wanted = self.sandbox.organisation(key).tenant_id
        chosen = [
            (tenant, self.company)
            for tenant in tenants
            if tenant["tenant_id"] == wanted
        ]
        return authorization._adopt_connections(chosen, replace=True)

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

    def test_q4_who_is_kept_out_stays_out_at_once(self):
        kept_out = self.customer("Never There", known=False)
        known = self.customer("Known There")
        (kept_out | known).xero_excluded = True
        unasked = self.customer("Nobody asks", known=False)
        link = self.env["xero.link"]._get_or_create(self.organisation, unasked)
        link.with_user(self.manager_xero).action_ignore()
        fresh = self.replace()
        self.env.invalidate_all()
        for partner in (kept_out, known):
            self.assertTrue(partner.xero_excluded)
            self.assertEqual(self.link(fresh, partner).organisation_id, fresh)
        self.assertEqual(self.link(fresh, unasked).state, "ignored")
        self.run_cron(fresh)
        fresh._go_live()
        move = self.invoice(kept_out)
        move.with_user(self.user_xero).action_xero_push()
        self.run_cron(fresh)
        self.assertIn("kept out of Xero", move.xero_message)
        # and in the first one, when it is used again
        later = self.customer("Kept out later", known=False)
        later.xero_excluded = True
        self.replace_by("AU")
        self.env.invalidate_all()
        self.assertTrue(self.organisation.active)
        for partner in (kept_out, known, later):
            self.assertTrue(partner.xero_excluded)
            self.assertEqual(self.link(self.organisation, partner).state, "excluded")

    def test_q4_what_was_not_accepted_yet_follows_too(self):
        """Replaced before the lists were read, and before anybody accepted."""
        fresh = self.replace()
        self.assertTrue(fresh.choices["links"])
        fresh._reset()
        self.assertTrue(fresh.choices["links"], "nothing was read meanwhile")
        self.assertIn("default_service_account_id", fresh.choices["defaults"])
        self.run_cron(fresh)
        self.assertEqual(self.link(fresh, self.tax_sale).state, "suggested")
        choices = fresh._collect_choices("again")
        entry = next(
            entry
            for entry in choices["links"]
            if entry["link"]["res_id"] == self.tax_sale.id
        )
        self.assertEqual(entry["seen"]["xero_id"], "OUTPUT")

    def test_q4_a_default_that_is_not_sure_is_left_open(self):
        """Nobody is asked about it, so a code alone is not enough."""
        account = self.seen("Accounts", code="260")
        self.organisation.default_goods_account_id = account
        there = self.sandbox.organisation("DEMO").accounts
        for one in there.values():
            if one.get("Code") == "260":
                one["Name"] = "Something Else"
        fresh = self.replace()
        self.run_cron(fresh)
        self.assertTrue(
            self.env["xero.record"]._lookup(fresh, "Accounts", [("code", "=", "260")])
        )
        self.assertNotEqual(fresh.default_goods_account_id.code, "260")
        self.assertEqual(fresh.default_service_account_id.code, "200")

    def test_s4_custom_fields_follow(self):
        contacts = self.env["xero.stream"]._of_kind(self.organisation, "contacts")
        self.env["xero.field.map"].create(
            {
                "stream_id": contacts.id,
                "xero_field": "AddressLine4",
                "field_id": self.env["ir.model.fields"]
                ._get("res.partner", "function")
                .id,
            }
        )
        own = contacts.group_ids.filtered(lambda group: group.name == "billing")
        own.to_odoo = False
        fresh = self.replace()
        taken = self.env["xero.stream"]._of_kind(fresh, "contacts")
        self.assertEqual(
            taken.field_map_ids.mapped(lambda row: (row.xero_field, row.field_name)),
            [("AddressLine4", "function")],
        )
        self.assertEqual(
            self.env["xero.field.map"]._sources(fresh), {"AddressLine4": "function"}
        )
        self.assertEqual(
            taken.group_ids.mapped("name"), contacts.group_ids.mapped("name")
        )
        group = taken.group_ids.filtered(lambda group: group.name == "billing")
        self.assertFalse(group.to_odoo)

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
