from odoo import models

from .xero_billing_profile import SOURCES

# How the models of help desks and projects say that something is done
CLOSED = ("closed", "is_closed")


class AccountAnalyticLine(models.Model):
    """What a worklog was done for: a ticket, a task, a project; and for whom."""

    _inherit = "account.analytic.line"

    def _xero_ticket(self):
        """The help-desk ticket of a worklog; empty where there is none.

        :return: a record of whatever model the profile's field points to
        """
        self.ensure_one()
        field = self.xero_profile_id.ticket_field_id.sudo().name
        return self[field] if field in self._fields else self.env["project.task"]

    def _xero_source(self):
        """``ticket``, ``task`` or ``project``: which source of the profile it is."""
        return next(
            name
            for name, done in zip(SOURCES, self._xero_sources(), strict=True)
            if done
        )

    def _xero_sources(self):
        return self._xero_ticket(), self.task_id, self.project_id

    def _xero_is_open(self):
        """Whether the task or ticket of a worklog is not closed yet."""
        ticket, task, _project = self._xero_sources()
        record = ticket or task
        if not record:
            return False
        holders = [record]
        if "stage_id" in record._fields:
            holders.append(record.stage_id)
        return not any(
            holder[name]
            for holder in holders
            for name in CLOSED
            if name in holder._fields
        )

    def _xero_party(self):
        """For whom the work was done; empty for internal work.

        Who was entered on the worklog itself, else the customer of the ticket, the
        task, the project.
        """
        self.ensure_one()
        ticket, task, project = self._xero_sources()
        usual = task.partner_id or project.partner_id
        own = self.partner_id if self.partner_id != usual else usual.browse()
        asked = usual.browse()
        if "partner_id" in ticket._fields:
            asked = ticket.partner_id
        return own or asked or usual

    def _xero_bill_to(self, customer):
        """Who gets the invoice; a hook.

        :param customer: commercial ``res.partner``, may be empty
        """
        address = customer.address_get(["invoice"])["invoice"] if customer else False
        return customer.browse(address)

    def _xero_is_internal(self, books, party):
        """Whether nobody outside is served: no customer, our own companies, leave.

        :param books: ``Books``
        :param party: ``res.partner`` as of ``_xero_party``
        """
        leave = any(
            self[name]
            for name in ("holiday_id", "global_leave_id")
            if name in self._fields
        )
        internal = self.project_id == self.company_id.internal_project_id
        ours = party.commercial_partner_id in books.own_partners
        return not party or internal or leave or ours
