from odoo import fields, models
from odoo.tools import format_date


class AccountAnalyticLine(models.Model):
    """What was billed is corrected by another worklog, on the next invoice."""

    _inherit = "account.analytic.line"

    xero_correction_ids = fields.One2many(
        "account.analytic.line", "xero_corrects_id", "Corrections", readonly=True
    )

    def action_xero_correct(self):
        """Ask which hours should have been billed.

        :return: action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "xero_connector.xero_correct_action"
        )
        first = self.xero_corrects_id or self
        return {**action, "context": {"default_timesheet_id": first.id}}

    def _xero_corrected_customer(self):
        """Who got the invoice that a correction of this worklog is about."""
        rows = self.sudo().xero_worklog_line_ids
        return (rows._live() or rows).move_id[:1].partner_id or self.xero_customer_id

    def _xero_corrected_row(self):
        """How the worklog that this one corrects was billed.

        :return: ``xero.worklog.line``, empty where nothing is corrected
        """
        rows = self.xero_corrects_id.xero_worklog_line_ids.filtered(
            lambda row: row.kind == "billed"
        )
        return rows._live()[:1] or rows[-1:]

    def _xero_make_correction(self, hours, reason):
        """A worklog over the difference, to be billed as this one was.

        :param float hours: more than was billed so far; negative: less
        :param str reason: for people, and for the customer
        :return: the new worklog, approved
        """
        self.ensure_one()
        customer = self._xero_corrected_customer()
        told = self.with_context(lang=customer.lang or self.env.lang)
        hour = self.env.ref("uom.product_uom_hour")
        unit, time = self.product_uom_id, hours
        if unit and unit != hour and unit._has_common_reference(hour):
            time = hour._compute_quantity(hours, unit, round=False)
        values = {
            "date": fields.Date.context_today(self),
            "name": told.env._(
                "Correction of %(date)s, %(text)s: %(reason)s",
                date=format_date(told.env, self.date),
                text=self.name,
                reason=reason,
            ),
            "partner_id": customer.id,
            "unit_amount": time,
            "xero_approved_at": fields.Datetime.now(),
            "xero_approved_by": self.env.uid,
            # what cost nothing is not given back either
            "xero_billable": self.xero_billed_as or "to_bill",
            "xero_charge": self.xero_charge,
            "xero_corrects_id": self.id,
            "xero_hours": hours,
            "xero_hours_reason": reason,
            "xero_type_id": self.xero_billed_type_id.id,
        }
        # the work of somebody who left is corrected as well; who may correct is who
        # may open the dialog
        corrected_sudo = self.sudo().with_context(active_test=False)
        return corrected_sudo.copy(values).with_env(self.env)
