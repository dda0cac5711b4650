from decimal import Decimal

from odoo import models
from odoo.tools import format_date, formatLang

from ..tools.xero_billing import Worklog
from ..tools.xero_dialect import cents

# How the plan calls what people say of a worklog
KINDS = {"to_bill": "billed", "covered": "covered", "not_billable": "listed"}


class AccountAnalyticLine(models.Model):
    """Worklogs as the plan of an invoice takes them, and as its lines tell them."""

    _inherit = "account.analytic.line"

    def _xero_planned(self):
        """These worklogs as plain values, in the currency of their invoice.

        :return: list of ``tools.xero_billing.Worklog``
        """
        return [line._xero_planned_one() for line in self]

    def _xero_planned_one(self):
        kind = self.xero_billed_type_id.with_company(self.company_id)
        account = kind.product_tmpl_id.get_product_accounts()["income"]
        ticket, task, project = self._xero_sources()
        return Worklog(
            id=self.id,
            date=self.date,
            customer=self.xero_customer_id.id,
            currency=self.xero_currency_id.id,
            hours=Decimal(0) if self._xero_is_unlisted() else cents(self.xero_hours),
            rate=Decimal(str(self.xero_rate)),
            extra=self._xero_planned_extra(),
            kind=KINDS[self.xero_billed_as],
            product=kind.id,
            taxes=self._xero_planned_taxes(kind, account),
            account=account.id,
            apart=self._xero_apart(),
            task=task.id,
            project=project.id,
            ticket=(ticket._name, ticket.id) if ticket else None,
            type=kind.id,
            employee=self.employee_id.id,
        )

    def _xero_planned_taxes(self, kind, account):
        """The taxes of a type, or of its account where it has none, as Odoo has it."""
        company = self.company_id
        taxes = kind.taxes_id._filter_taxes_by_company(company)
        if not taxes:
            sale = account.tax_ids.filtered(lambda tax: tax.type_tax_use == "sale")
            taxes = sale._filter_taxes_by_company(company)
        return tuple(sorted(taxes.ids))

    def _xero_planned_extra(self):
        """The extra charge in the invoice's currency: judged beside the time."""
        unit = Decimal(1).scaleb(-self.xero_currency_id.decimal_places)
        return cents(self.xero_extra_amount, unit)

    def _xero_is_unlisted(self):
        """Whether only its extra charge goes on the invoice: its time costs nothing,
        and the profile lists no such time."""
        free = self.xero_billed_as != "to_bill"
        return (
            free
            and bool(self.xero_extra_amount)
            and (self.xero_profile_id.include != "all")
        )

    def _xero_apart(self):
        """What must not share an invoice line with others; a hook."""
        return None

    def _xero_invoice_values(self):
        """What else must be the same for worklogs to share an invoice; a hook.

        :return: for each worklog ``{field of the invoice: value}``, by its id
        """
        return {line.id: {} for line in self}

    # === TEXT === #

    def _xero_text_values(self):
        """What the text of an invoice line may name; ``tools.xero_billing_text``."""
        self.ensure_one()
        ticket, task, project = self._xero_sources()
        return {
            "date": format_date(self.env, self.date),
            "employee": self.employee_id.sudo().name,
            "task": task.name,
            "ticket": ticket.display_name if ticket != task else "",
            "project": project.name,
            "type": self.xero_billed_type_id.name,
            "description": "" if self.name == "/" else self.name,
            "hours": formatLang(self.env, self.xero_hours, digits=2),
        }
