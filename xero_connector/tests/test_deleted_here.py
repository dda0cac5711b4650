from odoo.fields import Command

from .contacts_common import XeroContactsCommon
from .items_common import XeroItemsCommon


class TestDeletedHere(XeroContactsCommon):
    """What somebody deletes in Odoo does not come back by itself (C1, C15, S3)."""

    def setUp(self):
        super().setUp()
        self.stream.create_in_odoo = True
        self.run_cron(self.organisation)
        self.new_there("Old Friends", AccountNumber="A-1")
        self.read("contacts")
        self.partner = self.named("Old Friends")
        self.assertTrue(self.partner)

    def test_c15_a_deleted_contact_stays_away(self):
        self.partner.unlink()
        seen = self.record("Old Friends")
        self.assertEqual(seen.map_state, "ignored")
        self.assertIn("deleted in Odoo", seen.details)
        self.edit_there("Old Friends", AccountNumber="A-2")
        self.read("contacts")
        self.stream.create_in_odoo = False
        self.stream.create_in_odoo = True
        self.run_cron(self.organisation)
        self.assertFalse(self.named("Old Friends"))

    def test_s3_undo_brings_it_back(self):
        self.partner.unlink()
        self.record("Old Friends").with_user(self.manager_xero).action_reconsider()
        self.run_cron(self.organisation)
        self.assertEqual(self.named("Old Friends").ref, "A-1")

    def test_s3_created_again_by_hand(self):
        self.partner.unlink()
        seen = self.record("Old Friends").with_user(self.manager_xero)
        seen.action_create_in_odoo()
        self.assertEqual(self.named("Old Friends").ref, "A-1")
        seen.action_unlink_record()
        self.assertEqual(seen.map_state, "undecided", "it is ignored no more")

    def test_c8_who_is_entered_again_is_paired(self):
        """What was deleted is not wanted; another record of that name is."""
        self.partner.unlink()
        again = self.ours("Old Friends")
        self.push(self.invoice(again))
        self.assertEqual(again.xero_id, self.record("Old Friends").xero_id)
        self.assertFalse(self.record("Old Friends").ignored)
        self.assertFalse(self.calls("PUT", "Contacts"))

    def test_s3_what_somebody_ignored_afterwards_stays_ignored(self):
        self.partner.unlink()
        self.record("Old Friends").with_user(self.manager_xero).action_ignore()
        again = self.ours("Old Friends")
        self.stream.cursor = False
        self.read("contacts")
        self.assertFalse(again.xero_id)

    def test_t13_merged_partners_leave_nothing_ignored(self):
        survivor = self.ours("Very Old Friends")
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {
                "state": "selection",
                "partner_ids": [Command.set((survivor + self.partner).ids)],
                "dst_partner_id": survivor.id,
            }
        )
        wizard.action_merge()
        self.assertFalse(self.partner.exists())
        seen = self.record("Old Friends")
        self.assertEqual((seen.map_state, seen.ignored), ("linked", False))

    def test_c14_a_deleted_tag_stays_away(self):
        self.act_later("create_contact_group", name="VIP", contacts="Old Friends")
        self.read("contact_groups")
        self.read_again()
        tag = self.partner.category_id
        self.assertEqual(tag.name, "VIP")
        tag.unlink()
        self.read("contact_groups")
        self.read_again()
        self.assertFalse(self.partner.category_id)
        # nor with the next one who joins
        self.new_there("New Friends")
        self.act_later("add_to_group", group="VIP", contacts="New Friends")
        self.read_again()
        self.assertFalse(self.named("New Friends").category_id)
        # another tag of that name stands for the group again
        own = tag.create({"name": "VIP"})
        self.read("contact_groups")
        self.new_there("Newest Friends")
        self.act_later("add_to_group", group="VIP", contacts="Newest Friends")
        self.read_again()
        self.assertEqual(self.named("Newest Friends").category_id, own)


class TestDeletedHereItems(XeroItemsCommon):
    """The same of products, worklog types among them (D1, F1)."""

    def test_d1_a_deleted_product_stays_away(self):
        self.stream.create_in_odoo = True
        self.sandbox.act("create_item", Code="DREDGE", Name="Dredging")
        self.read("items")
        product = self.env["product.product"].search([("default_code", "=", "DREDGE")])
        product.product_tmpl_id.unlink()
        self.assertFalse(product.exists())
        seen = self.seen("Items", code="DREDGE")
        self.assertEqual(seen.map_state, "ignored", seen.link_ids.mapped("res_model"))
        self.edit("DREDGE", Name="Dredging at night")
        self.assertFalse(product.search([("default_code", "=", "DREDGE")]))

    def test_f1_a_deleted_worklog_type_stays_away(self):
        self.organisation.worklog_types_add = "all"
        self.sandbox.act("create_item", Code="DREDGE", Name="Dredging", IsSold=True)
        self.organisation.with_user(self.user_xero).action_sync_worklog_types()
        self.run_cron(self.organisation)
        product = self.env["product.product"].search([("default_code", "=", "DREDGE")])
        self.assertTrue(product.xero_worklog_type)
        product.product_tmpl_id.unlink()
        self.edit("DREDGE", Name="Dredging at night")
        self.assertFalse(product.search([("default_code", "=", "DREDGE")]))
        self.assertEqual(self.seen("Items", code="DREDGE").worklog_state, "left_out")
