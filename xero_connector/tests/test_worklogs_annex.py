import io
import re
import unicodedata
from unittest.mock import patch

from lxml import html

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader

from .billed_common import XeroBilledCommon

ANNEX = "odoo.addons.xero_connector.models.account_move_annex.annex_pdf"


@tagged("post_install", "-at_install")
class TestWorklogsAnnex(XeroBilledCommon):
    """Where lines bundle worklogs, the invoice lists each of them."""

    def setUp(self):
        super().setUp()
        self.profile.group_by = "task"
        self.organisation.grace_minutes = 0

    def three(self):
        """An invoice of two worklogs and a covered one on one line."""
        self.profile.include = "all"
        one = self.worklog(1.5, name="Moved <b>mailboxes</b> & Größe Ж")
        two = self.worklog(2, name="Tested\nagain", date=fields.Date.today())
        self.worklog(0.5, name="Tidied up", xero_billable="covered")
        self.organisation.worklog_types_synced_at = fields.Datetime.now()
        self.assertFalse((one | two).xero_move_id)
        move = self.bill()
        move.action_post()
        return move

    def bill(self):
        return self.organisation._bill_worklogs(fields.Date.today(), confirmed=True)

    def printed(self, move):
        """Texts of the annex in the invoice's own PDF."""
        report = self.env["ir.actions.report"]
        content, _kind = report._render_qweb_html("account.report_invoice", move.ids)
        found = html.fromstring(content).xpath("//div[@name='xero_annex']//tr")
        return [[cell.text_content().strip() for cell in row] for row in found]

    def pages(self, content):
        return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]

    def test_g15_the_invoice_lists_every_worklog(self):
        move = self.three()
        rows = self.printed(move)
        self.assertEqual(len(rows), 5)
        self.assertEqual(rows[0][-1], "Hours")
        said = {row[3]: row for row in rows[1:4]}
        one = said["Moved <b>mailboxes</b> & Größe Ж"]
        self.assertEqual(one[1:3], [self.employee.name, self.task.display_name])
        self.assertEqual(one[-1], "1.50")
        self.assertIn("Tidied up (covered)", said)
        self.assertEqual(rows[-1], ["Total", "4.00"])
        self.assertIn("Tested", rows[3][3], "the last day comes last")

    def test_g15_no_annex_where_each_worklog_has_its_line(self):
        self.profile.group_by = "line"
        self.assertFalse(self.printed(self.three()))
        self.profile.write({"group_by": "task", "annex": False})
        self.assertFalse(self.printed(self.three()))
        self.assertFalse(self.printed(self.invoice(self.partner)))

    def test_g15_an_invoice_keeps_its_annex(self):
        """Whatever becomes of the profile that it was made by."""
        own = self.profile.copy({"name": "Own", "include": "all"})
        self.partner.xero_billing_profile_id = own
        move = self.three()
        self.assertEqual(move.xero_billing_profile_id, own)
        before = self.printed(move)
        self.assertEqual(len(before), 5)
        own.write({"group_by": "line", "annex": False})
        self.assertEqual(self.printed(move), before)
        self.partner.xero_billing_profile_id = False
        own.unlink()
        self.assertEqual(self.printed(move), before)
        wizard = self.reversal(move)
        wizard.modify_moves()
        anew = wizard.new_move_ids.filtered(lambda new: new.move_type == "out_invoice")
        self.assertEqual(len(self.printed(anew)), 5, "it has taken them over")
        self.assertFalse(self.printed(move.reversal_move_ids))

    def test_g15_the_annex_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.partner.lang = "fr_FR"
        move = self.three()
        self.assertEqual(self.printed(move)[-1][-1], "4,00")
        self.assertIn("4,00", "".join(self.pages(move._xero_annex_pdf())))

    def test_g15_a_bookkeeper_without_timesheets_prints_it(self):
        move = self.three()
        self.assertEqual(len(self.printed(move.with_user(self.user_none))), 5)

    def test_g15_the_annex_as_a_file(self):
        move = self.three()
        content = move._xero_annex_pdf()
        self.assertEqual(content, move._xero_annex_pdf(), "sent once")
        text = "".join(self.pages(content))
        for words in (move.name, "<b>mailboxes</b>", "Größe Ж", "again", "4.00"):
            self.assertIn(words, text)

    def test_g15_letters_of_all_scripts_are_in_the_file(self):
        """Read back from the PDF, Arabic ones in the forms that are drawn."""
        texts = (
            "בדיקת הגיבויים (VPN 3.5) ועדכון 12 תחנות",
            "فحص النسخ الاحتياطية للخادم",
            "バックアップを確認し、設定を更新しました",
            "检查备份并更新服务器设置",
            "백업을 확인했습니다",
            "Größe, Ünïcödé, Ж, Ω, Đặng",
        )
        lines = self.env["account.analytic.line"]
        for text in texts:
            lines |= self.worklog(1, name=text)
        move = self.billed(lines, xero_annex=True)
        content = move._xero_annex_pdf()
        self.assertEqual(content, move._xero_annex_pdf(), "sent once")
        found = unicodedata.normalize("NFKC", "".join(self.pages(content)))
        for text in texts:
            for word in re.findall(r"\w+", unicodedata.normalize("NFKC", text)):
                self.assertIn(word, found)
        [page] = PdfReader(io.BytesIO(content)).pages
        fonts = {
            font.get_object()["/BaseFont"].rpartition("+")[2]
            for font in page["/Resources"]["/Font"].values()
        }
        # a font that lacks letters would draw boxes, and be read back all the same
        wanted = {"Tajawal", "HeiseiKakuGo-W5", "STSong-Light", "HYGothic-Medium"}
        self.assertLessEqual(
            wanted, {name.lstrip("/").partition("-Regular")[0] for name in fonts}
        )

    def test_g15_a_long_annex_has_several_pages(self):
        lines = self.worklog(1, name="x " * 3000)
        for number in range(120):
            lines |= self.worklog(0.25, name=f"Ticket {number}")
        move = self.billed(lines, xero_annex=True)
        pages = self.pages(move._xero_annex_pdf())
        self.assertGreater(len(pages), 3)
        self.assertTrue(all("Hours" in page for page in pages), "each has its head")
        self.assertIn("Ticket 119", "".join(pages))

    def test_g15_the_annex_goes_to_xero_behind_its_invoice(self):
        move = self.three()
        self.assertFalse(move._xero_files(), "who posts waits for nothing")
        self.push(move)
        file = move._xero_files()
        self.assertEqual(file.name, f"Worklogs {move.name.replace('/', '-')}.pdf")
        self.run_cron(self.organisation)
        self.assertTrue(self.in_xero(move)["HasAttachments"])
        self.assertEqual(file.xero_share, "online")
        calls = self.calls("PUT", "Invoices/*/Attachments*")
        self.assertEqual(len(calls), 1)
        move.ref = "PO 7"
        self.push(move)
        self.assertEqual(self.in_xero(move)["Reference"], "PO 7")
        self.run_cron(self.organisation)
        again = self.calls("PUT", "Invoices/*/Attachments*")
        self.assertEqual(len(again), 1, "the same list is sent once")

    def test_g15_a_list_that_cannot_be_made_stops_no_invoice(self):
        move = self.three()
        with (
            patch(ANNEX, side_effect=ValueError("no such letter")),
            mute_logger("odoo.addons.xero_connector.models.account_move_annex"),
        ):
            self.push(move)
        self.assertTrue(self.in_xero(move))
        self.assertEqual(move.xero_state, "synced", move.xero_message)
        said = " ".join(move.message_ids.mapped("body"))
        self.assertIn("no such letter", said)

    def test_g15_an_invoice_without_annex_has_no_file(self):
        self.profile.annex = False
        move = self.three()
        self.push(move)
        self.assertTrue(self.in_xero(move))
        self.assertFalse(move._xero_files())
