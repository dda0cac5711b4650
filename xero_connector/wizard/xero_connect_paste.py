from urllib.parse import parse_qs, urlsplit

from odoo import fields, models
from odoo.exceptions import UserError


class XeroConnectPaste(models.TransientModel):
    """Connecting a server that Xero cannot send the browser back to.

    After the consent the browser ends on an address that does not open. The address
    itself is all that is needed: it is pasted here.
    """

    _name = "xero.connect.paste"
    _description = "Connect to Xero by Pasting the Address"

    authorization_id = fields.Many2one(
        "xero.authorization", required=True, readonly=True, ondelete="cascade"
    )
    redirect_uri = fields.Char(related="authorization_id.redirect_uri")
    returned_address = fields.Char("Address of That Page")

    def action_open_xero(self):
        """Open Xero's consent page in a new tab; this dialog stays."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": self.authorization_id._begin_connect(),
            "target": "new",
        }

    def action_connect(self):
        """Connect with the pasted address.

        :return: action that opens the organisation, or the page to choose one
        :raise UserError: the address is not Xero's answer, or says no
        """
        self.ensure_one()
        answer = self._read_answer()
        # It holds Xero's code: it is not kept any longer than needed
        self.returned_address = False
        consent = self.env["xero.connect"]._take(answer.get("state"))
        if not answer.get("code"):
            raise UserError(
                self.env._("Xero did not give access. Press Open Xero to start again.")
            )
        organisations = consent._receive(answer["code"])
        if not organisations:
            return {
                "type": "ir.actions.act_url",
                "url": f"/xero/connect/choose/{consent.id}",
                "target": "self",
            }
        return organisations._action_connected()

    def _read_answer(self):
        try:
            query = parse_qs(urlsplit((self.returned_address or "").strip()).query)
        except ValueError:
            query = {}
        answer = {name: values[0] for name, values in query.items()}
        if "state" not in answer:
            raise UserError(
                self.env._(
                    "This is not the address that Xero sent the browser to. Copy all "
                    "of it out of the browser's address bar: it begins with "
                    "%(address)s and holds code and state.",
                    address=self.redirect_uri,
                )
            )
        return answer
