from .refused_common import XeroRefusedCommon


class TestPushRefusedContacts(XeroRefusedCommon):
    """Contacts and items that Xero does not take (C16, C18, D16, D17)."""

    def two_way_items(self):
        self.env["xero.stream"]._of_kind(self.organisation, "items").direction = "both"

    def test_c18_partner_without_a_name(self):
        parent = self.env["res.partner"].create({"name": "X", "is_company": True})
        address = self.env["res.partner"].create(
            {"type": "invoice", "parent_id": parent.id, "name": "Books"}
        )
        move = self.invoice(address)
        parent.name = " "
        before = len(self.calls())
        self.push(move)
        self.assert_refused(parent, "has no name", "Retry")
        self.assert_refused(move, "has no name", state="blocked")
        self.assert_only_reads(before)
        parent.name = "Harbour Dental South"
        self.retry(parent)
        self.assert_sent(move)

    def test_c18_name_with_angle_brackets(self):
        bad = self.customer("Smith <Sons>", known=False)
        move = self.invoice(bad)
        good = self.invoice(self.partner)
        before = len(self.calls())
        self.push(move | good)
        self.assert_refused(bad, "Smith <Sons>", "no < or >", "Retry")
        self.assert_sent(good)
        made = [c.path for c in self.calls()[before:] if c.method != "GET"]
        self.assertEqual(made, ["Invoices"])
        bad.name = "Smith and Sons"
        self.retry(bad)
        self.assert_sent(move)

    def test_c18_mail_address_that_is_none(self):
        bad = self.customer("Bad Mail", known=False, email="no address")
        move = self.invoice(bad)
        self.push(move)
        self.assert_refused(bad, "Bad Mail", "no address", "Retry")
        self.assert_refused(move, "no address", state="blocked")

    def test_p2_mail_address_that_only_xero_refuses(self):
        bad = self.customer("Bad Mail", known=False, email="someone@intranet")
        move, good = self.invoice(bad), self.invoice(self.partner)
        self.push(move | good)
        self.assert_refused(bad, "Bad Mail", "Email address must be valid", "Correct")
        self.assert_sent(good)
        self.assertFalse(self.in_xero(move))
        bad.email = "someone@example.com"
        self.retry(bad)
        self.assert_sent(move)

    def test_c16_contact_archived_in_xero(self):
        self.sandbox.act("archive_contact", contact="Harbour Dental")
        self.read("contacts")
        move = self.invoice(self.partner)
        before = len(self.calls())
        self.push(move)
        self.assert_refused(move, "Harbour Dental", "archived in Xero", "Retry")
        self.assert_only_reads(before)
        self.assertEqual(self.partner.xero_badge, "Archived in Xero")
        self.sandbox.act("restore_contact", contact="Harbour Dental")
        self.read("contacts")
        self.retry(move)
        self.assert_sent(move)

    def test_c16_archived_since_it_was_read(self):
        good = self.invoice(self.customer("Second"))
        self.sandbox.act("archive_contact", contact="Harbour Dental")
        move = self.invoice(self.partner)
        self.organisation.stream_ids.next_run = False
        self.push(move | good)
        self.assert_refused(move, move.name, "archived", "Restore the contact")
        self.assert_sent(good)

    def test_c18_name_taken_since_it_was_read(self):
        """Another app makes a contact of the same name: never touched, then paired."""
        new = self.customer("Taken Name", known=False)
        foreign = self.sandbox.act(
            "create_contact", Name="Taken Name", EmailAddress="theirs@example.com"
        )
        move = self.invoice(new)
        self.organisation.stream_ids.next_run = False
        self.push(move)
        contacts = self.sandbox.organisation("AU").contacts
        kept = contacts[foreign["ContactID"]]
        self.assertEqual(kept["EmailAddress"], "theirs@example.com")
        self.assertNotIn("ContactNumber", kept)
        # the refusal had the contacts read again, so the two are one now
        self.run_cron(self.organisation)
        self.assertEqual(new.xero_id, foreign["ContactID"])
        self.assert_sent(move)
        self.assertEqual(new.xero_state, "synced", new.xero_message)
        self.assertEqual(
            contacts[foreign["ContactID"]]["UpdatedDateUTC"], kept["UpdatedDateUTC"]
        )

    def test_d17_item_code_too_long(self):
        self.two_way_items()
        product = self.env["product.product"].create(
            {"name": "Long", "default_code": "X" * 31, "type": "service"}
        )
        move = self.invoice(self.partner, {"product_id": product.id})
        before = len(self.calls())
        self.push(move)
        self.assert_refused(product, "Long", "31", "30", "Retry")
        self.assert_refused(move, "30", state="blocked")
        self.assert_only_reads(before)
        product.default_code = "X" * 30
        self.retry(product)
        self.assert_sent(move)
        self.assertEqual(self.in_xero(move)["LineItems"][0]["ItemCode"], "X" * 30)

    def test_d16_missing_item_is_created_first(self):
        self.two_way_items()
        product = self.env["product.product"].create(
            {
                "name": "Audit",
                "default_code": "AUDIT",
                "type": "service",
                "list_price": 90,
                # one that companies share has its price in the first one's currency
                "company_id": self.env.company.id,
            }
        )
        move = self.invoice(self.partner, {"product_id": product.id, "price_unit": 90})
        self.push(move)
        self.assert_sent(move)
        item = self.in_xero_by_id(product, "items")
        self.assertEqual(item["Code"], "AUDIT")
        self.assertEqual(item["SalesDetails"]["UnitPrice"], 90)
