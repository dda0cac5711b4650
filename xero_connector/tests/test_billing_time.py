from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.xero_billing_time import billed_hours, period_end, period_start
from .billing_common import bounded

STEPS = st.sampled_from((0, 6, 15, 30))
MINIMA = st.sampled_from((0, 10, 15, 20, 60))


class TestBillingTime(BaseCase):
    """Time in steps, and periods (G1, G9)."""

    def test_g1_time_goes_up_to_the_step(self):
        for hours, step, billed in (
            ("0.33", 6, "0.40"),
            ("0.3333333333333333", 6, "0.40"),
            ("0.1", 6, "0.10"),
            ("0.10000000000000002", 6, "0.10"),
            ("1.1", 6, "1.10"),
            ("1.1000000000000003", 6, "1.10"),
            ("1.101", 6, "1.10"),
            ("1.12", 6, "1.20"),
            ("0.25", 15, "0.25"),
            ("0.27", 15, "0.50"),
            ("0.01", 30, "0.50"),
            ("7.5", 30, "7.50"),
            ("0.33", 0, "0.33"),
            ("0.335", 0, "0.34"),
            ("0.01", 0, "0.01"),
            ("0", 15, "0"),
            ("0.0000001", 15, "0"),
            ("-0.33", 6, "-0.40"),
            ("-0.01", 30, "-0.50"),
        ):
            found = billed_hours(Decimal(hours), step)
            self.assertEqual(found, Decimal(billed), (hours, step))
            self.assertEqual(found.as_tuple().exponent, -2)
        self.assertEqual(billed_hours(0.1 + 0.2, 6), Decimal("0.30"))

    def test_g1_any_time_comes_to_the_minimum(self):
        for hours, step, minimum, billed in (
            ("0.05", 0, 15, "0.25"),
            ("0.05", 6, 15, "0.30"),
            ("0.05", 6, 20, "0.40"),
            ("0.05", 0, 20, "0.33"),
            ("0.35", 6, 20, "0.40"),
            ("2", 0, 60, "2"),
            ("0", 6, 60, "0"),
            ("0.0001", 6, 60, "0"),
            ("-0.05", 6, 60, "-1"),
        ):
            found = billed_hours(Decimal(hours), step, minimum)
            self.assertEqual(found, Decimal(billed), (hours, step, minimum))

    @bounded(150)
    @given(st.integers(0, 24 * 60), STEPS, MINIMA)
    def test_g1_minutes_survive_being_written_as_hours(self, minutes, step, minimum):
        billed = max(minutes, minimum) if minutes else 0
        if step:
            billed = -(-billed // step) * step
        expected = (Decimal(billed) / 60).quantize(Decimal("0.01"), ROUND_HALF_UP)
        for hours in (
            Decimal(minutes) / 60,
            (Decimal(minutes) / 60).quantize(Decimal("0.01"), ROUND_HALF_UP),
            Decimal(str(minutes / 60)),
        ):
            self.assertEqual(billed_hours(hours, step, minimum), expected)

    @bounded(150)
    @given(st.decimals(-30, 30, places=4), STEPS, MINIMA)
    def test_g7_a_correction_comes_to_what_it_takes_back(self, hours, step, minimum):
        billed = billed_hours(hours, step, minimum)
        self.assertEqual(billed_hours(-hours, step, minimum), -billed)
        self.assertEqual(
            billed_hours(billed, step, minimum), billed, "billed time stays as it is"
        )

    @bounded(150)
    @given(
        st.dates(date(2000, 1, 1), date(2060, 1, 1)),
        st.sampled_from(("week", "month")),
        st.integers(0, 6),
    )
    def test_g9_a_period_is_the_last_that_is_over(self, today, period, week_start):
        end = period_end(today, period, week_start)
        start = period_start(end, period)
        self.assertLess(end, today)
        self.assertLessEqual(start, end)
        after = end + timedelta(days=1)
        if period == "week":
            self.assertEqual((end - start).days, 6)
            self.assertEqual((start.weekday(), after.weekday()), (week_start,) * 2)
            self.assertLess((today - after).days, 7)
        else:
            self.assertEqual((start.day, after.day), (1, 1))
            self.assertEqual((start.year, start.month), (end.year, end.month))
            self.assertEqual((after.year, after.month), (today.year, today.month))

    def test_g9_periods_by_example(self):
        monday, sunday = date(2026, 11, 2), date(2026, 11, 1)
        self.assertEqual(period_end(monday, "week"), sunday)
        self.assertEqual(period_end(sunday, "week"), date(2026, 10, 25))
        self.assertEqual(period_end(sunday, "week", 6), date(2026, 10, 31))
        self.assertEqual(period_end(monday, "month"), date(2026, 10, 31))
        self.assertEqual(period_end(date(2028, 3, 31), "month"), date(2028, 2, 29))
        self.assertEqual(period_start(date(2028, 2, 29), "month"), date(2028, 2, 1))
