from odoo import api, models


class XeroLink(models.Model):
    """What linking an invoice means for what was said of it before."""

    _inherit = "xero.link"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'xero_connector'
        links = super().create(vals_list)
        linked = links.filtered("record_id")
        linked._forget_look_alikes()
        sent = {
            link.id
            for link, vals in zip(links, vals_list, strict=True)
            if "sent" in vals
        }
        linked.filtered(lambda link: link.id not in sent)._take_as_paired()
        return links

    def _decided(self, names):
        # EXTENDS 'xero_connector'
        result = super()._decided(names)
        if "record_id" in names:
            paired = self.filtered("record_id")
            paired._forget_look_alikes()
            if "sent" not in names:
                paired._take_as_paired()
        return result

    def _of_invoices(self):
        return self.filtered(lambda link: link.res_model == "account.move")

    def _forget_look_alikes(self):
        """Who is linked looks like nobody else."""
        links = self._of_invoices()
        if not links:
            return
        pairs = (
            self.env["xero.look.alike"]
            .sudo()
            .search(
                [
                    "|",
                    ("move_id", "in", links.mapped("res_id")),
                    ("record_id", "in", links.record_id.ids),
                ]
            )
        )
        linked = {(link.res_id, link.record_id.id) for link in links}
        pairs.filtered(
            lambda pair: (
                not pair.apart or (pair.move_id.id, pair.record_id.id) in linked
            )
        ).unlink()

    def _take_as_paired(self):
        """Both books have the invoice: what waited to be sent is settled, and what
        differs is said at once."""
        links = self._of_invoices()
        for organisation, own in links.grouped("organisation_id").items():
            moves = self.env["account.move"].browse(own.mapped("res_id")).exists()
            moves._xero_settle_paired(organisation)
            moves._xero_note_differences(organisation, own)
