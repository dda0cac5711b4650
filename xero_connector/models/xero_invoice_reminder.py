from odoo import api, models

from ..tools.xero_dialect import truth
from .xero_mixin import XeroStreamType


class XeroInvoiceReminder(models.AbstractModel):
    """Whether Xero reminds customers of overdue invoices: seen only, if wanted.

    Good to know before Odoo's own follow-ups are switched on: nobody should be reminded
    twice.
    """

    _name = "xero.invoice.reminder"
    _inherit = "xero.mixin"
    _description = "Xero Invoice Reminders"

    _xero_maps = False

    @api.model
    def _xero_stream_types(self):
        # EXTENDS 'xero_connector'
        return [
            XeroStreamType(
                "reminders",
                self.env._("Invoice Reminders"),
                "InvoiceReminders",
                sequence=16,
                enabled=False,
            )
        ]

    @api.model
    def _xero_record_values(self, organisation, payload):
        # EXTENDS 'xero_connector'
        return {
            # one setting of the organisation, to which Xero gives no id
            "xero_id": "settings",
            "name": self.env._("Invoice reminders"),
            "status": "ENABLED" if truth(payload["Enabled"]) else "DISABLED",
        }
