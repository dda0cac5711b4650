from odoo import models
from odoo.fields import Domain


class AccountMove(models.Model):
    """Files of invoices that go to Xero; see ``ir_attachment.py``."""

    _inherit = "account.move"

    def _xero_attach(self, name, content, mimetype, online=True):
        """Attach a file that goes to Xero with this invoice, over one of that name.

        It is queued where the organisation is live, and goes once the invoice is in
        Xero; the same bytes again write and send nothing.

        :param str name: without the letters that Xero refuses in names
        :param bytes content: at most 10 MB
        :param str mimetype: as ``application/pdf``
        :param bool online: customers see it with the invoice's page online
        :return: the ``ir.attachment``
        """
        self.ensure_one()
        share = "online" if online else "books"
        files = self.env["ir.attachment"]
        file = self._xero_files().filtered(lambda own: own.name == name)[:1]
        if not file:
            file = files.create(
                {
                    "name": name,
                    "raw": content,
                    "mimetype": mimetype,
                    "res_model": self._name,
                    "res_id": self.id,
                    "company_id": self.company_id.id,
                    "xero_share": share,
                }
            )
            file._xero_changed()
            return file
        values = {}
        if file.checksum != files._compute_checksum(content):
            values.update(raw=content, mimetype=mimetype)
        if file.xero_share != share:
            values["xero_share"] = share
        if values:
            file.write(values)
        return file

    def _xero_files(self):
        """Files of these invoices that go to Xero."""
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("xero_share", "!=", False),
            ]
        )

    def _xero_accepted(self, organisation, seen, payload, element):
        """A file that nobody queued, as before Go live, follows its invoice."""
        # EXTENDS 'xero_connector'
        link = self._xero_links(organisation).get(self.id)
        first = not link or not link.record_id
        words = super()._xero_accepted(organisation, seen, payload, element)
        if first:
            self._xero_files()._xero_changed()
        return words

    def action_xero_log(self):
        """Show the transfers of these invoices, and those of their files."""
        # EXTENDS 'xero_connector'
        action = super().action_xero_log()
        files = Domain("res_model", "=", "ir.attachment") & Domain(
            "res_id", "in", self._xero_files().ids
        )
        action["domain"] = list(Domain(action["domain"]) | files)
        return action
