"""Contacts of both books, and what a Xero user does with them."""

from odoo import fields

from .push_common import XeroPushCommon


class XeroContactsCommon(XeroPushCommon):
    """Live books without a grace; contacts go both ways."""

    def setUp(self):
        super().setUp()
        self.organisation.grace_minutes = 0
        self.stream = self.env["xero.stream"]._of_kind(self.organisation, "contacts")

    # === IN XERO === #

    def there(self, partner):
        """The contact in the sandbox that a partner is linked to."""
        return self.in_xero_by_id(partner, "contacts")

    def new_there(self, name, **values):
        """A contact that a person enters in Xero."""
        return self.sandbox.act("create_contact", Name=name, **values)

    def edit_there(self, name, **values):
        """A person changes a contact in Xero, some time later."""
        self.sandbox.clock(advance=60)
        return self.sandbox.act("edit_contact", contact=name, **values)

    def act_later(self, act, **values):
        self.sandbox.clock(advance=60)
        return self.sandbox.act(act, **values)

    def address(self, kind, **parts):
        return {"AddressType": kind, **parts}

    def address_there(self, partner, kind="POBOX"):
        """What is filled of an address in Xero."""
        for address in self.there(partner)["Addresses"]:
            if address["AddressType"] == kind:
                return {
                    key: value
                    for key, value in address.items()
                    if value and key != "AddressType"
                }
        return {}

    def phones_there(self, partner):
        return {
            phone["PhoneType"]: phone["PhoneNumber"]
            for phone in self.there(partner)["Phones"]
            if phone["PhoneNumber"]
        }

    def sent(self):
        """What was sent of contacts, element by element."""
        return [
            element
            for call in self.calls(path="Contacts")
            if call.method in ("PUT", "POST")
            for element in call.body["Contacts"]
        ]

    # === IN ODOO === #

    def ours(self, name, **values):
        return self.env["res.partner"].create(
            {"name": name, "is_company": True, **values}
        )

    def link(self, partner):
        """The link of a partner; may be empty."""
        links = partner._xero_links(self.organisation)
        return links.get(partner.id, self.env["xero.link"])

    def named(self, name):
        """Partners of that name, archived ones too."""
        partners = self.env["res.partner"].with_context(active_test=False)
        return partners.search([("name", "=", name)])

    def record(self, name):
        """The contact in the mirror."""
        return self.seen("Contacts", name=name)

    # === BOTH === #

    def read_again(self):
        """All contacts, from the beginning."""
        self.stream.cursor = False
        self.read("contacts")

    def sync(self):
        """What is due goes, what changed in Xero comes."""
        self.read("contacts")
        self.run_cron(self.organisation)

    def paired(self, name="Old Friends", ours=None, theirs=None):
        """A contact that is in both books, and settled."""
        self.new_there(name, **(theirs or {}))
        partner = self.ours(name, **(ours or {}))
        self.sync()
        self.assertTrue(partner.xero_id, f"{name} should be paired by its name")
        return partner

    def group(self, name):
        """One row of the list of what may be overwritten."""
        return self.stream.group_ids.filtered(lambda group: group.name == name)

    def rows(self, *states, direction="pull"):
        return self.env["xero.queue"].search(
            [
                ("organisation_id", "=", self.organisation.id),
                ("direction", "=", direction),
                ("state", "in", states or ("failed",)),
                ("resource", "=", "Contacts"),
            ]
        )

    def stamp(self, *records):
        """Moments of writing, so that one sees what was written since."""
        self.env.flush_all()
        for record in records:
            self.env.cr.execute(
                f"UPDATE {record._table} SET write_date = %s WHERE id IN %s",
                (fields.Datetime.to_datetime("2026-01-01 00:00:00"), tuple(record.ids)),
            )
            record.invalidate_recordset(["write_date"])

    def written(self, records):
        """Which of these were written since ``stamp``."""
        self.env.flush_all()
        records.invalidate_recordset(["write_date"])
        stamped = fields.Datetime.to_datetime("2026-01-01 00:00:00")
        return records.filtered(lambda record: record.write_date != stamped)
