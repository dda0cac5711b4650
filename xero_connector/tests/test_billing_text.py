from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.xero_billing_text import KNOWN, fill, placeholders
from .billing_common import bounded

PIECES = st.sampled_from(
    [f"{{{name}}}" for name in KNOWN]
    + [" ", ": ", " - ", ", ", "(", ")", ".", "#", "\n", "Ticket: ", "Work on "]
)


class TestBillingText(BaseCase):
    """The text of an invoice line from a template (G16)."""

    def test_g16_values_stand_where_they_are_asked_for(self):
        values = {"date": "2 Oct", "employee": "Ann", "task": "Web", "hours": 1.5}
        for template, text in (
            ("{date} {employee}: {task}, {hours} h", "2 Oct Ann: Web, 1.5 h"),
            ("{ date }\n\n - {task}", "2 Oct\n\n - Web"),
            ("{task}{task}", "WebWeb"),
            ("Support as agreed", "Support as agreed"),
            ("a } b { c {{task}}", "a } b { c {Web}"),
            ("", ""),
            (None, ""),
        ):
            self.assertEqual(fill(template, values), text, template)

    def test_g16_nothing_dangles_where_a_value_is_empty(self):
        values = {
            "description": "Fixed it",
            "date": "2 Oct",
            "task": "",
            "ticket": None,
        }
        for template, text in (
            ("{task}: {description}", "Fixed it"),
            ("{description}: {task}", "Fixed it"),
            ("{description} - {task}.", "Fixed it."),
            ("- {task}: {description}", "- Fixed it"),
            ("{date}, {task} - {description}", "2 Oct - Fixed it"),
            ("{date} {task} {description}", "2 Oct Fixed it"),
            ("{date} {task}, {ticket}: {description}", "2 Oct, Fixed it"),
            ("{description} ({ticket})", "Fixed it"),
            ("{description} ({date}, {ticket})", "Fixed it (2 Oct)"),
            ("{description} ({ticket}, {date})", "Fixed it (2 Oct)"),
            ("{date} [{ticket}] {description}", "2 Oct Fixed it"),
            ("({task}, {ticket}) {description}", "Fixed it"),
            ("#{ticket} {description}", "Fixed it"),
            ("{date}, Ticket no: #{ticket}, {description}", "2 Oct, Fixed it"),
            ("{description} (Ticket: {ticket})", "Fixed it"),
            ("Ticket: {ticket}\n{description}", "Fixed it"),
            ("{task} / {ticket}\n{description}\n{employee}", "Fixed it"),
            ("Work on {task}: {description}", "Work on: Fixed it"),
            ("Consulting {task}", "Consulting"),
            ("{date} h: {task}", "2 Oct h"),
            ("{task} - {ticket}.", ""),
        ):
            self.assertEqual(fill(template, values), text, template)

    def test_g16_an_unknown_placeholder_is_named(self):
        for template, name in (
            ("{task} {Task}", "{Task}"),
            ("{}", "{}"),
            ("{date:%d}", "{date:%d}"),
            ("{task.__class__}", "{task.__class__}"),
            ("{0}", "{0}"),
        ):
            with self.assertRaises(ValueError) as caught:
                fill(template, {"task": "Web", "Task": "x"})
            self.assertIn(f"placeholder {name};", str(caught.exception))
            for known in KNOWN:
                self.assertIn(f"{{{known}}}", str(caught.exception))
        self.assertEqual(
            placeholders("{task}: { rate } {task}{}"), ("task", "rate", "")
        )
        self.assertEqual(placeholders(None), ())

    def test_g16_values_are_plain_text(self):
        nasty = "{date} %s {0} \\1 ({employee}): #"
        self.assertEqual(
            fill("{task} - {description}", {"task": nasty, "description": nasty}),
            f"{nasty} - {nasty}",
        )
        lines = "one\n\n - two: "
        self.assertEqual(
            fill("{task}: {description}", {"description": lines}), "one\n\n - two:"
        )

    @bounded(150)
    @given(
        st.lists(PIECES, max_size=12).map("".join),
        st.dictionaries(
            st.sampled_from(KNOWN),
            st.text(st.sampled_from("ab{}() :,-#"), max_size=6),
        ),
    )
    def test_g16_no_value_is_lost_or_doubled(self, template, values):
        given_values = {name: text.strip() for name, text in values.items()}
        marked = {
            name: text and f"<{name}|{text}>" for name, text in given_values.items()
        }
        text = fill(template, marked)
        for name in KNOWN:
            asked = template.count(f"{{{name}}}")
            found = text.count(f"<{name}|")
            self.assertEqual(found, asked if marked.get(name) else 0)
            if found:
                self.assertEqual(text.count(marked[name]), asked)
        if not any(map(marked.get, placeholders(template))):
            words = "".join(text.split())
            self.assertTrue(set(words) <= set("Ticket:Workon-().,#"), text)
        self.assertEqual(text, text.strip())
