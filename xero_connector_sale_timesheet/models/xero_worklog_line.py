from odoo import api, models


class XeroWorklogLine(models.Model):
    _inherit = "xero.worklog.line"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'xero_connector'
        rows = super().create(vals_list)
        rows.sudo().timesheet_id._xero_name_invoice()
        return rows

    def write(self, vals):
        # EXTENDS 'xero_connector'
        result = super().write(vals)
        if vals.keys() & {"move_id", "released"}:
            self.sudo().timesheet_id._xero_name_invoice()
        return result
