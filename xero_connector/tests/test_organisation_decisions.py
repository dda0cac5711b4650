from odoo.fields import Command

from .payments_common import XeroPaymentsCommon


class TestOrganisationDecisions(XeroPaymentsCommon):
    """What people decided stays after a reset (T5, D6); lists are paired anew."""

    def setUp(self):
        super().setUp()
        self.kinds = {
            kind: self.env["xero.stream"]._of_kind(self.organisation, kind)
            for kind in ("contacts", "items", "payments", "invoices")
        }

    def reset(self, read=True):
        """An administrator resets; the lists are read again."""
        wizard = (
            self.env["xero.reset"]
            .with_user(self.manager_xero)
            .create({"organisation_id": self.organisation.id, "understood": True})
        )
        wizard.action_confirm()
        self.env.flush_all()
        self.env.invalidate_all()
        if read:
            self.run_cron(self.organisation)
            self.env.invalidate_all()

    def link_of(self, record):
        links = record._xero_links(self.organisation)
        return links.get(record.id, self.env["xero.link"])

    def contact(self, name):
        self.sandbox.act("create_contact", organisation="AU", Name=name)
        self.read("contacts")
        return self.row_of(name)

    def row_of(self, name, resource="Contacts"):
        return self.seen(resource, name=name).with_user(self.manager_xero)

    def test_t5_who_is_kept_out_stays_out(self):
        never = self.customer("Never There", known=False)
        known = self.customer("Known There")
        (never | known).xero_excluded = True
        move = self.invoice(never)
        move.xero_excluded = True
        self.reset(read=False)
        self.assertTrue(never.xero_excluded, "at once")
        self.reset()
        for record in (never, known, move):
            self.assertTrue(record.xero_excluded, record.display_name)
        before = len(self.calls("PUT"))
        moves = self.invoice(never) | self.invoice(known)
        self.push(moves)
        self.assertEqual(len(self.calls("PUT")), before)
        self.assertEqual(set(moves.mapped("xero_state")), {"blocked"})
        self.assertTrue(self.link_of(known).record_id, "mapped by hand or not")

    def test_t5_ignored_rows_are_not_created(self):
        self.contact("Acacia Legal").action_ignore()
        item = self.row_of("Consulting", "Items")
        item.link_ids.sudo().unlink()
        item.action_ignore()
        unasked = self.customer("Nobody asks", known=False)
        link = self.env["xero.link"]._get_or_create(self.organisation, unasked)
        link.with_user(self.manager_xero).action_ignore()
        for kind in ("contacts", "items"):
            self.kinds[kind].create_in_odoo = True
        self.reset()
        self.reset()
        partners = self.env["res.partner"].search([("name", "=", "Acacia Legal")])
        products = self.env["product.product"].search([("name", "=", "Consulting")])
        self.assertFalse(partners | products.company_id.partner_id)
        self.assertFalse(products)
        for name, resource in (("Acacia Legal", "Contacts"), ("Consulting", "Items")):
            row = self.row_of(name, resource)
            self.assertEqual((row.live, row.map_state), (True, "ignored"))
        self.assertEqual(self.link_of(unasked).state, "ignored")

    def test_t5_what_was_taken_apart_is_not_paired_again(self):
        partner = self.customer("Acacia Legal")
        self.row_of("Acacia Legal").action_unlink_record()
        self.reset()
        self.reset()
        self.assertFalse(self.link_of(partner).record_id)
        self.assertTrue(self.row_of("Acacia Legal").live)

    def test_t5_customers_and_items_mapped_by_hand_stay_mapped(self):
        partner = self.customer("Quite Another Name", known=False)
        namesake = self.customer("Acacia Legal", known=False)
        row = self.contact("Acacia Legal")
        row.action_unlink_record()
        row.choice_id = partner.id
        contact = row.xero_id
        product = self.env["product.product"].create({"name": "Advice"})
        self.row_of("Consulting", "Items").choice_id = product.id
        category = self.env["product.category"].create({"name": "Repairs"})
        category.xero_item_id = self.row_of("Consulting", "Items").sudo()
        made = self.contact("Wattle Works")
        made.action_create_in_odoo()
        created = self.env["res.partner"].browse(made.choice_id)
        created.name = "Renamed since"
        self.kinds["contacts"].create_in_odoo = True
        self.reset()
        self.assertEqual(partner.xero_id, contact)
        self.assertFalse(namesake.xero_id)
        self.assertEqual(self.row_of("Consulting", "Items").choice_id, product.id)
        self.assertEqual(category.xero_item_id.name, "Consulting")
        self.assertEqual(created.xero_id, self.row_of("Wattle Works").xero_id)
        self.assertTrue(self.link_of(created).from_xero)
        found = self.env["res.partner"].search([("name", "=", "Wattle Works")])
        self.assertFalse(found, "it is not made a second time")
        link = self.link_of(partner)
        self.assertFalse(link.conflict)
        self.assertEqual(partner.xero_state, "synced")

    def test_t5_what_xero_has_no_more_is_forgotten_for_good(self):
        """The pair is gone with its contact; nothing hangs on what is not there."""
        partner = self.customer("Quite Another Name", known=False)
        row = self.contact("Acacia Legal")
        row.choice_id = partner.id
        self.contact("Wattle Works").action_ignore()
        contacts = self.sandbox.organisation("AU").contacts
        for name in ("Acacia Legal", "Wattle Works"):
            gone = [key for key, one in contacts.items() if one["Name"] == name]
            for key in gone:
                del contacts[key]
        self.reset(read=False)
        self.assertEqual(partner.xero_state, "synced")
        self.assertTrue(self.link_of(partner).record_id.forgotten)
        self.run_cron(self.organisation)
        self.env.invalidate_all()
        self.assertFalse(partner.xero_id)
        self.assertEqual(partner.xero_state, "none")
        self.assertFalse(self.env["xero.record"].search([("forgotten", "=", True)]))

    def test_t5_payments_from_xero_stay_what_they_are(self):
        kept, removed = self.sent(), self.sent()
        payment_id = self.pay(kept)
        self.pay(removed)
        own = self.booked(kept)
        gone = self.booked(removed)
        gone.action_draft()
        gone.action_cancel()
        self.refusal().with_user(self.user_xero).action_cancel()
        payments = self.all_payments()
        self.reset()
        self.read("payments")
        self.assertEqual(self.all_payments(), payments, "none is booked again")
        self.assertEqual(removed.payment_state, "not_paid")
        self.assertIn("From Xero", own.xero_words)
        self.assertIn("Removed here", gone.xero_words)
        self.delete(payment_id)
        self.assertEqual(own.state, "canceled", "made from Xero, so removed with it")

    def test_t5_older_payments_than_are_read_are_odoos_own(self):
        move = self.sent()
        self.pay(move)
        payment = self.booked(move)
        self.kinds["payments"].from_date = "2100-01-01"
        self.reset()
        self.assertFalse(payment.xero_words)
        self.assertEqual(payment.state, "paid")
        self.assertFalse(self.env["xero.record"].search([("forgotten", "=", True)]))

    def test_t5_invoices_that_were_kept_apart_are_not_asked_about_again(self):
        self.organisation.stage = "setup"
        move = self.invoice(self.partner)
        self.sandbox.act(
            "create_invoice",
            Contact=self.partner.name,
            InvoiceNumber="TYPED-1",
            Date=str(move.invoice_date),
            DueDate=str(move.invoice_date),
            Status="AUTHORISED",
            LineItems=[
                {
                    "Description": "Typed there",
                    "UnitAmount": move.amount_untaxed,
                    "AccountCode": "260",
                    "TaxType": "OUTPUT",
                }
            ],
        )
        self.read("invoices")
        pair = self.env["xero.look.alike"].search([("move_id", "=", move.id)])
        pair.with_user(self.user_xero).action_keep_apart()
        self.reset()
        self.assertFalse(self.organisation._look_alike_count())
        self.assertFalse(move.xero_id)

    def test_t13_two_contacts_of_a_merged_customer_stay_known(self):
        second = self.customer("Harbour Dental Pty Ltd")
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {
                "state": "selection",
                "partner_ids": [Command.set((self.partner | second).ids)],
                "dst_partner_id": self.partner.id,
            }
        )
        contact = second.xero_id
        wizard.action_merge()
        self.env.invalidate_all()
        self.assertTrue(self.link_of(self.partner).doubled)
        self.kinds["contacts"].create_in_odoo = True
        self.reset()
        self.assertTrue(self.link_of(self.partner).doubled)
        self.assertEqual(
            self.link_of(self.partner)._seconds().record_id.xero_id, contact
        )
        found = self.env["res.partner"].search([("name", "ilike", "Harbour Dental")])
        self.assertEqual(found, self.partner)

    def test_t5_a_second_reset_forgets_no_choice(self):
        """Before the lists were read again, and before the first ones were accepted."""
        self.organisation.default_goods_account_id = self.seen("Accounts", code="260")
        self.seen("Accounts", code="400").with_user(self.manager_xero).action_ignore()
        self.reset(read=False)
        self.reset()
        link = self.env["xero.link"]._of_key(
            self.organisation, "account.tax", self.tax_sale.id
        )
        for _time in range(2):
            self.assertEqual(link.suggestion_id.xero_id, "OUTPUT")
            self.assertEqual(link.reason, "as before the reset")
            self.assertEqual(self.organisation.default_goods_account_id.code, "260")
            self.assertEqual(self.seen("Accounts", code="400").map_state, "ignored")
            self.reset()
            link = self.env["xero.link"]._of_key(
                self.organisation, "account.tax", self.tax_sale.id
            )
