from odoo.tests import BaseCase

from ..tools.xero_agreement import (
    XeroRule,
    first_agreement,
    judge,
    overlaid,
    says_new,
)

BOTH = XeroRule(True, True)
PULL = XeroRule(True, False)
PUSH = XeroRule(False, True)


class TestSyncJudge(BaseCase):
    """Whose value goes over to the other side (M5, M6, C11, O5)."""

    def test_m6_equal_is_nothing(self):
        for base in (None, ("a", "a"), ("b", "b"), ("b", "c")):
            self.assertEqual(judge("a", "a", base, BOTH), "same")
        self.assertEqual(judge("", {}, None, BOTH), "same")
        self.assertEqual(judge(False, [], ("a", "a"), BOTH), "same")

    def test_c11_first_meeting_fills_blanks_only(self):
        self.assertEqual(judge("", "x", None, BOTH), "take")
        self.assertEqual(judge("x", "", None, BOTH), "send")
        self.assertEqual(judge("x", "y", None, BOTH), "keep")
        self.assertEqual(judge("", "x", None, PUSH), "keep")
        self.assertEqual(judge("x", "", None, PULL), "keep")

    def test_c11_a_blank_never_overwrites(self):
        self.assertEqual(judge("", "x", ("x", "x"), BOTH), "keep")
        self.assertEqual(judge("x", "", ("x", "x"), BOTH), "keep")
        parts = {"City": "Perth", "Street": "1 Pier Road"}
        less = {"City": "Perth"}
        self.assertEqual(judge(less, parts, (parts, parts), BOTH), "keep")
        self.assertEqual(judge(parts, less, (parts, parts), BOTH), "keep")

    def test_m5_the_changed_side_goes_over(self):
        self.assertEqual(judge("n", "o", ("o", "o"), BOTH), "send")
        self.assertEqual(judge("o", "n", ("o", "o"), BOTH), "take")
        self.assertEqual(judge("n", "o", ("o", "o"), PULL), "keep")
        self.assertEqual(judge("o", "n", ("o", "o"), PUSH), "keep")

    def test_m5_two_changes_follow_the_winner(self):
        for winner, verdict in (
            ("ask", "conflict"),
            ("odoo", "send"),
            ("xero", "take"),
        ):
            rule = XeroRule(True, True, winner)
            self.assertEqual(judge("a", "b", ("o", "o"), rule), verdict)
        self.assertEqual(judge("a", "a", ("o", "o"), BOTH), "same")
        self.assertEqual(judge("a", "b", ("o", "o"), PULL), "take")
        self.assertEqual(judge("a", "b", ("o", "o"), PUSH), "send")

    def test_m5_what_differed_at_first_stays_apart_until_it_changes(self):
        base = ("ours", "theirs")
        self.assertEqual(judge("ours", "theirs", base, BOTH), "keep")
        self.assertEqual(judge("ours", "new", base, BOTH), "take")
        self.assertEqual(judge("new", "theirs", base, BOTH), "send")

    def test_m1_what_could_not_go_over_goes_when_it_may(self):
        self.assertEqual(judge("x", "", None, PULL), "keep")
        base = first_agreement("x", "")
        self.assertEqual(judge("x", "", base, PULL), "keep")
        self.assertEqual(judge("x", "", base, BOTH), "send")
        base = first_agreement("", "x")
        self.assertEqual(judge("", "x", base, PUSH), "keep")
        self.assertEqual(judge("", "x", base, BOTH), "take")
        self.assertEqual(first_agreement("x", "y"), ("x", "y"))

    def test_c14_an_emptied_list_is_a_statement_where_that_is_said(self):
        rule = XeroRule(True, False, blanks=True)
        self.assertEqual(judge("", [], ("", ["VIP"]), rule), "take")
        self.assertEqual(judge("", [], ("", []), rule), "same")
        self.assertEqual(judge("", [], None, rule), "same")
        self.assertEqual(judge("", [], ("", ["VIP"]), PULL), "same")

    def test_c11_parts_that_one_side_never_had_stay_on_the_other(self):
        ours = {"Street": "5 High Street", "City": "Perth"}
        before = {"Street": "1 Pier Road", "City": "Sydney", "Region": "NSW"}
        theirs = {**before, "Line3": "Attention Ann"}
        self.assertEqual(
            overlaid(ours, before, theirs), {**ours, "Line3": "Attention Ann"}
        )
        self.assertEqual(overlaid(ours, None, {"Line3": "x"}), {**ours, "Line3": "x"})
        self.assertTrue(says_new(ours, before))
        self.assertFalse(says_new({"City": "Sydney"}, before))
