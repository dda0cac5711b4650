from odoo.fields import Command

from .contacts_common import XeroContactsCommon
from .items_common import XeroItemsCommon


class TestSyncPaired(XeroContactsCommon):
    """However two records were paired, both sides agree from then on, and later
    changes go over (M3, C5, T13)."""

    def both(self, name="Old Friends"):
        """A contact that was read, and a customer who came after that."""
        self.new_there(name, EmailAddress="theirs@friends.example")
        self.read("contacts")
        return self.ours(name, email="ours@friends.example")

    def merge(self, survivor, gone):
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {
                "state": "selection",
                "partner_ids": [Command.set((survivor + gone).ids)],
                "dst_partner_id": survivor.id,
            }
        )
        wizard.action_merge()
        self.env.flush_all()
        self.env.invalidate_all()

    def test_m3_paired_while_it_was_sent(self):
        partner = self.both()
        self.push(partner)
        self.assertIn("Paired", self.row(partner).message)
        self.assertEqual(self.sent(), [])
        self.assertEqual(self.link(partner).agreed["email"][0], "ours@friends.example")
        partner.email = "new@friends.example"
        self.run_cron(self.organisation)
        self.assertEqual(self.there(partner)["EmailAddress"], "new@friends.example")

    def test_m3_paired_by_its_invoice(self):
        partner = self.both()
        self.push(self.invoice(partner))
        self.assertTrue(partner.xero_id)
        self.edit_there("Old Friends", EmailAddress="newer@friends.example")
        self.read("contacts")
        self.assertEqual(partner.email, "newer@friends.example")

    def test_t13_merged_in_odoo(self):
        gone = self.paired("Old Friends", ours={"email": "ours@friends.example"})
        survivor = self.ours("Very Old Friends", email="survivor@friends.example")
        self.merge(survivor, gone)
        self.run_cron(self.organisation)
        agreed = self.link(survivor).agreed
        self.assertEqual(agreed["email"][0], "survivor@friends.example")
        survivor.email = "new@friends.example"
        self.run_cron(self.organisation)
        self.assertEqual(self.there(survivor)["EmailAddress"], "new@friends.example")

    def test_m3_let_in_again(self):
        partner = self.paired(ours={"email": "ours@friends.example"})
        partner.xero_excluded = True
        self.edit_there("Old Friends", AccountNumber="A-1")
        partner.phone = "+61 2 5550 1111"
        self.sync()
        self.assertFalse(partner.ref)
        partner.xero_excluded = False
        self.run_cron(self.organisation)
        self.run_cron(self.organisation)
        self.assertEqual(partner.ref, "A-1")
        self.assertEqual(self.phones_there(partner), {"DEFAULT": "+61 2 5550 1111"})

    def test_o1_what_was_seen_is_applied_in_the_next_run_at_once(self):
        """A run that was cut short does not wait until something else is due."""
        partner = self.paired()
        self.stream.organisation_id.stream_ids.next_run = False
        self.link(partner).record_id.fresh = True
        moments = self.env["xero.record"]._next_fresh(self.organisation)
        self.assertEqual(len(moments), 1)
        self.run_cron(self.organisation)
        self.assertFalse(self.env["xero.record"]._next_fresh(self.organisation))


class TestSyncPairedItems(XeroItemsCommon):
    """The same of products (M3, D2)."""

    def test_m3_an_item_that_was_paired_while_it_was_sent(self):
        self.sandbox.act("create_item", Code="SUP", Name="Support", Description="Hours")
        self.read("items")
        product = self.service(default_code="SUP", description_sale="Per hour")
        self.push(product)
        self.assertFalse(self.calls("PUT", "Items"))
        self.assertEqual(self.link_of(product).agreed["text"][0], "Per hour")
        product.description_sale = "Per started hour"
        self.run_cron(self.organisation)
        self.assertEqual(self.item("SUP")["Description"], "Per started hour")
