from .contacts_common import XeroContactsCommon


class TestContactsGroups(XeroContactsCommon):
    """Who joins or leaves a contact group in Xero; that is no change of the contact
    there (C14)."""

    def setUp(self):
        super().setUp()
        self.partner = self.paired()
        self.sandbox.act("create_contact_group", name="VIP", contacts="Old Friends")
        self.read("contact_groups")
        self.vip = self.partner.category_id
        self.assertTrue(self.vip)

    def details(self):
        """Calls that read one group."""
        return [
            call for call in self.calls("GET") if call.path.startswith("ContactGroups/")
        ]

    def test_c14_who_joins_gets_the_tag(self):
        self.assertEqual(self.vip.name, "VIP")
        self.assertEqual(self.sent(), [])
        other = self.paired("New Friends")
        self.act_later("add_to_group", group="VIP", contacts="New Friends")
        self.read("contact_groups")
        self.assertEqual(other.category_id, self.vip)

    def test_c14_who_leaves_loses_it(self):
        self.act_later("remove_from_group", group="VIP", contacts="Old Friends")
        self.read("contact_groups")
        self.assertFalse(self.partner.category_id)

    def test_c14_a_deleted_group_has_nobody(self):
        self.act_later("delete_group", group="VIP")
        self.read("contact_groups")
        self.assertFalse(self.partner.category_id)

    def test_c14_one_call_for_each_group(self):
        self.sandbox.act("create_contact_group", name="Coast", contacts=[])
        before = len(self.details())
        self.read("contact_groups")
        self.assertEqual(len(self.details()) - before, 2)
        self.stamp(self.partner)
        self.read("contact_groups")
        self.assertFalse(self.written(self.partner))

    def test_c14_none_where_groups_are_not_taken_over(self):
        self.group("groups").to_odoo = False
        before = len(self.details())
        self.read("contact_groups")
        self.assertEqual(len(self.details()), before)

    def test_c14_a_group_that_is_not_shown_is_a_row(self):
        self.sandbox.act("create_contact_group", name="Coast", contacts="Old Friends")
        self.sandbox.fault("404", method="GET", path="ContactGroups/*")
        self.read("contact_groups")
        row = self.env["xero.queue"].search(
            [("state", "=", "failed"), ("resource", "=", "ContactGroups")]
        )
        self.assertIn("VIP could not be read", row.message)
        self.assertEqual(self.partner.category_id.mapped("name"), ["Coast", "VIP"])
        row.with_user(self.user_xero).action_retry()
        self.run_cron(self.organisation)
        self.run_cron(self.organisation)
        self.assertEqual(row.state, "superseded")
        open_ones = [("state", "=", "failed"), ("resource", "=", "ContactGroups")]
        self.assertFalse(row.search(open_ones))

    def test_c14_odd_members_are_a_row_too(self):
        groups = self.sandbox.organisation("AU").contact_groups
        (ident,) = [key for key, group in groups.items() if group["Name"] == "VIP"]
        odd = {"ContactGroupID": ident, "Name": "VIP", "Contacts": "all of them"}
        group = self.seen("ContactGroups", name="VIP")
        words = self.vip._xero_take_one(self.organisation, group, [odd])
        self.assertIn("not a list", words)
        words = self.vip._xero_take_one(self.organisation, group, [])
        self.assertIn("not about it", words)
        self.assertEqual(self.partner.category_id, self.vip)
