from collections import Counter
from decimal import Decimal
from itertools import product

from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.tests import Form, tagged

from ..tools.xero_dialect import cents
from .billing_common import bounded
from .worklog_common import XeroWorklogCommon

CENT = Decimal("0.01")
GROUPINGS = ("line", "task", "project", "ticket", "type", "employee", "summary")
PLACES = st.tuples(st.integers(0, 1), st.integers(0, 1))
WORKLOG = st.fixed_dictionaries(
    {
        # minutes; corrections are negative
        "minutes": st.integers(-90, 600).filter(bool),
        # customer and task, type, employee
        "place": PLACES,
        "of": PLACES,
        "charge": st.sampled_from((0.0, 149.95, 33.3333, 120.0, 0.07)),
        "billable": st.sampled_from(
            (False, "to_bill", "to_bill", "covered", "not_billable")
        ),
        "extra": st.sampled_from((0.0, 0.0, 12.35)),
        # hours that a reviewer entered
        "said": st.sampled_from((None, None, None, 1.37)),
    }
)
ROUNDINGS = ("0", "6", "15", "30")
RATES = ("xero", "odoo")
# Every grouping with every rounding, and each of both with either source of rates
PROFILES = [
    {"group_by": group_by, "round_minutes": minutes, "rate_source": RATES[number % 2]}
    for number, (minutes, group_by) in enumerate(product(ROUNDINGS, GROUPINGS))
]
PROFILE = st.fixed_dictionaries(
    {
        "minimum_minutes": st.sampled_from((0, 0, 20)),
        "bill_extra": st.booleans(),
        "include": st.sampled_from(("billable", "all")),
    }
)
# Not the simplest that can be drawn: the same worklog over and over
WORKLOGS = st.lists(WORKLOG, min_size=14, max_size=22).filter(
    lambda worklogs: len({worklog["minutes"] for worklog in worklogs}) > 1
)
# Which worklogs turn out to have been other hours
CORRECTIONS = st.lists(
    st.tuples(st.integers(0, 21), st.sampled_from((0.0, 0.5, 2.25, 12.0))),
    min_size=5,
    max_size=8,
)


@tagged("post_install", "-at_install")
class TestWorklogsProperty(XeroWorklogCommon):
    """Whatever the worklogs and the profile are: what was worked is what is billed."""

    def setUp(self):
        super().setUp()
        self.organisation.worklog_types_synced_at = fields.Datetime.now()
        self.types = [self.type, self.worklog_type("Remote", "REMOTE", 87.655)]
        self.employees = self.employee | self.employee.create({"name": "Ada Quist"})
        abroad = self.customer("Dollar Inc")
        dollar = self.env.ref("base.USD")
        dollar.active = True
        dollar.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": dollar.id, "name": "2026-01-01", "rate": 0.6543}
        )
        abroad.property_product_pricelist = self.env["product.pricelist"].create(
            {"name": "In dollars", "currency_id": dollar.id}
        )
        self.tasks = [
            self.task.create({"name": name, "project_id": project.id})
            for project in (self.project, self.make_project(abroad))
            for name in ("Servers", "Desks")
        ]

    def test_g7_g18_what_was_worked_is_what_is_billed(self):
        for number, profile in enumerate(PROFILES):
            with self.subTest(**profile):
                self.check(profile, number)

    def check(self, profile, number):
        """Draw worklogs for a profile, bill them, correct some, bill the difference."""
        corrected = []

        # each example takes seconds: a failing one is told as it is
        @seed(number)
        @settings(bounded(1), phases=[Phase.generate])
        @given(PROFILE, WORKLOGS, CORRECTIONS)
        def check(values, worklogs, corrections):
            with self.env.cr.savepoint() as savepoint:
                self.profile.write({**values, **profile})
                lines = self.enter(worklogs)
                moves = self.assert_billed(lines)
                corrected.append(self.correct(lines, corrections))
                self.assert_corrected(lines, moves)
                savepoint.rollback()
            self.env.invalidate_all()

        check()
        self.assertEqual(len(corrected), 1)
        self.assertTrue(corrected[0], "nothing was corrected")

    def enter(self, worklogs):
        """Make worklogs of what was drawn."""
        lines = self.env["account.analytic.line"]
        for drawn in worklogs:
            (customer, task), (kind, employee) = drawn["place"], drawn["of"]
            values = {}
            if drawn["said"] is not None:
                values = {"xero_hours": drawn["said"], "xero_hours_reason": "Agreed"}
            lines |= self.worklog(
                drawn["minutes"] / 60,
                task=self.tasks[2 * customer + task],
                employee_id=self.employees[employee].id,
                xero_type_id=self.types[kind].id,
                xero_charge=drawn["charge"],
                xero_billable=drawn["billable"],
                xero_extra_charge=drawn["extra"],
                **values,
            )
        return lines

    def assert_billed(self, lines):
        """Bill them, twice, and once more after all was cancelled."""
        moves = self.organisation._bill_worklogs(confirmed=True)
        self.assert_sums(lines, moves)
        self.assertFalse(self.organisation._bill_worklogs(confirmed=True))
        first = self.signature(moves)
        moves.button_cancel()
        lines._xero_judge()
        self.assertFalse(lines.xero_move_id)
        again = self.organisation._bill_worklogs(confirmed=True)
        self.assertFalse(again & moves)
        self.assert_sums(lines, again)
        self.assertEqual(self.signature(again), first)
        return again

    def correct(self, lines, corrections):
        """Post the invoices; some of their hours turn out to be others, and work costs
        more from now on.

        :return: how many worklogs were corrected
        """
        lines.xero_move_id.action_post()
        for kind in self.types:
            kind.list_price += 20
            seen = kind._xero_links(self.organisation)[kind.id].record_id.sudo()
            details = seen.payload["SalesDetails"]
            dearer = {**details, "UnitPrice": float(details["UnitPrice"]) + 20}
            seen.payload = {**seen.payload, "SalesDetails": dearer}
        before = {}
        for number, hours in corrections:
            line = lines[number % len(lines)]
            rows = line.xero_worklog_line_ids._live()
            if "billed" not in rows.mapped("kind"):
                continue
            wizard = self.env["xero.correct"].with_context(
                **line.action_xero_correct()["context"]
            )
            with Form(wizard) as form:
                form.hours = hours
                form.reason = "Counted again"
            if form.record.difference:
                before.setdefault(line, line.xero_hours)
                form.record.action_correct()
                told = line | line.xero_correction_ids
                self.assertAlmostEqual(sum(told.mapped("xero_hours")), hours)
        for line, hours in before.items():
            self.assertEqual(line.xero_hours, hours, "what was billed stays")
        return len(before)

    def assert_corrected(self, lines, moves):
        """Bill the corrections: all that was ever billed adds up, each worklog once."""
        today = fields.Date.today()
        seen = self.signature(moves)
        more = self.organisation._bill_worklogs(today, confirmed=True)
        self.assertFalse(more & moves)
        self.assertEqual(self.signature(moves), seen)
        corrections = lines.xero_correction_ids
        for line in corrections:
            [was] = line.xero_corrects_id.xero_worklog_line_ids._live().filtered(
                lambda row: row.kind == "billed"
            )
            self.assertEqual(line.xero_rate, was.rate)
        every = lines | corrections
        self.assert_sums(every, moves | more)
        self.assertFalse(self.organisation._bill_worklogs(today, confirmed=True))
        rows = every.xero_worklog_line_ids._live()
        time = Counter(row.timesheet_id for row in rows if row.kind != "extra")
        self.assertLessEqual(set(time.values()), {1})
        for currency, own in rows.grouped("currency_id").items():
            booked = own.move_id.invoice_line_ids
            self.assertEqual(booked.currency_id, currency)
            exact = sum(
                Decimal(str(row.timesheet_id.xero_hours)) * Decimal(str(row.rate))
                for row in own.filtered(lambda row: row.kind == "billed")
            ) + total(own.filtered(lambda row: row.kind == "extra").mapped("amount"))
            billed = -total(booked.mapped("amount_currency"))
            self.assertLessEqual(
                abs(exact - billed), len(booked) * Decimal("0.005"), currency.name
            )

    def assert_sums(self, lines, moves):
        self.assertEqual(lines.xero_move_id, moves)
        for line in lines:
            rows = line.xero_worklog_line_ids._live()
            time = rows.filtered(lambda row: row.kind != "extra")
            self.assertEqual(len(time), bool(line.xero_move_id))
            self.assertLessEqual(len(rows - time), 1)
            if time:
                told = 0 if line._xero_is_unlisted() else line.xero_hours
                self.assertEqual(time.hours, told)
        left = lines.filtered(lambda line: not line.xero_move_id)
        self.assertLessEqual(
            set(left.mapped("xero_billing_state")), {"excluded", "waiting"}
        )
        waiting = left.filtered(lambda line: line.xero_billing_state == "waiting")
        for own in waiting.grouped("xero_customer_id").values():
            # each worklog's amount is rounded by itself
            rounding = len(own) * CENT / 2
            self.assertLessEqual(total(own.mapped("xero_amount")), rounding)
        for move in moves:
            self.assert_sums_of(move)

    def assert_sums_of(self, move):
        rows = move.xero_worklog_line_ids._live()
        exact = Decimal(0)
        for line in move.invoice_line_ids:
            own = rows.filtered(lambda row, line=line: row.move_line_id == line)
            booked = total(own.mapped("amount"))
            self.assertEqual(money(-line.amount_currency), booked)
            # Odoo may round the sum of the lines, and book one of them a cent off
            self.assertLessEqual(abs(money(line.price_subtotal) - booked), CENT)
        for row in rows:
            if row.kind == "billed":
                exact += Decimal(str(row.hours)) * Decimal(str(row.rate))
                self.assertEqual(row.rate, row.timesheet_id.xero_rate)
            elif row.kind == "extra":
                exact += Decimal(str(row.amount))
            else:
                self.assertEqual(row.amount, 0)
        self.assertEqual(money(move.amount_untaxed), total(rows.mapped("amount")))
        # rounding loses half a cent of a line at most
        self.assertLessEqual(
            abs(exact - money(move.amount_untaxed)),
            len(move.invoice_line_ids) * Decimal("0.005"),
        )
        self.assertGreaterEqual(move.amount_untaxed, 0)

    def signature(self, moves):
        """What a customer sees."""
        return sorted(
            (
                move.partner_id.name,
                move.currency_id.name,
                move.amount_untaxed,
                move.amount_tax,
                [
                    (line.name, line.quantity, line.price_unit, line.price_subtotal)
                    for line in move.invoice_line_ids
                ],
            )
            for move in moves
        )


def money(value):
    return cents(Decimal(str(value)))


def total(values):
    return sum((money(value) for value in values), Decimal(0))
