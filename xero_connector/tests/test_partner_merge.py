from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools.safe_eval import safe_eval

from .push_common import XeroPushCommon


class TestPartnerMerge(XeroPushCommon):
    """Partners that are merged in Odoo take their links along (T13)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env(su=True),
            login="clerk",
            groups="base.group_user,base.group_partner_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def merge(self, survivor, *others, user=None):
        """Merge partners as a person does, with Odoo's own wizard."""
        partners = survivor.concat(*others, survivor)
        wizard = (
            self.env["base.partner.merge.automatic.wizard"]
            .with_user(user or self.env.user)
            .create(
                {
                    "state": "selection",
                    "partner_ids": [Command.set(partners.ids)],
                    "dst_partner_id": survivor.id,
                }
            )
        )
        wizard.action_merge()
        self.assertFalse(survivor.concat(*others).exists() - survivor)
        self.env.flush_all()
        self.env.invalidate_all()

    def links(self, partner):
        return self.env["xero.link"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", partner.id)]
        )

    def test_t13_without_links_it_is_odoos_own_affair(self):
        one = self.customer("Loose End", known=False)
        two = self.customer("Loose Ends", known=False)
        self.merge(one, two)
        self.assertFalse(self.links(one))
        self.assertEqual(one.xero_state, "none")

    def test_t13_the_survivor_takes_the_link_over(self):
        linked = self.customer("Harbour Dental")
        contact = linked.xero_id
        survivor = self.customer("Harbour Dental Pty Ltd", known=False)
        self.merge(survivor, linked)
        self.assertEqual(survivor.xero_id, contact)
        link = self.links(survivor)
        self.assertEqual(link.res_key, str(survivor.id))
        self.assertEqual(link.state, "linked")
        self.assertFalse(self.links(linked))
        # and documents go to that contact, without another one
        move = self.invoice(survivor)
        self.push(move)
        self.assertEqual(self.in_xero(move)["Contact"]["ContactID"], contact)

    def test_t13_an_open_row_of_the_survivor_gives_way_to_a_link(self):
        linked = self.customer("Harbour Dental")
        contact = linked.xero_id
        survivor = self.customer("Harbour Dental Pty Ltd", known=False)
        link = self.env["xero.link"]._get_or_create(self.organisation, survivor)
        link.ignored = True
        self.merge(survivor, linked)
        self.assertEqual(self.links(survivor).state, "linked")
        self.assertEqual(survivor.xero_id, contact)

    def test_t13_kept_out_stays_kept_out(self):
        linked = self.customer("Harbour Dental")
        survivor = self.customer("Harbour Dental Pty Ltd", known=False)
        survivor.xero_excluded = True
        self.merge(survivor, linked)
        self.assertEqual(survivor.xero_state, "excluded")
        self.assertTrue(survivor.xero_id)

    def test_t13_a_decision_of_the_merged_one_counts_where_there_is_no_other(self):
        gone = self.customer("Never There", known=False)
        gone.xero_excluded = True
        survivor = self.customer("Never There Either", known=False)
        self.merge(survivor, gone)
        self.assertTrue(survivor.xero_excluded)

    def both_linked(self):
        first = self.customer("Harbour Dental")
        second = self.customer("Harbour Dentists")
        contacts = first.xero_id, second.xero_id
        self.merge(first, second, user=self.clerk)
        return first, *contacts

    def test_t13_both_linked_is_a_conflict_for_a_person(self):
        survivor, own, other = self.both_linked()
        self.assertEqual(survivor.xero_id, own)
        links = self.links(survivor)
        self.assertEqual(set(links.mapped("state")), {"linked", "merged"})
        beside = links.filtered(lambda link: link.state == "merged")
        self.assertEqual(beside.record_id.xero_id, other)
        self.assertEqual(beside.record_id.map_state, "linked", "nobody else's")
        self.assertEqual(survivor.xero_state, "conflict")
        self.assertEqual(survivor.xero_badge, "Conflict: two contacts in Xero")
        self.assertEqual(survivor.xero_tone, "warning")
        Partner = self.env["res.partner"]
        self.assertIn(survivor, Partner.search([("xero_state", "=", "conflict")]))
        self.assertNotIn(survivor, Partner.search([("xero_state", "=", "synced")]))
        notes = str(survivor.message_ids.mapped("body"))
        for words in (survivor.xero_message, notes):
            self.assertIn("Merge Harbour Dentists into Harbour Dental there", words)
        # work goes on meanwhile, with the survivor's contact
        move = self.invoice(survivor)
        self.push(move)
        self.assertEqual(self.in_xero(move)["Contact"]["ContactID"], own)
        self.sandbox.act(
            "edit_contact", contact="Harbour Dentists", EmailAddress="two@hd.example"
        )
        self.read("contacts")
        self.assertFalse(survivor.email, "the second contact changes nothing here")

    def test_t13_merged_in_xero_too_ends_the_conflict(self):
        survivor, own, _other = self.both_linked()
        self.sandbox.act(
            "merge_contacts", contact="Harbour Dentists", into="Harbour Dental"
        )
        self.read("contacts")
        self.assertEqual(len(self.links(survivor)), 1)
        self.assertEqual(survivor.xero_id, own)
        self.assertNotEqual(survivor.xero_state, "conflict")

    def test_t13_merged_in_xero_the_other_way_round(self):
        survivor, _own, other = self.both_linked()
        self.sandbox.act(
            "merge_contacts", contact="Harbour Dental", into="Harbour Dentists"
        )
        self.read("contacts")
        self.assertEqual(len(self.links(survivor)), 1)
        self.assertEqual(survivor.xero_id, other)
        self.assertNotEqual(survivor.xero_state, "conflict")

    def test_t13_letting_the_second_one_go_ends_the_conflict(self):
        survivor, own, other = self.both_linked()
        beside = self.links(survivor).filtered("merged_name")
        with self.assertRaises(UserError):
            beside.with_user(self.manager_xero).action_link(self.seen("Contacts")[0])
        beside.with_user(self.manager_xero).action_unlink_record()
        self.assertFalse(beside.exists())
        self.assertEqual(survivor.xero_id, own)
        self.assertNotEqual(survivor.xero_state, "conflict")
        self.assertFalse(self.seen("Contacts", xero_id=other).link_ids)

    def test_t13_two_contacts_are_among_the_conflicts(self):
        """Shown where people decide, with what to do, and let go from there."""
        survivor, _own, other = self.both_linked()
        action = self.env.ref("xero_connector.xero_conflict_action")
        Link = self.env["xero.link"].with_user(self.manager_xero)
        link = Link.search(safe_eval(action.domain))
        self.assertEqual(link, self.links(survivor).filtered("doubled"))
        self.assertIn(
            "Merge Harbour Dentists into Harbour Dental there", link.conflict_words
        )
        self.assertEqual(survivor.action_xero_conflict()["res_id"], link.id)
        with self.assertRaises(AccessError):
            link.with_user(self.user_xero).action_unlink_seconds()
        link.action_unlink_seconds()
        self.assertFalse(Link.search(safe_eval(action.domain)))
        self.assertFalse(self.seen("Contacts", xero_id=other).link_ids)

    def test_t13_three_at_once(self):
        first, second, third = (
            self.customer(name) for name in ("Peak One", "Peak Two", "Peak Three")
        )
        own = first.xero_id
        self.merge(first, second, third)
        self.assertEqual(first.xero_id, own)
        self.assertEqual(len(self.links(first)), 3)
        self.assertIn("Peak Three", first.xero_message)
        self.assertIn("Peak Two", first.xero_message)
        # and merged once more
        fourth = self.customer("Peak Four", known=False)
        self.merge(fourth, first)
        self.assertEqual(fourth.xero_id, own)
        self.assertEqual(fourth.xero_state, "conflict")
        self.assertEqual(len(self.links(fourth)), 3)

    def test_t13_transfers_are_the_survivors(self):
        gone = self.customer("Waiting Room", known=False)
        survivor = self.customer("Waiting Room Pty Ltd", known=False)
        self.stream_contacts().direction = "pull"
        move = self.invoice(gone)
        self.push(move)
        self.assertEqual(move.xero_state, "blocked")
        self.stream_contacts().direction = "both"
        gone._xero_enqueue("button")
        self.merge(survivor, gone)
        self.assertEqual(move.partner_id, survivor)
        rows = self.env["xero.queue"].search([("res_model", "=", "res.partner")])
        self.assertNotIn(gone.id, rows.mapped("res_id"))
        self.run_cron(self.organisation)
        self.run_cron(self.organisation)
        self.assertTrue(survivor.xero_id)
        self.assertTrue(self.in_xero(move), self.row(move).message)
        names = [
            contact["Name"]
            for contact in self.sandbox.organisation("AU").contacts.values()
        ]
        self.assertNotIn("Waiting Room", names)
        self.assertIn("Waiting Room Pty Ltd", names)

    def stream_contacts(self):
        return self.env["xero.stream"]._of_kind(self.organisation, "contacts")

    def test_t13_a_lost_answer_comes_to_the_survivor(self):
        gone = self.customer("Lost Letters", known=False)
        survivor = self.customer("Lost Letters Pty Ltd", known=False)
        self.sandbox.fault("drop_after", method="PUT", path="Contacts")
        self.push(gone)
        self.assertEqual(self.row(gone).state, "sending")
        self.merge(survivor, gone)
        row = self.row(survivor).sudo()
        rows = self.env["xero.queue"].sudo().search([("res_id", "=", survivor.id)])
        rows.write({"sending_until": "2026-01-01 00:00:00"})
        self.run_cron(self.organisation)
        self.run_cron(self.organisation)
        self.assertTrue(survivor.xero_id, row.message)
        contacts = self.sandbox.organisation("AU").contacts.values()
        self.assertEqual(
            len([c for c in contacts if c["Name"].startswith("Lost Letters")]), 1
        )

    def test_t13_in_two_companies(self):
        british = self.setup_british_company()["company"]
        self.env.user.company_ids += british
        organisation_gb = self.connect(company=british, organisation="GB")
        first = self.customer("Global Travel")
        second = self.customer("Global Travels", known=False)
        self.sandbox.act("create_contact", organisation="GB", Name="Global Travels")
        self.run_cron(organisation_gb)
        here = first.with_company(self.company).xero_id
        there = second.with_company(british).xero_id
        self.assertTrue(here and there)
        self.merge(first, second)
        self.assertEqual(first.with_company(self.company).xero_id, here)
        self.assertEqual(first.with_company(british).xero_id, there)
        for company in (self.company, british):
            self.assertNotEqual(first.with_company(company).xero_state, "conflict")

    def test_t13_a_deleted_partner_leaves_no_link(self):
        partner = self.customer("Short Life")
        seen = self.seen("Contacts", xero_id=partner.xero_id)
        partner.unlink()
        self.assertFalse(seen.link_ids)
        self.assertTrue(seen.live)
