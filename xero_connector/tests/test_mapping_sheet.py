import json
from urllib.parse import parse_qs, urlparse

from odoo.exceptions import UserError

from ..models.xero_record_sheet import COLUMNS
from .mapping_common import XeroMappingCommon


class TestMappingSheet(XeroMappingCommon):
    """Rows are exported, decided in a spreadsheet, and imported again."""

    def setUp(self):
        super().setUp()
        group = self.env.ref("base.group_allow_export")
        self.manager_xero.sudo().group_ids += group
        names = ("Acacia Legal", "Wattle Works", "Gum Tree Gyms", "Kelp Kayaks")
        rows = [self.contact(name) for name in names]
        self.rows = self.env["xero.record"].concat(*rows).with_user(self.manager_xero)

    def exported(self, rows=None):
        """The lines of the spreadsheet, each by its columns."""
        (lines,) = (rows or self.rows).export_data(list(COLUMNS)).values()
        return [dict(zip(COLUMNS, line, strict=True)) for line in lines]

    def load(self, *lines, columns=("id", "odoo_key", "decision")):
        """Import lines; return what Odoo says."""
        Record = self.env["xero.record"].with_user(self.manager_xero)
        data = [[line.get(column) or "" for column in columns] for line in lines]
        result = Record.load(list(columns), data)
        self.env.invalidate_all()
        return result

    def test_s9_what_is_exported_can_be_edited_and_imported(self):
        partners = [
            self.client("By reference", ref="C-77"),
            self.client("By mail", email="desk@mail.example"),
        ]
        lines = self.exported()
        self.assertEqual(lines[0]["decision"], "To decide")
        self.assertEqual(lines[0]["choice_model"], "Customers and Suppliers")
        lines[0]["odoo_key"] = "c-77"
        lines[1].update(odoo_key="desk@mail.example", decision="Map")
        lines[2]["decision"] = "Ignore"
        result = self.load(*lines)
        self.assertFalse(result["messages"])
        self.assertEqual(
            self.rows.mapped("choice_id"), [partners[0].id, partners[1].id, 0, 0]
        )
        states = self.rows.mapped("map_state")
        self.assertEqual(states, ["linked", "linked", "ignored", "undecided"])
        again = self.exported()
        self.assertEqual(
            [line["decision"] for line in again],
            ["Map", "Map", "Ignore", "To decide"],
        )

    def test_s9_the_same_file_twice_changes_nothing(self):
        self.choose(self.rows[0], self.client("Chosen", ref="C-1"))
        self.rows[1].action_ignore()
        lines = self.exported()
        links = self.env["xero.link"].search([])
        before = links.mapped("write_date")
        self.assertFalse(self.load(*lines)["messages"])
        self.assertEqual(links.mapped("write_date"), before)
        self.assertEqual(self.rows[1].map_state, "ignored")

    def test_s9_an_edited_file_twice_changes_nothing_the_second_time(self):
        """Every kind of line that decides something, imported again as it is."""
        contact = self.contact("Mangrove Marine")
        rows = self.rows | contact
        chosen = self.client("By reference", ref="C-77")
        suggested = self.client("Wattle Works Melbourne")
        self.suggest(rows[1], suggested)
        taken_away = self.client("Not any more", ref="C-78")
        self.choose(rows[4], taken_away)
        lines = self.exported(rows)
        # named, and the decision left as it was exported
        lines[0]["odoo_key"] = "C-77"
        # what is suggested is taken, without a word in the other column
        lines[1]["decision"] = "Map"
        lines[2]["decision"] = "Create"
        lines[3]["decision"] = "Ignore"
        # ignored, and the name of before left where it is
        lines[4]["decision"] = "Ignore"
        self.assertFalse(self.load(*lines)["messages"])
        created = self.env["res.partner"].browse(rows[2].choice_id)
        self.assertEqual(created.name, "Gum Tree Gyms")
        mapped = [chosen.id, suggested.id, created.id, 0, 0]
        states = ["linked", "linked", "linked", "ignored", "ignored"]
        self.assertEqual(rows.mapped("choice_id"), mapped)
        self.assertEqual(rows.mapped("map_state"), states)
        links = self.env["xero.link"].search([])
        before = links.mapped("write_date")
        self.assertFalse(self.load(*lines)["messages"])
        self.assertEqual(rows.mapped("choice_id"), mapped)
        self.assertEqual(rows.mapped("map_state"), states)
        self.assertEqual(links.mapped("write_date"), before)
        self.assertEqual(links.filtered("apart_id").mapped("res_id"), taken_away.ids)
        self.assertEqual(
            self.env["res.partner"].search_count([("name", "=", created.name)]), 1
        )

    def test_s9_create_names_what_is_mapped_already(self):
        self.choose(self.rows[0], self.client("Chosen"))
        line = {**self.exported(self.rows[0])[0], "decision": "Create"}
        messages = self.load(line)["messages"]
        self.assertIn("is mapped to Chosen already", messages[0]["message"])
        line = {**self.exported(self.rows[1])[0], "decision": "Ignore"}
        line["odoo_key"] = "Chosen"
        self.assertIn("either name", self.load(line)["messages"][0]["message"])

    def test_s9_taking_a_decision_back(self):
        self.choose(self.rows[0], self.client("Chosen"))
        self.rows[1].action_ignore()
        lines = self.exported(self.rows[:2])
        for line in lines:
            line.update(decision="To decide", odoo_key="")
        self.assertFalse(self.load(*lines)["messages"])
        self.assertEqual(set(self.rows[:2].mapped("map_state")), {"undecided"})

    def test_s9_each_wrong_line_says_what_is_wrong(self):
        self.client("Twin", email="twin@mail.example")
        twin = self.client("Twin", email="twin@mail.example")
        wrong = [{**line} for line in self.exported()]
        wrong[0]["odoo_key"] = "Nobody"
        wrong[1]["odoo_key"] = "twin@mail.example"
        wrong[2]["decision"] = "Map"
        del wrong[3]["id"]
        for line, words in zip(
            wrong,
            ("nothing here that is called", f"#{twin.id}", "suggested", "External ID"),
            strict=True,
        ):
            messages = self.load(line)["messages"]
            self.assertTrue(messages, words)
            self.assertIn(words, messages[0]["message"])
        self.assertEqual(set(self.rows.mapped("map_state")), {"undecided"})
        wrong[1]["odoo_key"] = f"#{twin.id}"
        self.assertFalse(self.load(wrong[1])["messages"])
        self.assertEqual(self.rows[1].choice_id, twin.id)

    def test_s9_what_xero_says_is_not_changed_by_a_file(self):
        line = self.exported()[0]
        columns = ("id", "name", "odoo_key", "decision")
        self.assertFalse(self.load(line, columns=columns)["messages"])
        line["name"] = "Other"
        messages = self.load(line, columns=columns)["messages"]
        self.assertIn("comes from Xero", messages[0]["message"])

    def test_s9_buttons_of_the_list(self):
        shown = [("id", "in", self.rows.ids)]
        screen = self.rows.browse().with_context(active_domain=shown)
        url = urlparse(screen.action_export_sheet()["url"])
        data = json.loads(parse_qs(url.query)["data"][0])
        self.assertEqual(url.path, "/web/export/xlsx")
        self.assertEqual(data["domain"], [list(part) for part in shown])
        self.assertEqual([f["name"] for f in data["fields"]], list(COLUMNS))
        self.assertEqual(data["fields"][0]["label"], "External ID")
        self.assertEqual(screen.action_import_sheet()["tag"], "import")
        offered = self.env["base_import.import"].get_fields_tree("xero.record")
        names = {field["name"] for field in offered}
        self.assertEqual(names, {"id", "odoo_key", "decision"})

    def test_s9_users_decide_nothing_by_a_file(self):
        line = self.exported()[0]
        Record = self.env["xero.record"].with_user(self.user_xero)
        result = Record.load(["id", "decision"], [[line["id"], "Ignore"]])
        self.assertTrue(result["messages"])
        with self.assertRaises(UserError):
            self.rows[0].with_user(self.user_xero).decision = "ignore"
