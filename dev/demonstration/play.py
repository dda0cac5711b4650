"""Play the story from the first page to the last table."""

from environment import say, step

from . import comparison, month, past, scenario
from .books import Books
from .browser import Xero
from .connection import Connection, log_in
from .takeover import KEY, Takeover
from .worklog_table import Comparison
from .worklogs import Worklogs

# The app that the sandbox is seeded with.
CLIENT_ID = "5A4DB0C0000000000000000000000001"
CLIENT_SECRET = "sandbox-web-secret-0123456789abcdef"
WORDS = {
    "queued": "waiting",
    "blocked": "waiting for their customer",
    "held": "held",
    "failed": "refused",
    "differs": "different",
}
HOSTS = ("api_url", "identity_url", "login_url", "go_url")


def set_hosts(odoo, xero_url):
    """Point Odoo at the sandbox, as the system parameters allow."""
    values = {f"xero_connector.{host}": xero_url for host in HOSTS}
    # Odoo would take the address of whoever logs in; Xero knows this one.
    values |= {"web.base.url": odoo.url, "web.base.url.freeze": "True"}
    for key, value in values.items():
        odoo.call("ir.config_parameter", "set_param", key, value)


class Play:
    """The acts of the demonstration, each with the time that it takes."""

    def __init__(self, odoo_url, sandbox):
        self.odoo_url = odoo_url
        self.xero = Xero(sandbox.url)
        self.odoo = None
        self.books = []
        self.connection = None
        self.takeover = None
        self.worklogs = None
        self.expected = {}  # company id -> {place in the story: what became of it}

    def run(self):
        """Play it; return whether both books agree in everything."""
        with step("log in to Odoo and name Xero's address"):
            self.odoo = log_in(self.odoo_url)
            set_hosts(self.odoo, self.xero.url)
        self._open_books()
        self._enter_past()
        self._connect()
        self._enter_invoices()
        self._push()
        self._act_in_xero()
        self._change_both()
        self._bill_worklogs()
        return self._compare()

    def _open_books(self):
        first = self.odoo.id_of("res.company", [])
        for story in scenario.COMPANIES:
            book = Books(self.odoo, story)
            with step(f"open the books of {story['name']} with Odoo's own chart"):
                book.open(first)
                book.enter_masters()
            first = None
            self.books.append(book)

    def _enter_past(self):
        book = next(book for book in self.books if book.story["xero"] == KEY)
        self.takeover = Takeover(book, self.xero)
        with step(f"enter the past of {book.name} in both books"):
            self.takeover.enter_xero()
            self.takeover.enter_odoo()
            say(
                f"    {past.CONTACTS} contacts, {past.ITEMS} items and {past.INVOICES} "
                f"invoices in Xero; two thirds of them in Odoo too"
            )

    def _connect(self):
        self.connection = Connection(self.odoo, self.xero, self.books)
        with step("connect both through Xero's consent page"):
            self.connection.connect(CLIENT_ID, CLIENT_SECRET)
        with step("read all lists from Xero, by the scheduled actions"):
            count = self.connection.read_lists()
            say(f"    {count} records read")
        with step("map what was not paired by itself"):
            paired, mapped = self.connection.map()
            say(f"    {paired} links by themselves, {mapped} taxes by hand")
        with step("decide about what was only suggested, and what only Xero has"):
            self.takeover.decide(self.connection)
        with step("go live"):
            self.connection.go_live()

    def _enter_invoices(self):
        for book in self.books:
            count = book.story["invoices"]
            with step(f"enter and post {count} invoices of {book.name}"):
                book.enter_invoices()
                book.post()

    def _push(self):
        with step("send all of them to Xero, by the scheduled actions"):
            self.connection.push(self._progress)

    def _progress(self, counts):
        parts = []
        for book, count in zip(self.books, counts, strict=True):
            part = f"{count['synced']} of {len(book.moves)} in Xero"
            for state, words in WORDS.items():
                if count[state]:
                    part += f", {count[state]} {words}"
            parts.append(f"{book.story['xero']}: {part}")
        say(f"    {'   '.join(parts)}")

    def _act_in_xero(self):
        count = len(scenario.PAID) + len(scenario.PART_PAID) + 1
        with step(f"in Xero: pay or void {count} invoices of each, and read it back"):
            for book in self.books:
                self.expected[book.company] = self._pay(book)
            self.takeover.pay()
            self.connection.read("invoices", "payments")

    def _change_both(self):
        with step("change customers in both books, and decide who is right"):
            self.takeover.change_both()
            self.connection.read("contacts")
            self.takeover.settle_conflicts()
            self.connection.send_what_waits()

    def _bill_worklogs(self):
        self.worklogs = Worklogs(self.takeover.book, self.connection, self.xero)
        with step("sync worklog types with Xero's items, by the scheduled action"):
            found = self.worklogs.sync_types()
            say(f"    {found}; {len(month.ITEMS)} of them are made worklog types")
        with step(f"enter a month of work: {len(self.worklogs.story)} worklogs"):
            self.worklogs.enter()
        with step("review it: approve, write down, hold"):
            approved, down, held = self.worklogs.review()
            say(f"    {approved} approved, {down} of them written down, {held} held")
        with step("bill the month, by the scheduled action"):
            say(f"    {self.worklogs.bill()}")
        with step("correct what was billed, and bill that customer up to today"):
            self.worklogs.correct()
        with step("post a draft, and send all that is posted to Xero"):
            say(f"    {self.worklogs.post_and_send()} invoices")

    def _pay(self, book):
        """Do what Xero's users do with one company; return what is expected."""
        numbers = [row["name"] for row in book.read()]
        key = book.story["xero"]
        expected = {}
        for place in scenario.PAID:
            self.xero.act("pay", key, invoice=numbers[place])
            expected[place] = "paid"
        for place, amount in scenario.PART_PAID.items():
            self.xero.act("pay", key, invoice=numbers[place], amount=float(amount))
            expected[place] = "part paid"
        self.xero.act("void", key, invoice=numbers[scenario.VOIDED])
        expected[scenario.VOIDED] = "voided"
        return expected

    # -- the end --------------------------------------------------------------

    def _compare(self):
        agreed = True
        states, calls = self.xero.state(), self.xero.requests()
        worklogs = Comparison(self.worklogs, states[KEY])
        summaries = []
        for book in self.books:
            key = book.story["xero"]
            invoices = comparison.compare(
                book.read(), states[key], self.expected[book.company]
            )
            agreed = self._opens_in_xero(book, invoices[0]) and agreed
            say(f"\n{book.name} and its books in Xero\n")
            for line in comparison.table(invoices):
                say(line)
            others = []
            if key == KEY:
                others = [*map(past.number_of, range(past.INVOICES)), *worklogs.numbers]
            summary, fine = self._summary(book, invoices, states[key], calls, others)
            summaries.append(summary)
            agreed = agreed and fine
        say(f"\nWhat {self.takeover.book.name} had in both books before\n")
        for line in self.takeover.table():
            say(line)
        agreed = self._report(self.takeover.problems(states[KEY])) and agreed
        say(f"\nA month of work of {self.worklogs.book.name}\n")
        for line in worklogs.table():
            say(line)
        agreed = self._report(worklogs.problems()) and agreed
        say("")
        for summary in (*summaries, worklogs.summary()):
            say(summary)
        say("\nBoth books agree." if agreed else "\nThe books do NOT agree.")
        return agreed

    def _report(self, problems):
        """Tell problems; return whether there is none."""
        problems = list(problems)
        for problem in problems:
            say(f"  {problem}")
        return not problems

    def _opens_in_xero(self, book, invoice):
        """Press Open in Xero on an invoice: does its page come?"""
        action = book.odoo.press("account.move", invoice.row["id"], "action_xero_open")
        page = self.odoo.browser.get(action["url"])
        if page.status == 200 and invoice.row["name"] in page.text:
            return True
        say(f"\nOpen in Xero does not show {invoice.row['name']}: {action['url']}")
        return False

    def _summary(self, book, invoices, state, calls, others):
        waiting, failed = self.connection.left(book)
        agreed = sum(not invoice.differences() for invoice in invoices)
        became = list(self.expected[book.company].values())
        key = book.story["xero"]
        used = sum(call["organisation"] == key for call in calls)
        strangers = comparison.strangers(invoices, state, others)
        problems = [f"not from Odoo: {number}" for number in strangers]
        problems += [f"twice in Xero: {name}" for name in comparison.doubles(state)]
        fine = agreed == len(invoices) and not (problems or waiting or failed)
        text = (
            f"{book.name}: {len(invoices)} invoices, {agreed} agree to the cent, "
            f"{became.count('paid')} paid, {became.count('part paid')} part paid, "
            f"{became.count('voided')} voided, {failed} failed, "
            f"{waiting} left waiting, {used} calls to Xero"
        )
        return "\n  ".join([text, *problems]), fine
