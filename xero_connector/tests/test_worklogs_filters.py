from ast import literal_eval

from odoo import fields
from odoo.tests import tagged

from .billed_common import XeroBilledCommon

SUMS = ("unit_amount:sum", "xero_hours:sum", "xero_amount_company:sum")
# What stands under each filter of a state
SHOWN = {
    "review": ["review"],
    "ready": ["ready"],
    "held": ["held"],
    "failed": ["failed"],
    "waiting": ["waiting"],
    "draft": ["draft"],
    "billed": ["in_xero", "not_in_xero", "paid"],
    "in_xero": ["in_xero", "paid"],
    "not_in_xero": ["not_in_xero"],
    "paid": ["paid"],
    "excluded": ["excluded"],
    "internal": ["internal"],
}


@tagged("post_install", "-at_install")
class TestWorklogsFilters(XeroBilledCommon):
    """One worklog in every state there is, each under its filter and no other (G11)."""

    def setUp(self):
        super().setUp()
        self.organisation.worklog_types_synced_at = fields.Datetime.now()
        self.profile.needs_approval = True
        self.Line = self.env["account.analytic.line"]
        self.action = self.env["ir.actions.act_window"]._for_xml_id(
            "xero_connector.xero_worklog_action"
        )
        self.last_month = fields.Date.subtract(
            fields.Date.start_of(fields.Date.today(), "month"), days=5
        )
        self.earlier = fields.Date.subtract(self.last_month, months=1)
        other = self.customer("Wattle Works")
        fitting = self.make_project(other, "Fitting")
        local = self.worklog_type("Local", "LOCAL", 50.0, linked=False)
        own = self.make_project(self.env["res.partner"], "Ours")
        before = {"date": self.earlier}
        self.lines = {
            "review": self.worklog(1),
            "ready": self.worklog(2),
            "held": self.worklog(
                4, xero_held=True, xero_hours=3, xero_hours_reason="Agreed"
            ),
            "failed": self.worklog(8, xero_type_id=local.id),
            "waiting": self.worklog(-1, project=fitting),
            "draft": self.worklog(16, project=fitting),
            "in_xero": self.worklog(32, **before),
            "paid": self.worklog(64, project=fitting, **before),
            "not_in_xero": self.worklog(128),
            "excluded": self.worklog(256, xero_billable="not_billable", **before),
            "internal": self.worklog(512, project=own),
        }
        for name in ("ready", "waiting", "draft", "in_xero", "paid", "not_in_xero"):
            self.lines[name].action_xero_approve()
        self.assertFalse(
            self.organisation._bill_worklogs(
                worklogs=self.lines["waiting"], confirmed=True
            )
        )
        sent = self.billed(self.lines["in_xero"]) | self.billed(self.lines["paid"])
        self.push(sent)
        self.sandbox.act("pay", invoice=self.lines["paid"].xero_move_id.name)
        self.read("payments")
        # by now nothing is read or sent any more
        self.billed(self.lines["draft"], post=False)
        self.billed(self.lines["not_in_xero"])

    def test_g11_one_filter_for_each_state(self):
        for name, states in SHOWN.items():
            with self.subTest(name):
                found = self.listed(self.action, name)
                names = [one for one, line in self.lines.items() if line in found]
                self.assertEqual(sorted(names), states)
                self.assertEqual(len(found), len(states), "and nothing else")
        every = self.Line.union(*self.lines.values())
        self.assertEqual(self.listed(self.action), every)
        work = self.listed(self.action, "customer_work")
        self.assertEqual(every - work, self.lines["internal"])

    def test_g11_hours_and_money_by_customer_project_and_month(self):
        """Hours worked and to bill, and what they come to at 150.00."""
        harbour = (
            1 + 2 + 4 + 8 + 32 + 128 + 256,
            1 + 2 + 3 + 8 + 32 + 128 + 256,
            150 * (1 + 2 + 3 + 32 + 128),
        )
        wattle = (-1 + 16 + 64, -1 + 16 + 64, 150 * (-1 + 16 + 64))
        self.assertEqual(
            self.sums("group_customer"),
            {"Harbour Dental": harbour, "Wattle Works": wattle, "": (512, 512, 0)},
        )
        self.assertEqual(
            self.sums("group_project"),
            {"Support": harbour, "Fitting": wattle, "Ours": (512, 512, 0)},
        )
        self.assertEqual(
            self.sums("group_month"),
            {
                str(fields.Date.start_of(self.earlier, "month")): (
                    32 + 64 + 256,
                    32 + 64 + 256,
                    150 * (32 + 64),
                ),
                str(fields.Date.start_of(self.last_month, "month")): (
                    1 + 2 + 4 + 8 + 128 - 1 + 16 + 512,
                    1 + 2 + 3 + 8 + 128 - 1 + 16 + 512,
                    150 * (1 + 2 + 3 + 128 - 1 + 16),
                ),
            },
        )

    def sums(self, name):
        """Hours worked, hours to bill and money, by the groups of a filter."""
        by = literal_eval(self.filter_of(self.action, name).get("context"))["group_by"]
        rows = self.Line.formatted_read_group(
            literal_eval(self.action["domain"]), [by], SUMS
        )
        label = 0 if by == "date:month" else 1
        return {
            (row[by] or ("", ""))[label]: tuple(row[name] for name in SUMS)
            for row in rows
        }
