from odoo import models
from odoo.exceptions import UserError

from .xero_queue import OPEN


class XeroOrganisation(models.Model):
    """Begin anew with an organisation: forget what was paired, keep Odoo's data."""

    _inherit = "xero.organisation"

    def action_reset(self):
        """Ask before anything is forgotten."""
        return self._dialog("xero.reset", self.env._("Reset"))

    def action_change(self):
        """Ask which other organisation, or which other company."""
        return self._dialog("xero.change", self.env._("Change the Organisation"))

    def _dialog(self, model, name):
        self.ensure_one()
        return {
            "name": name,
            "type": "ir.actions.act_window",
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_organisation_id": self.id},
        }

    def _check_nothing_is_sent(self):
        """Lock what is open, so that none of it is sent meanwhile.

        :return: the open transfers, locked and sudoed
        :raises UserError: where one is being sent at this moment
        """
        self._give_up_sending()
        rows = (
            self.env["xero.queue"]
            .sudo()
            .search([("organisation_id", "in", self.ids), ("state", "in", OPEN)])
        )
        locked = rows.try_lock_for_update()
        locked.invalidate_recordset(["state"])
        if locked != rows or "sending" in locked.mapped("state"):
            raise UserError(
                self.env._(
                    "Something is being sent to Xero at this moment. Wait until it has "
                    "arrived, at most a few minutes; then press again."
                )
            )
        return locked

    def _reset(self):
        """Forget links, mirror, cursors and open transfers; everything is read again
        and paired by our keys. Nothing is written before that is done.

        What people decided stays: who is kept out or ignored, what was taken apart,
        customers and items that were mapped by hand or made from Xero. Taxes, accounts
        and the like that were mapped are offered again as suggestions.

        :raises UserError: without the rights, or where something is being sent
        """
        self.ensure_one()
        self.check_access("write")
        organisation = self.sudo()
        rows = organisation._check_nothing_is_sent()
        domain = [("organisation_id", "=", self.id)]
        links = organisation.env["xero.link"].search(domain)
        records = organisation.env["xero.record"].search(domain)
        pairs = organisation.env["xero.look.alike"].search(domain)
        apart = pairs.filtered("apart")
        kept = links._people_decided()
        stay = records._people_decided() | kept.record_id | kept.apart_id
        stay = (stay | apart.record_id)._will_be_read()
        organisation.choices = organisation._collect_choices(
            self.env._("as before the reset")
        )
        rows.write(
            {
                "state": "canceled",
                "message": self.env._("Forgotten by a reset of the organisation."),
            }
        )
        for name in organisation._chosen_records():
            organisation[name] = False
        (kept.record_id - stay).link_ids._let_go()
        kept = kept.exists()
        (links.exists() - kept).unlink()
        kept._forget_agreement()
        (pairs - apart).unlink()
        (records - stay).unlink()
        stay._forget()
        counts = {
            "links": len(links) - len(kept),
            "records": len(records) - len(stay),
            "rows": len(rows),
        }
        organisation._forget_who_it_is()
        organisation.stream_ids._forget_all()
        organisation._message_log(
            body=self.env._(
                "Reset by %(user)s: %(links)s links, %(records)s records of Xero and "
                "%(rows)s waiting transfers were forgotten. Nothing of Odoo or Xero "
                "was changed, what people decided stays; everything is read and paired "
                "again.",
                user=self.env.user.name,
                **counts,
            )
        )
