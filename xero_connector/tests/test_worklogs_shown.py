from odoo.tests import Form, tagged

from .billed_common import XeroBilledCommon


@tagged("post_install", "-at_install")
class TestWorklogsShown(XeroBilledCommon):
    """From an invoice to its worklogs and back."""

    def test_g11_from_the_invoice_to_its_worklogs(self):
        one, two = self.worklog(1), self.worklog(2.5, name="Patched")
        move = self.billed(one, two, post=False)
        self.assertEqual(move.xero_worklog_count, 2)
        self.assertEqual(move.xero_worklog_hours, 3.5)
        action = move.with_user(self.user_none).action_xero_worklogs()
        rows = self.env["xero.worklog.line"].with_user(self.user_none)
        rows = rows.search(action["domain"])
        self.assertEqual(set(rows.mapped("name")), {one.name, "Patched"})
        read = rows.web_read({"employee_id": {"fields": {"display_name": {}}}})
        self.assertEqual(read[0]["employee_id"]["display_name"], self.employee.name)
        opened = one.xero_worklog_line_ids.action_worklog()
        self.assertEqual(opened["res_id"], one.id)
        form = self.env.ref("xero_connector.xero_worklog_view_form")
        self.assertEqual(opened["views"], [(form.id, "form")])
        row = one.xero_worklog_line_ids.with_user(self.user_none)
        form = self.env.ref("hr_timesheet.timesheet_view_form_user")
        self.assertEqual(row.action_worklog()["views"], [(form.id, "form")])
        with Form(move.with_user(self.user_none)) as form:
            self.assertEqual(form.xero_worklog_count, 2)
        move.button_cancel()
        self.assertEqual(move.xero_worklog_count, 2, "they are to be found from it")
        self.assertEqual(move.xero_worklog_hours, 0)

    def test_o2_the_organisation_says_when_it_is_billed_next(self):
        self.assertFalse(self.organisation.worklogs_next)
        self.organisation.worklogs_sync = True
        cron = self.env.ref("xero_connector.ir_cron_sync_worklogs")
        self.assertEqual(self.organisation.worklogs_next, cron.nextcall)
        action = self.organisation.action_bill_work()
        self.assertEqual(action["res_model"], "xero.bill.work")

    def test_g17_lines_that_were_changed_by_hand_are_told(self):
        one, two = self.worklog(1), self.worklog(3)
        move = self.billed(one, two, post=False)
        self.assertFalse(move.xero_worklog_notice)
        move.invoice_line_ids[1].quantity = 2.5
        notice = move.xero_worklog_notice
        for words in ("4.00 h", "600.00", "3.50 h", "525.00"):
            self.assertIn(words, notice)
        self.assertEqual(sum(move.xero_worklog_line_ids.mapped("hours")), 4)
        move.invoice_line_ids[1].write({"quantity": 3, "discount": 10})
        self.assertIn("555.00", move.xero_worklog_notice)
        move.invoice_line_ids[1].unlink()
        self.assertFalse(move.xero_worklog_notice, "what is off is billed no more")

    def test_g15_a_summary_in_one_piece_is_not_changed_by_hand(self):
        one, two = self.worklog(1), self.worklog(3)
        self.profile.group_by = "summary"
        move = self.billed(one | two, post=False)
        move.invoice_line_ids.write(
            {"product_id": False, "quantity": 1, "price_unit": 600}
        )
        self.assertFalse(move.xero_worklog_notice)
        move.invoice_line_ids.price_unit = 500
        self.assertIn("500.00", move.xero_worklog_notice)
