from odoo import models


class XeroWorklogLine(models.Model):
    """A worklog of an invoice, as people see it."""

    _inherit = "xero.worklog.line"

    def _annex_texts(self):
        """What was worked on, and what was done; what costs nothing says so."""
        self.ensure_one()
        worklog = self.timesheet_id
        subject = next(filter(None, worklog._xero_sources()))
        text = worklog._xero_text_values()["description"] or ""
        if self.kind == "covered":
            text = self.env._("%s (covered)", text)
        elif self.kind == "listed":
            text = self.env._("%s (at no charge)", text)
        return {"subject": subject.display_name, "text": text.strip()}

    def action_worklog(self):
        """Open the worklog itself: whoever reviews sees how it is billed, others see
        their timesheet.

        :return: a window action
        """
        self.ensure_one()
        reviews = self.env["account.analytic.line"]._xero_reviews()
        form = "xero_connector.xero_worklog_view_form"
        view = form if reviews else "hr_timesheet.timesheet_view_form_user"
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.analytic.line",
            "res_id": self.timesheet_id.id,
            "views": [(self.env.ref(view).id, "form")],
        }
