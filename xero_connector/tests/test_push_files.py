from datetime import timedelta

from freezegun import freeze_time

from odoo import fields

from xero_sandbox.files import content

from .life_common import XeroLifeCommon

NAME = "Worklogs INV_1.pdf"
PDF = b"%PDF-1.4\n\xff\x00 first"
PATH = "Invoices/*/Attachments*"


class TestPushFiles(XeroLifeCommon):
    """Files of an invoice reach Xero (H22)."""

    # === HELPERS === #

    def attach(self, move, data=PDF, name=NAME, **options):
        return move._xero_attach(name, data, "application/pdf", **options)

    def files_there(self, move):
        """What is on the invoice in Xero: ``{name: bytes}``."""
        organisation = self.sandbox.organisation("AU")
        found = organisation.attachments.find("document", move.xero_id)
        return {file["FileName"]: content(file) for file in found}

    def rows(self, file):
        return self.env["xero.queue"].search(
            [("res_model", "=", "ir.attachment"), ("res_id", "=", file.id)], order="id"
        )

    def later(self, **distance):
        """Let the scheduled action run at a later time."""
        with freeze_time(fields.Datetime.now() + timedelta(**distance)):
            self.run_cron(self.organisation)

    # === SENT === #

    def test_h22_a_file_goes_after_its_invoice(self):
        move = self.invoice(self.partner)
        file = self.attach(move)
        self.assertFalse(self.calls("PUT"))
        self.run_cron(self.organisation)
        self.assertEqual(self.files_there(move), {NAME: PDF})
        there = self.theirs(move)
        self.assertTrue(there["HasAttachments"])
        paths = [call.path for call in self.calls("PUT")]
        self.assertEqual(paths[0], "Invoices")
        self.assertEqual(
            paths[1], f"Invoices/{move.xero_id}/Attachments/Worklogs%20INV_1.pdf"
        )
        self.assertEqual(self.calls("PUT")[1].query, "IncludeOnline=True")
        self.assertEqual(file.xero_state, "synced", file.xero_message)
        self.assertEqual(file.xero_url, move.xero_url)
        self.assertEqual(move.xero_state, "synced", move.xero_message)

    def test_h22_a_file_waits_for_its_invoice_and_never_sends_it(self):
        move = self.invoice(self.partner, post=False)
        file = self.attach(move)
        self.run_cron(self.organisation)
        row = self.row(file)
        self.assertEqual(row.state, "blocked")
        self.assertIn("not in Xero yet", row.message)
        self.assertFalse(self.calls("PUT"))
        self.assertFalse(self.row(move))
        move.action_post()
        self.run_cron(self.organisation)
        self.run_cron(self.organisation)
        self.assertEqual(self.files_there(move), {NAME: PDF})
        self.assertEqual(set(self.rows(file).mapped("state")), {"superseded", "done"})

    def test_h22_other_files_stay_in_odoo(self):
        move = self.sent()
        self.env["ir.attachment"].create(
            {
                "name": "Private.pdf",
                "raw": PDF,
                "res_model": "account.move",
                "res_id": move.id,
            }
        )
        self.run_cron(self.organisation)
        self.assertFalse(self.files_there(move))
        self.assertFalse(self.calls(path=PATH))

    def test_h22_not_with_the_online_invoice(self):
        move = self.sent()
        self.attach(move, online=False)
        self.run_cron(self.organisation)
        (file,) = self.sandbox.organisation("AU").attachments.values()
        self.assertFalse(file["IncludeOnline"])

    def test_h22_from_before_go_live_it_follows_its_invoice(self):
        self.organisation.stage = "setup"
        move = self.invoice(self.partner)
        file = self.attach(move)
        self.assertFalse(self.rows(file))
        self.organisation.stage = "live"
        self.push(move)
        self.run_cron(self.organisation)
        self.assertEqual(self.files_there(move), {NAME: PDF})

    def test_h22_several_files_a_call_each(self):
        move = self.sent()
        for number in range(3):
            self.attach(move, name=f"{number}.pdf")
        self.run_cron(self.organisation)
        self.assertEqual(set(self.files_there(move)), {"0.pdf", "1.pdf", "2.pdf"})
        self.assertEqual(len(self.calls("PUT", PATH)), 3)

    def test_h22_the_log_of_an_invoice_has_its_files(self):
        move = self.sent()
        file = self.attach(move)
        self.run_cron(self.organisation)
        domain = move.with_user(self.user_xero).action_xero_log()["domain"]
        shown = self.env["xero.queue"].search(domain)
        self.assertLessEqual(self.rows(file) | self.row(move), shown)

    # === SOMEBODY ELSE'S === #

    def test_h22_a_file_of_somebody_else_is_not_overwritten(self):
        move = self.sent()
        for name in (NAME.upper(), "Worklogs INV_1 (2).pdf"):
            self.sandbox.act("attach", invoice=move.name, name=name, text="By hand")
        file = self.attach(move)
        self.run_cron(self.organisation)
        other = "Worklogs INV_1 (3).pdf"
        there = {
            NAME.upper(): b"By hand",
            "Worklogs INV_1 (2).pdf": b"By hand",
            other: PDF,
        }
        self.assertEqual(self.files_there(move), there)
        self.assertEqual(file.xero_state, "synced", file.xero_message)
        self.assertIn(other, self.row(file).message)
        self.assertIn(f"has the name {NAME}", self.row(file).message)
        self.assertEqual(file.name, NAME)
        # it stays under that name
        self.attach(move)
        self.attach(move, PDF + b" second")
        self.run_cron(self.organisation)
        self.assertEqual(self.files_there(move), there | {other: PDF + b" second"})
        calls = len(self.calls(path=PATH))
        file.with_user(self.user_xero).action_xero_push()
        self.run_cron(self.organisation)
        self.assertEqual(len(self.calls(path=PATH)), calls)

    def test_h22_a_file_that_is_renamed_overwrites_nobodys_either(self):
        move = self.sent()
        file = self.attach(move)
        self.run_cron(self.organisation)
        self.sandbox.act("attach", invoice=move.name, name="Plan.pdf", text="By hand")
        file.name = "Plan.pdf"
        self.run_cron(self.organisation)
        there = {NAME: PDF, "Plan.pdf": b"By hand", "Plan (2).pdf": PDF}
        self.assertEqual(self.files_there(move), there)

    def test_h22_our_own_file_from_before_a_reset_is_found_again(self):
        move = self.sent()
        file = self.attach(move)
        self.run_cron(self.organisation)
        file._xero_links(self.organisation)[file.id].unlink()
        file.with_user(self.user_xero).action_xero_push()
        self.run_cron(self.organisation)
        self.assertEqual(self.row(file).state, "done", self.row(file).message)
        self.assertEqual(self.files_there(move), {NAME: PDF})
        self.assertEqual(len(self.calls("PUT", PATH)), 1)

    # === CHANGED === #

    def test_h22_replaced_on_change(self):
        for keeps in (False, True):
            self.sandbox.settings(switches={"overwritten_file_keeps_id": keeps})
            move = self.sent()
            file = self.attach(move)
            self.run_cron(self.organisation)
            same = self.attach(move, PDF + b" second")
            self.assertEqual(file, same)
            self.run_cron(self.organisation)
            self.assertEqual(self.files_there(move), {NAME: PDF + b" second"})
            link = file._xero_links()[file.id]
            organisation = self.sandbox.organisation("AU")
            (there,) = organisation.attachments.find("document", move.xero_id)
            self.assertEqual(link.record_id.xero_id, there["AttachmentID"])
            live = self.seen("Attachments", live=True, parent_xero_id=move.xero_id)
            self.assertEqual(live, link.record_id)

    def test_h22_unchanged_sends_nothing(self):
        move = self.sent()
        file = self.attach(move)
        self.run_cron(self.organisation)
        before, rows = len(self.calls("PUT")), self.rows(file)
        self.attach(move)
        self.run_cron(self.organisation)
        self.assertEqual(self.rows(file), rows)
        # nor where somebody asks for it
        file.with_user(self.user_xero).action_xero_push()
        self.run_cron(self.organisation)
        self.assertEqual(self.row(file).state, "done")
        self.assertEqual(len(self.calls("PUT")), before)

    def test_h22_what_became_of_the_invoice(self):
        """A file of a void invoice is not sent; one that is deleted goes nowhere."""
        move = self.sent()
        self.sandbox.act("void", invoice=move.name)
        self.read("invoices")
        file = self.attach(move)
        self.run_cron(self.organisation)
        self.assertEqual(self.row(file).state, "done")
        self.assertIn("void in Xero", self.row(file).message)
        draft = self.invoice(self.partner, post=False)
        waits = self.attach(draft)
        row = self.row(waits)
        draft.unlink()
        self.run_cron(self.organisation)
        self.assertEqual(row.state, "canceled")
        self.assertFalse(self.calls(path=PATH))

    def test_h22_a_file_that_came_makes_no_difference(self):
        move = self.sent()
        self.attach(move)
        self.run_cron(self.organisation)
        rows = self.env["xero.queue"].search_count([])
        self.read("invoices")
        self.assertEqual(self.env["xero.queue"].search_count([]), rows)
        self.assertEqual(move.xero_state, "synced", move.xero_message)

    # === LOST ANSWERS === #

    def test_h22_a_lost_answer_is_looked_up(self):
        for fault in ("drop_after", "500_after", "bad_json"):
            with self.subTest(fault):
                move = self.sent()
                file = self.attach(move)
                self.sandbox.fault(fault, method="PUT", path=PATH)
                before = len(self.calls("PUT", PATH))
                self.run_cron(self.organisation)
                self.assertEqual(self.row(file).state, "sending")
                self.run_cron(self.organisation)
                self.assertEqual(self.row(file).state, "sending")
                self.later(minutes=4)
                self.assertEqual(self.row(file).state, "done", self.row(file).message)
                self.assertEqual(len(self.calls("PUT", PATH)) - before, 1)
                self.assertEqual(file.xero_state, "synced")
                self.assertEqual(self.files_there(move), {NAME: PDF})

    def test_h22_what_never_arrived_is_sent_again(self):
        move = self.sent()
        file = self.attach(move)
        self.sandbox.fault("drop_before", method="PUT", path=PATH)
        self.run_cron(self.organisation)
        self.later(minutes=4)
        methods = [call.method for call in self.calls(path=PATH)]
        # looked at before it goes, after the lost answer, before it goes again
        self.assertEqual(methods, ["GET", "PUT", "GET", "GET", "PUT"])
        self.assertEqual(self.row(file).state, "done")
        self.assertEqual(self.files_there(move), {NAME: PDF})

    def test_h22_an_older_file_there_is_overwritten_after_a_lost_answer(self):
        """Also where it is as long as the new one, so that nobody can tell."""
        for data in (PDF + b" second", PDF[:-1] + b"!"):
            with self.subTest(len(data)):
                move = self.sent()
                file = self.attach(move)
                self.run_cron(self.organisation)
                self.attach(move, data)
                self.sandbox.fault("drop_before", method="PUT", path=PATH)
                self.run_cron(self.organisation)
                self.assertEqual(self.row(file).state, "sending")
                self.later(minutes=4)
                self.assertEqual(self.row(file).state, "done", self.row(file).message)
                self.assertEqual(self.files_there(move), {NAME: data})

    def test_h22_lost_and_its_invoice_is_gone(self):
        """The look-up finds no document: that is this row's own trouble."""
        move = self.sent()
        file = self.attach(move)
        self.sandbox.fault("drop_before", method="PUT", path=PATH)
        self.sandbox.fault("404", path=PATH, times=5)
        self.run_cron(self.organisation)
        self.later(minutes=4)
        self.assertEqual(self.row(file).state, "failed")
        self.assertFalse(self.organisation.not_before)

    # === REFUSED === #

    def test_h22_refused_is_one_failed_row_and_retry_mends_it(self):
        move, other = self.sent(), self.sent()
        organisation = self.sandbox.organisation("AU")
        for number in range(10):
            self.attach(move, name=f"{number}.pdf")
        self.run_cron(self.organisation)
        file, fine = self.attach(move), self.attach(other)
        self.run_cron(self.organisation)
        row = self.row(file)
        self.assertEqual(row.state, "failed")
        self.assertIn("at most 10", row.message)
        self.assertEqual(file.xero_state, "failed")
        self.assertEqual(self.row(fine).state, "done")
        gone = organisation.attachments.find("document", move.xero_id)[0]
        organisation.attachments.remove(gone["AttachmentID"])
        row.with_user(self.user_xero).action_retry()
        self.run_cron(self.organisation)
        self.assertIn(NAME, self.files_there(move))
        self.assertEqual(self.rows(file).mapped("state"), ["superseded", "done"])

    def test_h22_what_xero_refuses_is_said_before_any_call(self):
        move = self.sent()
        for name, data, words in (
            ("INV/1.pdf", PDF, "in its name"),
            ("Large.pdf", b"x" * 10_000_001, "10 MB"),
            ("Empty.pdf", b"", "empty"),
        ):
            file = self.attach(move, data, name)
            self.run_cron(self.organisation)
            self.assertEqual(self.row(file).state, "failed")
            self.assertIn(words, self.row(file).message)
            self.assertIn(name, self.row(file).message)
        self.assertFalse(self.calls(path=PATH))
        file = move._xero_files().filtered(lambda own: own.name == "INV/1.pdf")
        file.name = "INV_1.pdf"
        self.run_cron(self.organisation)
        self.assertEqual(set(self.files_there(move)), {"INV_1.pdf"})

    def test_h22_without_the_permission_the_reason_is_clear(self):
        tokens = self.sandbox.tokens.access.values()
        for status in (401, 403):
            self.sandbox.settings(switches={"missing_scope_status": status})
            move = self.sent()
            file = self.attach(move)
            scopes = [access.consent.scopes for access in tokens]
            for access in tokens:
                access.consent.scopes = [
                    scope
                    for scope in access.consent.scopes
                    if "attachments" not in scope
                ]
            self.run_cron(self.organisation)
            for access, given in zip(tokens, scopes, strict=True):
                access.consent.scopes = given
            self.assertEqual(self.row(file).state, "failed")
            self.assertIn("permission", self.row(file).message)
            self.assertIn("Reconnect", self.row(file).message)

    # === COMPANIES, RIGHTS === #

    def test_h22_people_without_xero_rights_attach_too(self):
        move = self.sent()
        move.with_user(self.user_none)._xero_attach(NAME, PDF, "application/pdf")
        self.run_cron(self.organisation)
        self.assertEqual(self.files_there(move), {NAME: PDF})

    def test_h22_nothing_is_queued_where_invoices_come_from_xero_only(self):
        stream = self.env["xero.stream"]._of_kind(self.organisation, "invoices")
        stream.direction = "pull"
        file = self.attach(self.invoice(self.partner))
        self.assertFalse(self.rows(file))

    def test_h22_nothing_is_queued_for_bills_and_entries(self):
        entry = self.env["account.move"].create({"move_type": "entry"})
        file = self.attach(entry)
        self.assertFalse(self.rows(file))
        self.assertEqual(file.xero_state, "none")
