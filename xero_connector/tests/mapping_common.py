"""Contacts of Xero that are to be decided, some of them with a suggestion."""

from .push_common import XeroPushCommon

# as the web client asks for a row of the screen
SPEC = {
    name: {}
    for name in (
        "choice_model",
        "choice_id",
        "choice_domain",
        "odoo_name",
        "details",
        "suggestion",
        "suggestion_reason",
        "score",
        "map_state",
        "can_create",
    )
}


class XeroMappingCommon(XeroPushCommon):
    """The screen as an administrator has it: ``self.rows`` are the rows of Xero."""

    def contact(self, name, **values):
        """A contact in Xero that Odoo has seen; nobody decided about it."""
        self.sandbox.act("create_contact", organisation="AU", Name=name, **values)
        self.read("contacts")
        return self.row_of(name)

    def row_of(self, name, resource="Contacts"):
        """A row of Xero on the administrator's screen."""
        return self.seen(resource, name=name).with_user(self.manager_xero)

    def client(self, name, **values):
        return self.env["res.partner"].create({"name": name, **values})

    def suggest(self, row, partner, score=80, reason="similar name"):
        """Have a partner suggested for a row, as matching does."""
        link = self.env["xero.link"]._get_or_create(self.organisation, partner)
        link.write({"suggestion_id": row.id, "score": score, "reason": reason})
        return link

    def choose(self, row, record):
        """Choose in the row and save it, as the list does; return what it shows."""
        values = {"choice_id": record and record.id}
        return row.web_save(values, SPEC)[0]

    def shown(self, row):
        """What somebody sees who opens the screen now."""
        row.invalidate_recordset()
        return row.web_read(SPEC)[0]

    def link_of(self, record):
        return record._xero_links(self.organisation).get(
            record.id, self.env["xero.link"]
        )
