from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import format_date

from ..tools.xero_billing import plan, shares
from ..tools.xero_billing_text import fill
from ..tools.xero_dialect import cents


class XeroBillingProfile(models.Model):
    """Worklogs of one customer become an invoice.

    New worklogs join the draft of the same period while nobody has touched it: its
    lines are made again out of all its worklogs, so that it is what one run over all of
    them would have made.
    """

    _inherit = "xero.billing.profile"

    def _bill(self, worklogs, upto):
        """Put worklogs of one company, customer and currency on a draft invoice.

        What comes to less than nothing is not billed: it waits for more work.

        :param worklogs: ``account.analytic.line`` that are ready; locked by the caller
        :param upto: last day of the work that is billed
        :return: the draft ``account.move``; empty where all waits
        """
        self.ensure_one()
        profile = self.with_company(worklogs.company_id)
        customer = worklogs.xero_customer_id
        self.env["xero.billing.turn"]._take(self, worklogs.company_id, customer)
        move = profile._open_draft(worklogs, upto)
        everything = move.xero_worklog_line_ids._live().timesheet_id | worklogs
        currency = worklogs.xero_currency_id
        digits = {currency.id: currency.decimal_places}
        invoices, waiting = plan(everything._xero_planned(), self.group_by, digits)
        if waiting:
            worklogs._xero_stand("waiting", self._waiting_words(waiting[0].total))
            return move.browse()
        if self._is_too_little(float(invoices[0].total), currency):
            worklogs._xero_stand("waiting", self._too_little_words())
            return move.browse()
        with self.env.cr.savepoint() as savepoint:
            move = move or profile._create_draft(worklogs, upto)
            profile._write_lines(move, invoices[0])
            # prices that include tax are known to be too little once it is taken off;
            # what else is on it (a down payment) is not what was worked
            worked = sum(move.xero_worklog_line_ids._live().mapped("amount"))
            if not self._is_too_little(worked, currency):
                return move
            savepoint.rollback()
        worklogs._xero_stand("waiting", self._too_little_words())
        return self.env["account.move"]

    def _waiting_words(self, total):
        if not total:
            return self.env._(
                "It comes to nothing by now: it goes on the next invoice."
            )
        return self.env._(
            "With its corrections it comes to %s: it waits for more work of this "
            "customer.",
            total,
        )

    def _too_little_words(self):
        return self.env._(
            "With the other work of this customer it comes to less than %s, the "
            "smallest invoice: it waits for more.",
            self.currency_id.format(self.minimum_amount),
        )

    # === THE DRAFT === #

    def _open_draft(self, worklogs, upto):
        """The draft of this period that takes more: nobody touched it."""
        apart = worklogs[0]._xero_invoice_values()[worklogs[0].id]
        drafts = self.env["account.move"].search(
            [
                ("state", "=", "draft"),
                ("move_type", "=", "out_invoice"),
                ("company_id", "=", worklogs.company_id.id),
                ("partner_id", "=", worklogs.xero_customer_id.id),
                ("currency_id", "=", worklogs.xero_currency_id.id),
                ("xero_billing_profile_id", "=", self.id),
                ("xero_period_end", "=", upto),
                ("posted_before", "=", False),
                *((name, "=", value) for name, value in apart.items()),
            ],
            order="id desc",
        )
        return drafts.filtered(lambda move: not move._xero_touched())[:1]

    def _create_draft(self, worklogs, upto):
        company, customer = worklogs.company_id, worklogs.xero_customer_id
        told = self.with_context(lang=customer.lang or self.env.lang)
        return (
            self.env["account.move"]
            .with_context(xero_billing_run=True)
            .create(
                {
                    "move_type": "out_invoice",
                    "company_id": company.id,
                    "partner_id": customer.id,
                    "invoice_user_id": self._salesperson(customer).id,
                    "currency_id": worklogs.xero_currency_id.id,
                    "invoice_date": self._invoice_date(company, upto),
                    "invoice_origin": told.env._(
                        "Work up to %s", format_date(told.env, upto)
                    ),
                    "xero_billing_profile_id": self.id,
                    "xero_period_end": upto,
                    **worklogs[0]._xero_invoice_values()[worklogs[0].id],
                }
            )
        )

    def _salesperson(self, customer):
        """As Odoo finds one, save that nobody meets the schedule's own user."""
        user = customer.user_id or customer.commercial_partner_id.user_id
        human = self.env.user.filtered(lambda own: not own._is_superuser())
        return user or human

    def _invoice_date(self, company, upto):
        """The last day of the period; today where that is locked in either books, or
        still to come."""
        today = fields.Date.context_today(self)
        journal = (
            self.env["account.move"]
            .with_context(
                default_move_type="out_invoice", default_company_id=company.id
            )
            .new({"company_id": company.id, "move_type": "out_invoice"})
            .journal_id
        )
        locked = self.organisation_id._locked_until()
        if upto > today or company._get_violated_lock_dates(upto, True, journal):
            return today
        return today if locked and upto <= locked else upto

    # === ITS LINES === #

    def _write_lines(self, move, planned):
        """Make the lines of a draft again, and tie the worklogs to them."""
        move = move.with_context(xero_billing_run=True)
        live = move.xero_worklog_line_ids._live().sudo()
        # nobody touched the draft: it has our lines only
        move.invoice_line_ids.unlink()
        move.write(
            {
                "invoice_line_ids": [
                    Command.create(self._line_values(move, line, sequence))
                    for sequence, line in enumerate(planned.lines, start=1)
                ],
                "xero_annex": self.annex and self.group_by != "line",
            }
        )
        lines = move.invoice_line_ids.sorted("sequence")
        pairs = list(zip(lines, planned.lines, strict=True))
        self._complete_draft(move, pairs)
        self._tie(move, live, pairs)
        move.xero_left = move._xero_looks_now()

    def _complete_draft(self, move, pairs):
        """What else belongs on a draft, beside the lines of its worklogs; a hook.

        :param pairs: (invoice line, planned line)
        """

    def _tie(self, move, live, pairs):
        """Note which worklog is on which line.

        :param live: ``xero.worklog.line`` of the draft so far
        :param pairs: (invoice line, planned line)
        """
        known = {(row.timesheet_id.id, row.kind): row for row in live}
        new = []
        for line, planned in pairs:
            for share in (*self._booked_shares(line, planned), *planned.settled):
                values = {
                    "move_line_id": line.id,
                    "hours": float(share.hours),
                    "rate": float(share.rate),
                    "amount": float(share.amount),
                }
                if row := known.pop((share.worklog, share.kind), None):
                    row.write(values)
                else:
                    new.append(
                        {
                            **values,
                            "timesheet_id": share.worklog,
                            "move_id": move.id,
                            "kind": share.kind,
                            "currency_id": move.currency_id.id,
                        }
                    )
        self.env["xero.worklog.line"].sudo().create(new)
        gone = live.browse(row.id for row in known.values())
        gone._release(self.env._("Not part of this invoice any more."))

    @api.model
    def _booked_shares(self, line, planned):
        """The shares in what Odoo books: without the tax that a price includes; and
        where taxes are rounded over the invoice, so is the sum of its lines, and one of
        them is booked a cent off."""
        unit = Decimal(1).scaleb(-line.currency_id.decimal_places)
        booked = cents(-line.amount_currency, unit)
        if booked == planned.amount:
            return planned.shares
        parts = [share.amount * booked / planned.amount for share in planned.shares]
        return [
            share._replace(amount=amount)
            for share, amount in zip(planned.shares, shares(parts, unit), strict=True)
        ]

    def _line_values(self, move, planned, sequence):
        """Values of an invoice line; what Odoo derives from its product it derives."""
        worklogs = self.env["account.analytic.line"].browse(
            share.worklog for share in planned.shares
        )
        product = self.env["product.product"].browse(planned.product or ())
        position = move.fiscal_position_id
        taxes = self.env["account.tax"].browse(planned.taxes)
        mapped = position.map_tax(taxes)
        values = {
            "sequence": sequence,
            "name": self._line_text(move, planned, worklogs),
            "quantity": float(planned.quantity),
            # a price with a tax in it that this customer does not pay
            "price_unit": taxes._adapt_price_unit_to_another_taxes(
                float(planned.price), product, taxes, mapped
            ),
            "analytic_distribution": self._distribution(planned, worklogs),
        }
        if product:
            hour = self.env.ref("uom.product_uom_hour")
            if product.uom_id._has_common_reference(hour):
                values["product_uom_id"] = hour.id
            return {**values, "product_id": product.id}
        account = self.env["account.account"].browse(planned.account)
        return {
            **values,
            "account_id": position.map_account(account).id,
            "tax_ids": [Command.set(mapped.ids)],
        }

    def _distribution(self, planned, worklogs):
        """Revenue goes where the time went: shares of the projects, in percent, all of
        it. What a project took back with corrections it does not earn."""
        amounts, hours = {}, {}
        for share, worklog in zip(planned.shares, worklogs, strict=True):
            if account := worklog.account_id.id:
                amounts[account] = amounts.get(account, 0) + share.amount
                hours[account] = hours.get(account, 0) + share.hours
        weights = amounts if any(amounts.values()) else hours
        sign = -1 if sum(weights.values()) < 0 else 1
        earned = {key: sign * weight for key, weight in weights.items()}
        earned = {key: weight for key, weight in earned.items() if weight > 0}
        total = sum(earned.values())
        parts = [weight * 100 / total for weight in earned.values()]
        percents = shares(parts, Decimal("0.01"))
        return {
            str(key): float(percent)
            for key, percent in zip(earned, percents, strict=True)
            if percent
        } or False

    def _line_text(self, move, planned, worklogs):
        """What the line says, in the customer's language."""
        profile = self.with_context(lang=move.partner_id.lang or self.env.lang)
        worklogs = worklogs.with_context(lang=profile.env.lang)
        if planned.kind == "extra":
            return profile._extra_text(planned, worklogs)
        if planned.key[0] == "id":
            return fill(profile.line_template, worklogs[0]._xero_text_values())
        return profile._bundle_text(planned, worklogs)

    def _bundle_text(self, planned, worklogs):
        """The name of what is bundled, and the days on which it was done."""
        days = worklogs.mapped("date")
        span = " – ".join(
            format_date(self.env, day) for day in dict.fromkeys((min(days), max(days)))
        )
        name, _ident = planned.key
        values = worklogs[0]._xero_text_values()
        title = values.get(name) or self.env._("Work")
        if name in ("task", "ticket", "project") and planned.product:
            title = self.env._(
                "%(name)s, %(type)s", name=title, type=values["type"] or ""
            )
        return f"{title}\n{span}"

    def _extra_text(self, planned, worklogs):
        values = worklogs[0]._xero_text_values()
        name, _ident = planned.key
        if name == "id":
            return self.env._(
                "Extra charge: %s", fill(self.line_template, values) or values["type"]
            )
        if not values.get(name):
            return self.env._("Extra charges")
        return self.env._("Extra charges: %s", values[name])
