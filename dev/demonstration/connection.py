"""Connect both companies through the real pages, read the lists, map, go live."""

import time
from collections import Counter
from datetime import datetime, timedelta, timezone

from environment import Problem

from .browser import Odoo

PATIENCE = 120
POLL = 0.3
# Words of the badge's state for what is still on its way.
WAITING = ("queued", "held", "blocked")


class Connection:
    """Both companies' organisations in Xero, as the administrator sees them."""

    def __init__(self, odoo, xero, books):
        self.books = books
        self.xero = xero
        # An administrator with both companies ticked.
        self.odoo = odoo.within(*(book.company for book in books))
        self.organisations = {}  # company id -> organisation id

    # -- consent --------------------------------------------------------------

    def connect(self, client_id, client_secret):
        """Consent once for all organisations, and say which belongs to whom.

        Every page is the real one: Odoo's button leads to Xero's consent page, its
        form leads back to Odoo, and there the choice is made.
        """
        authorization = self.odoo.create(
            "xero.authorization",
            {
                "name": "Demo app",
                "client_id": client_id,
                "client_secret_input": client_secret,
            },
        )
        action = self.odoo.press("xero.authorization", authorization, "action_connect")
        browser = self.odoo.browser
        consent = browser.get(action["url"])
        tenants = {key: found["TenantID"] for key, found in self.xero.state().items()}
        companies = {tenants[b.story["xero"]]: b.company for b in self.books}
        page = browser.submit(consent, organisation=list(companies), decision="allow")
        if len(companies) > 1:
            _expect(page, "/xero/connect/choose/")
            answers = {f"company_{t}": str(c) for t, c in companies.items()}
            page = browser.submit(page, **answers)
        _expect(page, "/odoo/action-")
        for row in self.odoo.find("xero.organisation", [], ["company_id", "stage"]):
            self.organisations[row["company_id"][0]] = row["id"]
        if len(self.organisations) != len(self.books):
            raise Problem("Not every company has its organisation in Xero.")

    # -- reading --------------------------------------------------------------

    def read_lists(self):
        """Press Read All from Xero on all, wait for their scheduled actions."""
        organisations = list(self.organisations.values())
        self.odoo.press("xero.organisation", organisations, "action_import_all")
        return self._wait_for([])

    def read_invoices(self):
        """Press Sync Now on the invoices of all; wait."""
        return self.read("invoices")

    def read(self, *kinds):
        """Press Sync Now on some streams of all organisations; wait."""
        streams = [("kind", "in", kinds)]
        ids = self.odoo.call("xero.stream", "search", streams)
        self.odoo.press("xero.stream", ids, "action_sync_now")
        return self._wait_for(streams)

    def _wait_for(self, domain):
        """Wait until these streams were read; return how many records came.

        The button makes a stream due at once; once it was read it is due much later.
        """
        domain = [*domain, ("enabled", "=", True), ("direction", "!=", "push")]
        fields = ["name", "next_run", "running", "last_count", "last_result"]
        deadline = time.monotonic() + PATIENCE
        while True:
            rows = self.odoo.find("xero.stream", domain, fields)
            # After a failure it is tried again five minutes later.
            soon = datetime.now(timezone.utc) + timedelta(minutes=6)
            moment = f"{soon:%Y-%m-%d %H:%M:%S}"
            late = [r for r in rows if r["running"] or (r["next_run"] or "") < moment]
            if not late and not self._unapplied():
                return sum(row["last_count"] for row in rows)
            if time.monotonic() > deadline:
                row = late[0] if late else rows[0]
                raise Problem(
                    f"{row['name']} was not read from Xero in {PATIENCE} s: "
                    f"{row['last_result'] or 'no answer'}"
                )
            time.sleep(POLL)

    def _unapplied(self):
        """How many records were read, and are still to be compared with Odoo's."""
        fresh = [("fresh", "=", True)]
        waiting = [("direction", "=", "pull"), ("state", "=", "pending")]
        return self.odoo.call("xero.record", "search_count", fresh) + self.odoo.call(
            "xero.queue", "search_count", waiting
        )

    # -- mapping --------------------------------------------------------------

    def map(self):
        """Decide what was not paired by itself; return (by itself, by hand)."""
        by_hand = 0
        for book in self.books:
            organisation = self.organisations[book.company]
            by_hand += self._map_taxes(book, organisation)
            values = {
                f"default_{word}_account_id": self._seen(
                    organisation, "Accounts", book.story[plural]
                )
                for word, plural in (("service", "services"), ("goods", "goods"))
            }
            # Approved at once: a draft in Xero cannot be paid.
            values["invoice_status"] = "AUTHORISED"
            book.odoo.write("xero.organisation", organisation, values)
        linked = self.odoo.call("xero.link", "search_count", [("state", "=", "linked")])
        return linked - by_hand, by_hand

    def _map_taxes(self, book, organisation):
        wanted = {
            str(book.taxes[word]): tax_type
            for word, (_name, tax_type) in book.story["taxes"].items()
        }
        wanted[str(book.taxes["included"])] = book.story["taxes"]["standard"][1]
        wanted["none"] = book.story["no tax"]
        links = book.odoo.find(
            "xero.link",
            [
                ("organisation_id", "=", organisation),
                ("res_model", "=", "account.tax"),
                ("res_key", "in", list(wanted)),
                ("role", "in", ["", "sale"]),
            ],
            ["res_key", "state", "record_id", "suggestion_id"],
        )
        by_hand = 0
        for link in links:
            rate = self._seen(organisation, "TaxRates", wanted[link["res_key"]])
            if link["record_id"] and link["record_id"][0] == rate:
                continue
            by_hand += 1
            if link["suggestion_id"] and link["suggestion_id"][0] == rate:
                book.odoo.press("xero.link", link["id"], "action_link")
            else:
                book.odoo.write("xero.link", link["id"], {"record_id": rate})
        if len(links) != len(wanted):
            raise Problem(f"Not every tax of {book.name} can be mapped to Xero.")
        return by_hand

    def _seen(self, organisation, resource, code):
        """Return a record of Xero by its code."""
        return self.odoo.id_of(
            "xero.record",
            [
                ("organisation_id", "=", organisation),
                ("resource", "=", resource),
                ("code", "=", code),
            ],
        )

    # -- live -----------------------------------------------------------------

    def go_live(self):
        """Confirm the dialog Go live for both."""
        for book in self.books:
            wizard = book.odoo.create(
                "xero.go.live",
                {"organisation_id": self.organisations[book.company]},
            )
            book.odoo.press("xero.go.live", wizard, "action_confirm")

    # -- sending --------------------------------------------------------------

    def left(self, book):
        """Return how many transfers of a company still wait, and how many failed."""
        row = book.odoo.call(
            "xero.organisation",
            "read",
            [self.organisations[book.company]],
            ["waiting_count", "held_count", "failed_count"],
        )[0]
        return row["waiting_count"] + row["held_count"], row["failed_count"]

    def send_what_waits(self):
        """Press Send Now on all that waits in its grace; wait until it is sent.

        What follows a record, as its files do, begins to wait once that one is sent.
        """
        waiting = [("direction", "=", "push"), ("state", "in", ["pending", "retry"])]
        # what somebody pressed goes at once
        waiting.append(("origin", "!=", "button"))
        under_way = [("state", "in", ["pending", "sending", "retry"])]
        deadline = time.monotonic() + PATIENCE
        while self.odoo.call("xero.queue", "search_count", under_way):
            rows = self.odoo.call("xero.queue", "search", waiting)
            if rows:
                self.odoo.press("xero.queue", rows, "action_send_now")
            if time.monotonic() > deadline:
                rows = self.odoo.find("xero.queue", under_way, ["res_name", "message"])
                raise Problem(
                    f"{len(rows)} transfers to Xero did not end, such as that of "
                    f"{rows[0]['res_name']}: {rows[0]['message'] or 'no answer'}"
                )
            time.sleep(POLL)

    def push(self, progress):
        """Press Send to Xero on all invoices, wait until none of them waits.

        :param progress: is called with the badges' states per company when they change
        """
        for book in self.books:
            book.odoo.press("account.move", book.moves, "action_xero_push")
        before, deadline = None, 0
        while True:
            counts = [Counter(book.states()) for book in self.books]
            if counts != before:
                progress(counts)
                before, deadline = counts, time.monotonic() + PATIENCE
            # What waits for its customer goes by itself once that one is in Xero.
            if not any(count[state] for count in counts for state in WAITING):
                return
            if time.monotonic() > deadline:
                # The table says which ones are left, and why.
                return
            time.sleep(POLL)


def _expect(page, path):
    """Complain with the page's own words where another page came."""
    if path not in page.url or page.status != 200:
        reason = page.alerts() or f"{page.url} ({page.status})"
        raise Problem(f"Connecting to Xero did not work: {reason}")


def log_in(url):
    """Return the administrator's session."""
    odoo = Odoo(url)
    odoo.log_in("admin", "admin")
    return odoo
