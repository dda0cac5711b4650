from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.xero_billing import GROUPS, Worklog, plan, shares
from ..tools.xero_dialect import cents
from .billing_common import bounded

DIGITS = {"AUD": 2, "JPY": 0, "KWD": 3}
CENT = Decimal("0.01")
FIRST = date(2026, 10, 1)


def decimals(places, lowest, highest):
    unit = Decimal(1).scaleb(-places)
    return st.integers(int(lowest / unit), int(highest / unit)).map(
        lambda count: count * unit
    )


def some(*values):
    return st.sampled_from(values)


@st.composite
def worklogs(draw):
    """Worklogs with ids of their own, corrections that take back earlier ones among
    them."""
    made = draw(
        st.lists(
            st.builds(
                Worklog,
                id=st.just(0),
                date=st.integers(0, 9).map(lambda days: FIRST + timedelta(days=days)),
                customer=some(1, 2),
                currency=some("AUD", "AUD", "JPY", "KWD"),
                hours=decimals(2, -4, 12),
                rate=st.one_of(
                    some(Decimal(0), Decimal(120), Decimal("98.765432")),
                    decimals(6, 0, 300),
                ),
                extra=some(Decimal(0), Decimal(0), Decimal("15.005"), Decimal(-7)),
                kind=some("billed", "billed", "covered", "listed"),
                product=some(1, 2),
                taxes=some((), (5,)),
                account=some(10, 20),
                apart=some(None, None, 3),
                task=some(None, 1, 2),
                project=some(1, 2),
                ticket=some(None, None, 1),
                type=some(1, 2),
                employee=some(1, 2),
            ),
            min_size=1,
            max_size=25,
        )
    )
    taken_back = draw(st.lists(st.sampled_from(made), max_size=6))
    made += [one._replace(hours=-one.hours, extra=-one.extra) for one in taken_back]
    idents = draw(st.permutations(range(1, len(made) + 1)))
    return [one._replace(id=at) for one, at in zip(made, idents, strict=True)]


def log(ident, hours="1", rate="100", **values):
    values = {"date": FIRST, "customer": 1, "currency": "AUD"} | values
    if "extra" in values:
        values["extra"] = Decimal(values["extra"])
    return Worklog(id=ident, hours=Decimal(hours), rate=Decimal(rate), **values)


def planned(logs, group_by="task"):
    return plan(logs, group_by, DIGITS)


def everything(invoice):
    """All that is tied to an invoice."""
    return [s for line in invoice.lines for s in (*line.shares, *line.settled)]


class TestBillingPlan(BaseCase):
    """Worklogs become lines of invoices, exact to the cent (G1, G6, G9, G15, G18)."""

    def lines(self, logs, group_by="task"):
        """The lines of the only invoice."""
        (invoice,), waiting = planned(logs, group_by)
        self.assertFalse(waiting)
        return invoice.lines

    # whatever comes ----------------------------------------------------------------

    @bounded(80)
    @given(worklogs(), some(*GROUPS))
    def test_g18_every_worklog_is_tied_once(self, logs, group_by):
        invoices, waiting = planned(logs, group_by)
        tied, extras = Counter(), Counter()
        for invoice in invoices:
            for share in everything(invoice):
                (extras if share.kind == "extra" else tied)[share.worklog] += 1
        tied.update(ident for left in waiting for ident in left.worklogs)
        self.assertEqual(tied, Counter(one.id for one in logs))
        waits = {ident for left in waiting for ident in left.worklogs}
        self.assertEqual(
            extras, Counter(o.id for o in logs if o.extra and o.id not in waits)
        )

    @bounded(80)
    @given(worklogs(), some(*GROUPS))
    def test_g1_lines_come_to_hours_and_money_of_their_worklogs(self, logs, group_by):
        by_id = {one.id: one for one in logs}
        for invoice in planned(logs, group_by)[0]:
            unit = Decimal(1).scaleb(-DIGITS[invoice.currency])
            hours = exact = quantities = Decimal(0)
            for line in invoice.lines:
                self.assertEqual(line.amount, cents(line.quantity * line.price, unit))
                self.assertEqual(line.amount, sum(s.amount for s in line.shares))
                if group_by != "summary" and line.kind != "extra":
                    quantities += line.quantity
                    self.assertEqual(line.quantity, sum(s.hours for s in line.shares))
                self.assertEqual(sum(s.hours for s in line.settled), 0)
                self.assertEqual(sum(s.amount for s in line.settled), 0)
            for share in everything(invoice):
                self.assertEqual(share.amount, cents(share.amount, unit))
                one = by_id[share.worklog]
                self.assertEqual(one.customer, invoice.customer)
                self.assertEqual(one.currency, invoice.currency)
                part = one.extra if share.kind == "extra" else share.hours * one.price
                self.assertLess(abs(share.amount - part), unit)
                exact += part
                hours += share.hours
            worked = {share.worklog for share in everything(invoice)}
            self.assertEqual(hours, sum(by_id[ident].hours for ident in worked))
            if group_by != "summary":
                self.assertEqual(quantities, hours)
            self.assertLessEqual(
                abs(invoice.total - exact), unit / 2 * len(invoice.lines)
            )

    @bounded(60)
    @given(worklogs(), some(*GROUPS))
    def test_g9_what_is_not_above_nothing_waits(self, logs, group_by):
        invoices, waiting = planned(logs, group_by)
        for invoice in invoices:
            self.assertTrue(invoice.lines)
            self.assertGreaterEqual(invoice.total, 0)
        for left in waiting:
            self.assertLessEqual(left.total, 0)
        made = [(one.customer, one.currency) for one in (*invoices, *waiting)]
        self.assertEqual(len(made), len(set(made)), "one for each")
        self.assertEqual(set(made), {(one.customer, one.currency) for one in logs})

    @bounded(60)
    @given(worklogs(), some(*GROUPS), st.randoms(use_true_random=False))
    def test_g15_the_order_of_worklogs_does_not_matter(self, logs, group_by, chance):
        shuffled = list(logs)
        chance.shuffle(shuffled)
        self.assertEqual(planned(logs, group_by), planned(shuffled, group_by))

    @bounded(60)
    @given(worklogs(), some(*GROUPS))
    def test_g15_a_line_has_nothing_of_another_kind(self, logs, group_by):
        by_id = {one.id: one for one in logs}
        for invoice in planned(logs, group_by)[0]:
            seen = set()
            for line in invoice.lines:
                self.assertTrue(line.shares)
                self.assertNotIn(line[:6] + (line.price,), seen)
                seen.add(line[:6] + (line.price,))
                for share in line.shares:
                    one = by_id[share.worklog]
                    self.assertEqual(share.kind, line.kind)
                    self.assertEqual(one.group(group_by), line.key)
                    self.assertEqual(
                        (one.taxes, one.account, one.apart),
                        (line.taxes, line.account, line.apart),
                    )
                    if group_by != "summary" and line.kind != "extra":
                        self.assertEqual(one.product, line.product)
                        self.assertEqual(one.price, line.price)
                        self.assertEqual(one.price, share.rate)

    @bounded(80)
    @given(worklogs(), some(*GROUPS))
    def test_g1_work_that_is_all_taken_back_makes_no_invoice(self, logs, group_by):
        highest = len(logs)
        back = [
            one._replace(id=one.id + highest, hours=-one.hours, extra=-one.extra)
            for one in logs
        ]
        groups = [name for name in GROUPS if name != "line"]
        invoices, waiting = planned(logs + back, groups[highest % len(groups)])
        self.assertFalse(invoices)
        self.assertEqual({left.total for left in waiting}, {0})

    @bounded(200)
    @given(
        st.lists(decimals(6, -500, 500), max_size=30),
        some(Decimal(1), CENT, Decimal("0.001")),
    )
    def test_g1_shares_leave_nothing_over(self, parts, unit):
        given_out = shares(parts, unit)
        self.assertEqual(sum(given_out, Decimal(0)), cents(sum(parts, 0), unit))
        for part, share in zip(parts, given_out, strict=True):
            self.assertLess(abs(share - part), unit)

    # case by case ------------------------------------------------------------------

    def test_g1_the_last_cent_goes_to_who_lost_most(self):
        third = Decimal("33.333333")
        self.assertEqual(
            shares([third] * 3, CENT),
            [third.quantize(CENT) + CENT, third.quantize(CENT), third.quantize(CENT)],
        )
        self.assertEqual(shares([Decimal("0.004"), Decimal("0.006")], CENT), [0, CENT])
        self.assertEqual(
            shares([Decimal("0.335"), Decimal("-0.335")], CENT),
            [Decimal("0.34"), Decimal("-0.34")],
        )
        self.assertEqual(shares([], CENT), [])

    def test_g15_groupings(self):
        logs = [
            log(1, task=1, project=1, type=7, product=7, employee=4),
            log(2, task=1, project=1, type=8, product=8, employee=5),
            log(3, task=2, project=1, type=7, product=7, employee=5),
            log(4, ticket=1, project=2, type=7, product=7, employee=4),
            log(5, project=2, type=7, product=7, employee=4),
        ]
        for group_by, keys in {
            "line": [("id", ident) for ident in range(1, 6)],
            "task": [("task", 1)] * 2 + [("task", 2), ("ticket", 1), ("project", 2)],
            "ticket": [("task", 1)] * 2 + [("task", 2), ("ticket", 1), ("project", 2)],
            "project": [("project", 1)] * 2 + [("project", 2)],
            "type": [("type", 7), ("type", 8)],
            "employee": [("employee", 4), ("employee", 5), ("employee", 5)],
            "summary": [("summary", None)],
        }.items():
            lines = self.lines(logs, group_by)
            self.assertEqual([line.key for line in lines], keys, group_by)
            self.assertEqual(sum(line.amount for line in lines), 500)
        self.assertEqual(self.lines([log(1)])[0].key, ("task", None))

    def test_g15_another_rate_tax_account_or_order_is_another_line(self):
        for values in (
            {"rate": "90"},
            {"taxes": (5,)},
            {"account": 20},
            {"product": 2},
            {"apart": 3},
            {"kind": "covered"},
        ):
            logs = [log(1, task=1), log(2, task=1), log(3, task=1, **values)]
            quantities = [line.quantity for line in self.lines(logs)]
            self.assertEqual(quantities, [2, 1], values)

    def test_g15_a_summary_is_one_line_for_each_account_and_tax(self):
        logs = [
            log(1, "1.5", "90", task=1, product=1),
            log(2, "2", "120.55", task=2, product=2, extra="30"),
            log(3, "1", "80", account=20),
            log(4, "-0.5", "80", account=20),
            log(5, "3", kind="covered"),
            log(6, "1", kind="covered"),
        ]
        lines = self.lines(logs, "summary")
        self.assertEqual(
            [(line.kind, line.account, line.quantity, line.price) for line in lines],
            [
                ("billed", None, 1, Decimal("376.10")),
                ("extra", None, 1, 30),
                ("billed", 20, 1, 40),
                ("covered", None, 4, 0),
            ],
        )
        self.assertEqual({line.product for line in lines}, {None})
        self.assertEqual([share.hours for share in lines[2].shares], [1, -CENT * 50])

    def test_g15_lines_stand_in_the_order_of_the_work(self):
        late, early = date(2026, 10, 9), date(2026, 10, 2)
        logs = [
            log(1, task=1, date=late),
            log(2, task=2, date=early),
            log(3, task=1, date=early),
            log(4, customer=2, date=early),
            log(5, currency="JPY"),
        ]
        invoices, _waiting = planned(logs)
        self.assertEqual(
            [(invoice.customer, invoice.currency) for invoice in invoices],
            [(1, "AUD"), (1, "JPY"), (2, "AUD")],
        )
        self.assertEqual(
            [[share.worklog for share in line.shares] for line in invoices[0].lines],
            [[2], [3, 1]],
        )

    def test_g5_what_is_not_billed_is_listed_at_no_charge(self):
        logs = [
            log(1, "2", task=1),
            log(2, "3", "75", task=1, kind="listed"),
            log(3, "1", "90", task=1, kind="listed"),
        ]
        billed, listed = self.lines(logs)
        self.assertEqual((billed.kind, billed.amount), ("billed", 200))
        self.assertEqual(
            (listed.kind, listed.quantity, listed.price, listed.amount),
            ("listed", 4, 0, 0),
        )

    def test_g6_extras_are_a_line_of_their_own(self):
        logs = [
            log(1, task=1, product=1, extra="20.50"),
            log(2, task=1, product=2, extra="9.505"),
            log(3, task=2),
            log(4, "0", task=3, extra="5"),
        ]
        lines = self.lines(logs)
        self.assertEqual(
            [(line.key[1], line.kind, line.quantity, line.price) for line in lines],
            [
                (1, "billed", 1, 100),
                (1, "extra", 1, Decimal("30.01")),
                (1, "billed", 1, 100),
                (2, "billed", 1, 100),
                (3, "extra", 1, 5),
            ],
        )
        self.assertEqual(
            [(share.hours, share.amount) for share in lines[1].shares],
            [(0, Decimal("20.50")), (0, Decimal("9.51"))],
        )
        tied = [share.worklog for share in lines[0].settled]
        self.assertEqual(tied, [4], "no hours, and still tied")

    def test_g7_a_correction_nets_in_its_group(self):
        logs = [log(1, "5", task=1), log(2, "-2", task=1), log(3, "-1", task=2)]
        net, negative = self.lines(logs)
        self.assertEqual((net.quantity, net.amount), (3, 300))
        self.assertEqual((negative.quantity, negative.amount), (-1, -100))

    def test_g7_work_taken_back_leaves_no_line_and_is_settled(self):
        logs = [
            log(1, "1.5", "33.333333", task=1),
            log(2, "-1.5", "33.333333", task=1),
            log(3, task=2),
        ]
        (line,) = self.lines(logs)
        self.assertEqual((line.key, line.quantity, line.amount), (("task", 2), 1, 100))
        self.assertEqual(
            [(s.worklog, s.hours, s.amount) for s in line.settled],
            [(1, Decimal("1.5"), 50), (2, Decimal("-1.5"), -50)],
        )
        invoices, waiting = planned(logs[:2])
        self.assertFalse(invoices)
        self.assertEqual(waiting, [(1, "AUD", 0, (1, 2))])

    def test_g7_a_negative_invoice_waits(self):
        logs = [log(1), log(2, "-2", task=1), log(3, customer=2)]
        invoices, waiting = planned(logs)
        self.assertEqual([invoice.customer for invoice in invoices], [2])
        self.assertEqual(waiting, [(1, "AUD", -100, (1, 2))])

    def test_g9_each_currency_has_its_own_cents(self):
        for currency, amount in (("AUD", "0.35"), ("JPY", "0"), ("KWD", "0.345")):
            (line,) = self.lines([log(1, "1", "0.345", currency=currency)])
            self.assertEqual(line.amount, Decimal(amount), currency)

    def test_g18_a_worklog_that_comes_twice_is_refused(self):
        with self.assertRaisesRegex(ValueError, "worklog 1 comes twice"):
            planned([log(1), log(1, "-1")])
        with self.assertRaisesRegex(ValueError, "kind of worklog: extra"):
            planned([log(1, kind="extra")])
        with self.assertRaisesRegex(ValueError, "unknown grouping: day"):
            planned([log(1)], "day")
