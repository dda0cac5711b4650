import csv
import json
from io import BytesIO, StringIO
from urllib.parse import parse_qs, urlencode, urlsplit

from openpyxl import load_workbook

from odoo.tests import HttpCase, new_test_user, tagged

from .mapping_common import XeroMappingCommon
from .worklog_common import XeroWorklogCommon

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# As the screen of Odoo's import has them
OPTIONS = {
    "has_headers": True,
    "quoting": '"',
    "separator": ",",
    "encoding": "utf-8",
    "float_thousand_separator": ",",
    "float_decimal_separator": ".",
}


class Csv:
    """A file as a spreadsheet program has it: rows of texts."""

    path = "/web/export/csv"
    mimetype = "text/csv"
    name = "file.csv"

    def __init__(self, content):
        self.rows = list(csv.reader(StringIO(content.decode())))

    def content(self):
        out = StringIO()
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows(self.rows)
        return out.getvalue().encode()


class Xlsx:
    """The same, with numbers where numbers are."""

    path = "/web/export/xlsx"
    mimetype = XLSX
    name = "file.xlsx"

    def __init__(self, content):
        self.book = load_workbook(BytesIO(content))
        self.rows = [[c.value for c in row] for row in self.book.active.iter_rows()]

    def content(self):
        for number, row in enumerate(self.rows, start=1):
            for column, value in enumerate(row, start=1):
                self.book.active.cell(number, column).value = value
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()


class XeroFiles:
    """Files that a browser downloads."""

    def download(self, kind, data):
        """The file that Odoo's export makes."""
        answer = self.url_open(f"{kind.path}?{urlencode({'data': json.dumps(data)})}")
        self.assertEqual(answer.status_code, 200, answer.text[:500])
        self.assertIn(kind.mimetype, answer.headers["Content-Type"])
        self.assertIn(kind.name[-4:], answer.headers["Content-Disposition"])
        return kind(answer.content)


@tagged("post_install", "-at_install")
class TestMappingFiles(XeroFiles, XeroMappingCommon, HttpCase):
    """The mapping goes out as a file and comes back with decisions (S9)."""

    def setUp(self):
        super().setUp()
        export = self.env.ref("base.group_allow_export")
        self.manager_xero.sudo().group_ids += export

    def bring_back(self, file):
        """Import a file as the screen of Odoo's import does; return what it says."""
        Import = self.env["base_import.import"].with_user(self.manager_xero)
        wizard = Import.create(
            {
                "res_model": "xero.record",
                "file": file.content(),
                "file_name": file.name,
                "file_type": file.mimetype,
            }
        )
        preview = wizard.parse_preview(dict(OPTIONS))
        self.assertNotIn("error", preview)
        matches = preview["matches"]
        headers = preview["headers"]
        names = ["/".join(matches.get(n, [])) or False for n in range(len(headers))]
        result = wizard.execute_import(names, headers, preview["options"])
        self.env.invalidate_all()
        return {name for name in names if name}, result

    def decided(self, kind, tag):
        """Download, decide in the file, bring it back."""
        names = (f"Acacia, {tag}", f"Wattle {tag}", f"Gum Tree {tag}", f"Kelp {tag}")
        rows = [self.contact(name) for name in names]
        mapped, left, made, open_still = rows
        ours = self.client(f"Northern {tag}", ref=f"C-{tag}")
        rows = mapped.union(*rows)
        screen = rows.browse().with_context(active_domain=[("id", "in", rows.ids)])
        query = parse_qs(urlsplit(screen.action_export_sheet()["url"]).query)
        file = self.download(kind, json.loads(query["data"][0]))
        headers = file.rows[0]
        id_, name, key, decision = (
            headers.index(label)
            for label in ("External ID", "Name", "Odoo Record", "Decision")
        )
        lines = {row[name]: row for row in file.rows[1:]}
        self.assertEqual(set(lines), set(names))
        self.assertEqual({row[decision] for row in file.rows[1:]}, {"To decide"})
        self.assertTrue(all(row[id_] for row in file.rows[1:]))
        lines[names[0]][key] = f"C-{tag}"
        lines[names[0]][decision] = "Map"
        lines[names[1]][decision] = "Ignore"
        lines[names[2]][decision] = "Create"
        columns, result = self.bring_back(file)
        self.assertFalse(result["messages"])
        self.assertEqual(columns, {"id", "odoo_key", "decision"})
        self.assertEqual(mapped.choice_id, ours.id)
        self.assertEqual(
            [row.map_state for row in (mapped, left, made, open_still)],
            ["linked", "ignored", "linked", "undecided"],
        )
        created = self.env["res.partner"].browse(made.choice_id)
        self.assertEqual(created.name, names[2])
        again = self.download(kind, json.loads(query["data"][0]))
        self.assertEqual(
            {row[name]: row[decision] for row in again.rows[1:]},
            dict(zip(names, ("Map", "Ignore", "Map", "To decide"), strict=True)),
        )

    def test_s9_a_file_is_downloaded_decided_and_brought_back(self):
        self.authenticate("manager_xero", "manager_xero")
        for kind in (Csv, Xlsx):
            with self.subTest(kind.name):
                self.decided(kind, kind.name[-4:].strip("."))


@tagged("post_install", "-at_install")
class TestWorklogFiles(XeroFiles, XeroWorklogCommon, HttpCase):
    """Worklogs go out as a file that can be read and added up (G12)."""

    def test_g12_a_file_has_hours_money_state_and_reason(self):
        self.profile.needs_approval = True
        local = self.worklog_type("Local", "LOCAL", 50.0, linked=False)
        good = self.worklog(
            2,
            name="Checked, cleaned",
            xero_hours=1.5,
            xero_hours_reason="Half an hour was ours",
        )
        failed = self.worklog(0.25, name="Looked in", xero_type_id=local.id)
        reviewer = new_test_user(
            self.env,
            login="approver",
            groups="base.group_user,hr_timesheet.group_hr_timesheet_approver,"
            "base.group_allow_export",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.assertTrue(failed.xero_reason)
        self.env.flush_all()
        self.authenticate("approver", "approver")
        saved = self.make_jsonrpc_request(
            "/web/export/namelist",
            {
                "model": good._name,
                "export_id": self.env.ref("xero_connector.xero_worklog_export").id,
            },
        )
        columns = [
            {"name": one["id"], "label": one["string"], "type": one["field_type"]}
            for one in saved
        ]
        data = {
            "model": good._name,
            "fields": columns,
            "ids": (good | failed).ids,
            "domain": [],
            "groupby": [],
            "import_compat": False,
            "context": {"lang": reviewer.lang, "allowed_company_ids": self.company.ids},
        }
        for kind in (Csv, Xlsx):
            with self.subTest(kind.name):
                self.assert_readable(self.download(kind, data), columns, good, failed)

    def assert_readable(self, file, columns, good, failed):
        names = [column["name"] for column in columns]
        self.assertEqual(file.rows[0], [column["label"] for column in columns])
        lines = [dict(zip(names, row, strict=True)) for row in file.rows[1:]]
        first, second = lines
        self.assertEqual(first["name"], "Checked, cleaned")
        self.assertEqual(first["xero_customer_id"], self.partner.display_name)
        for name, number in (
            ("unit_amount", 2),
            ("xero_hours", 1.5),
            ("xero_rate", 150),
            ("xero_amount", 225),
            ("xero_amount_company", 225),
        ):
            self.assertEqual(float(first[name]), number, name)
        self.assertEqual(first["xero_hours_reason"], "Half an hour was ours")
        self.assertEqual(first["xero_billed_as"], "To bill")
        self.assertEqual(first["xero_billing_state"], "To review")
        self.assertFalse(first["xero_reason"])
        self.assertEqual(second["name"], "Looked in")
        self.assertEqual(float(second["unit_amount"]), 0.25)
        self.assertEqual(second["xero_billing_state"], "In the way")
        self.assertEqual(second["xero_reason"], failed.xero_reason)
        self.assertEqual(float(second["xero_amount"] or 0), 0)
        if isinstance(file, Xlsx):
            self.assertIsInstance(first["xero_amount"], int | float)
            self.assertIsInstance(first["xero_hours"], int | float)
