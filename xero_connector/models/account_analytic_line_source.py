from odoo import api, models
from odoo.tools import ormcache

from .xero_billing_profile import SOURCES, UNREADABLE

# How the models of help desks and projects say that something is done
CLOSED = ("closed", "is_closed")
# How they call the customer; models that were made in Odoo itself have an x in front
CUSTOMER = ("partner_id", "x_partner_id", "x_studio_partner_id")
# Models to which timesheets point for other reasons than that somebody asked for help
KNOWN = (
    "account.",
    "analytic.",
    "hr.",
    "ir.",
    "mail.",
    "product.",
    "project.",
    "res.",
    "resource.",
    "sale.",
    "uom.",
    "xero.",
)
# What the names of a help desk's models are made of
TICKETS = frozenset({"change", "helpdesk", "incident", "problem", "request", "ticket"})


class AccountAnalyticLine(models.Model):
    """What a worklog was done for: a ticket, a task, a project; and for whom.

    A ticket is whatever a help desk has: requests, problems, changes. The connector
    depends on no help desk: which fields of a timesheet point to tickets is found when
    Odoo has loaded its models, whatever was installed by then.
    """

    _inherit = "account.analytic.line"

    # === TICKETS === #

    @api.model
    @ormcache()
    def _xero_ticket_candidates(self):
        """Fields of a timesheet that may point to a ticket, by name."""
        return tuple(
            sorted(
                name
                for name, field in self._fields.items()
                if field.type == "many2one"
                and field.store
                and not field.comodel_name.startswith(KNOWN)
            )
        )

    @api.model
    @ormcache()
    def _xero_ticket_fields(self):
        """Those that do by all appearances: to a model of that name with a customer."""
        return tuple(
            name
            for name in self._xero_ticket_candidates()
            if TICKETS.intersection(
                self._fields[name].comodel_name.replace("_", ".").split(".")
            )
            and _customer_field(self.env[self._fields[name].comodel_name])
        )

    @api.model
    def _xero_ticket_paths(self, *paths):
        """Dependencies through tickets, as many as their models have.

        :param paths: field names from the ticket on, with dots
        :return: list of field names from the timesheet on
        """
        found = []
        for name in self._xero_ticket_candidates():
            ticket = self.env[self._fields[name].comodel_name]
            ours = [path for path in paths if _has_path(ticket, path)]
            found += [name, *(f"{name}.{path}" for path in ours)]
        return found

    def _xero_ticket_field(self):
        """The name of the field that says which ticket it is; of several that are set
        the first in the profile's order. Empty where none is."""
        self.ensure_one()
        if not self._xero_ticket_candidates():
            return ""
        names = self.xero_profile_id._ticket_fields()
        return next((name for name in names if self[name]), "")

    def _xero_ticket(self):
        """The help-desk ticket of a worklog; empty where there is none.

        :return: a record of whatever model the field points to
        """
        name = self._xero_ticket_field()
        return self[name] if name else self.env["project.task"]

    # === SOURCE === #

    def _xero_source(self):
        """``ticket``, ``task`` or ``project``: which source of the profile it is."""
        return next(
            name
            for name, done in zip(SOURCES, self._xero_sources(), strict=True)
            if done
        )

    def _xero_sources(self):
        return self._xero_ticket(), self.task_id, self.project_id

    def _xero_is_chosen(self, profile):
        """Whether a profile bills such work at all.

        :raises: ``UNREADABLE``, where its condition cannot be read any more
        """
        source = self._xero_source()
        if not profile[f"{source}_work"]:
            return False
        if source == "ticket":
            return profile._wants_ticket(self._xero_ticket_field(), self._xero_ticket())
        return profile._meets(self, profile[f"{source}_domain"])

    def _xero_is_open(self):
        """Whether the task or ticket of a worklog is not closed yet.

        :raises: ``UNREADABLE``, as of ``_xero_is_chosen``
        """
        ticket, task, _project = self._xero_sources()
        record = ticket or task
        if not record:
            return False
        profile = self.xero_profile_id
        if ticket and (condition := profile._closed_where(self._xero_ticket_field())):
            return not profile._meets(ticket, condition)
        holders = [record]
        if "stage_id" in record._fields:
            holders.append(record.stage_id)
        return not any(
            holder[name]
            for holder in holders
            for name in CLOSED
            if name in holder._fields
        )

    def _xero_condition_fault(self):
        """Why the conditions of its profile cannot be read; empty where they can."""
        profile = self.xero_profile_id
        try:
            self._xero_is_chosen(profile)
            if profile.closed_only:
                self._xero_is_open()
        except UNREADABLE as error:
            return self.env._(
                "A condition of the billing profile %(profile)s cannot be read "
                "(%(error)s): choose it again there.",
                profile=profile.name,
                error=error,
            )
        return ""

    # === FOR WHOM === #

    def _xero_party(self):
        """For whom the work was done; empty for internal work.

        A correction is for whom had the invoice. Else who was entered on the worklog
        itself, else the customer of the ticket, the task, the project.
        """
        self.ensure_one()
        if self.xero_corrects_id:
            invoiced = self._xero_corrected_row().move_id.commercial_partner_id
            if invoiced:
                return invoiced
        ticket, task, project = self._xero_sources()
        usual = task.partner_id or project.partner_id
        own = self.partner_id if self.partner_id != usual else usual.browse()
        name = ticket and _customer_field(ticket)
        return own or (ticket[name] if name else usual.browse()) or usual

    def _xero_bill_to(self, customer):
        """Who gets the invoice; a hook.

        :param customer: commercial ``res.partner``, may be empty
        """
        address = customer.address_get(["invoice"])["invoice"] if customer else False
        return customer.browse(address)

    def _xero_is_internal(self, books, party):
        """Whether nobody outside is served: no customer, our own companies, leave. What
        corrects an invoice serves whoever has it.

        :param books: ``Books``
        :param party: ``res.partner`` as of ``_xero_party``
        """
        if self.xero_corrects_id and party:
            return False
        leave = any(
            self[name]
            for name in ("holiday_id", "global_leave_id")
            if name in self._fields
        )
        internal = self.project_id == self.company_id.internal_project_id
        ours = party.commercial_partner_id in books.own_partners(self.company_id)
        return not party or internal or leave or ours


def _customer_field(ticket):
    """Which field of a ticket says whose it is; may be empty."""
    return next(
        (
            name
            for name in CUSTOMER
            if name in ticket._fields
            and ticket._fields[name].comodel_name == "res.partner"
        ),
        "",
    )


def _has_path(model, path):
    """Whether a model has such a path of fields, which can be followed backwards."""
    *steps, last = path.split(".")
    for step in steps:
        field = model._fields.get(step)
        if not (field and field.relational and field._description_searchable):
            return False
        model = model.env[field.comodel_name]
    return last in model._fields
