"""Two books that existed for years before they were connected, brought together."""

from decimal import Decimal

from . import past, scenario, verdict

KEY = "AU"
JOURNAL = "Invoices before Xero"
WIDTHS = (12, 8, 8, 10, 9, 8, 10)


class Takeover:
    """The past of one company in both books, and what its administrator decides."""

    def __init__(self, book, xero):
        self.book = book
        self.xero = xero
        self.connection = None
        self.partners = []  # ids in Odoo, by place
        self.products = []
        self.moves = []
        self.suggested = {}  # resource -> how many a person said yes to
        self.decided = {}  # resource -> (ids said yes to, ids created)
        self.apart = 0  # look-alikes that were kept apart
        self.conflicts = 0

    # -- the past -------------------------------------------------------------

    def enter_xero(self):
        """What Xero's user entered over the years."""
        self.xero.act("create_contacts", KEY, contacts=past.contacts())
        self.xero.act("create_items", KEY, items=past.items())
        self.xero.act("create_invoices", KEY, invoices=past.invoices(self.book.today))

    def enter_odoo(self):
        """Two thirds of it, as it was kept in Odoo."""
        odoo = self.book.odoo
        own = {"company_id": self.book.company}
        self.partners = odoo.create(
            "res.partner", [{**values, **own} for values in past.partners()]
        )
        self.products = odoo.create(
            "product.product", [{**values, **own} for values in past.products()]
        )
        sales = [("type", "=", "sale"), ("company_id", "=", self.book.company)]
        fields = ["default_account_id"]
        account = odoo.find("account.journal", sales, fields)[0]["default_account_id"]
        values = {"name": JOURNAL, "code": "OLD", "type": "sale", **own}
        values["default_account_id"] = account[0]
        journal = odoo.create("account.journal", values)
        self.moves = odoo.create(
            "account.move",
            [self._move(place, journal) for place in range(past.INVOICES_IN_BOTH)],
        )
        odoo.press("account.move", self.moves, "action_post")

    def _move(self, place, journal):
        today = self.book.today
        return {
            "move_type": "out_invoice",
            "journal_id": journal,
            "name": past.own_number(place),
            "partner_id": self.partners[place],
            "invoice_date": past.own_day(place, today).isoformat(),
            "invoice_line_ids": [
                (
                    0,
                    0,
                    {
                        "name": "Services of the month",
                        "price_unit": past.amount_of(place),
                        "tax_ids": [(6, 0, [self.book.taxes["standard"]])],
                    },
                )
            ],
        }

    # -- decisions ------------------------------------------------------------

    def decide(self, connection):
        """Say yes to what is suggested, create some of the rest, ignore the others."""
        self.connection = connection
        for resource, created in (
            ("Contacts", past.CREATED),
            ("Items", past.ITEMS_CREATED),
        ):
            own = {record["id"] for record in self._past(resource)}
            suggested = self._rows(resource, "suggested")
            self.suggested[resource] = len(suggested)
            if suggested:
                self._press(suggested, "action_accept_suggestion")
            # what Xero had beside this past is ignored
            left = sorted(
                self._rows(resource, "undecided"),
                key=lambda record: record not in own,
            )
            self.decided[resource] = suggested, left[:created]
            if left[:created]:
                self._press(left[:created], "action_create_in_odoo")
            if left[created:]:
                self._press(left[created:], "action_ignore")
        connection.read_invoices()
        self._decide_look_alikes()

    def _decide_look_alikes(self):
        odoo = self.book.odoo
        open_ones = [("apart", "=", False)]
        pairs = odoo.find("xero.look.alike", open_ones, ["move_id"])
        apart = [self.moves[place] for place in past.APART]
        same = [p["id"] for p in pairs if p["move_id"][0] not in apart]
        other = [p["id"] for p in pairs if p["move_id"][0] in apart]
        self.suggested["Invoices"], self.apart = len(same), len(other)
        odoo.press("xero.look.alike", same, "action_link")
        odoo.press("xero.look.alike", other, "action_keep_apart")

    def _organisation(self):
        return self.connection.organisations[self.book.company]

    def _rows(self, resource, state):
        return self.book.odoo.call(
            "xero.record",
            "search",
            [
                ("organisation_id", "=", self._organisation()),
                ("resource", "=", resource),
                ("map_state", "=", state),
            ],
        )

    def _past(self, resource):
        """What Xero has of the past, with its state on the mapping screen."""
        name, called = {
            "Contacts": ("name", {contact["Name"] for contact in past.contacts()}),
            "Items": ("code", {item["Code"] for item in past.items()}),
        }[resource]
        return self.book.odoo.find(
            "xero.record",
            [
                ("organisation_id", "=", self._organisation()),
                ("resource", "=", resource),
                (name, "in", sorted(called)),
            ],
            ["map_state"],
        )

    def _press(self, ids, button):
        self.book.odoo.press("xero.record", ids, button)

    # -- afterwards -----------------------------------------------------------

    def pay(self):
        """Xero's user receives payments for old invoices."""
        for place in past.PAID:
            self.xero.act("pay", KEY, invoice=past.number_of(place))
        for place, amount in past.PART_PAID.items():
            number = past.number_of(place)
            self.xero.act("pay", KEY, invoice=number, amount=float(amount))
        invoices = [{"invoice": past.number_of(p)} for p in past.PAID_TOGETHER]
        self.xero.act("pay_many", KEY, invoices=invoices)

    def change_both(self):
        """The same customers get another phone number in Odoo and in Xero."""
        odoo = self.book.odoo
        for place in past.CHANGED_IN_BOTH:
            name = f"{past.NAMES[place]} Pty Ltd"
            phones = [{"PhoneType": "DEFAULT", "PhoneNumber": "1300 000 001"}]
            self.xero.act("edit_contact", KEY, contact=name, Phones=phones)
            odoo.write("res.partner", self.partners[place], {"phone": "1300 000 002"})

    def settle_conflicts(self):
        """One takes Xero's number, the others send Odoo's."""
        odoo = self.book.odoo
        links = odoo.call("xero.link", "search", [("conflict", "!=", False)])
        self.conflicts = len(links)
        if links:
            odoo.press("xero.link", links[:1], "action_take_theirs")
            odoo.press("xero.link", links[1:], "action_send_ours")

    # -- the end --------------------------------------------------------------

    def table(self):
        """Yield what became of the past, a line for each kind of record."""
        heads = (
            "Past", "In Xero", "mapped", "suggested", "created", "ignored", "to decide",
        )  # fmt: skip
        yield _columns(heads)
        for row in self._report():
            name = row["name"]
            total, created = row["total"], row["created"]
            asked = self.suggested.get(name, 0)
            values = (row["mapped"] - asked, asked, created, row["ignored"])
            yield _columns((name, total, *values, row["undecided"] + row["suggested"]))
        same, apart = self.suggested["Invoices"], len(past.APART)
        by_themselves = past.INVOICES_IN_BOTH - same - apart
        yield (
            f"Invoices: {past.INVOICES} in Xero, {by_themselves} mapped by themselves; "
            f"of {same + apart} look-alikes {same} linked, {apart} kept apart."
        )
        yield (
            f"Conflicts decided: {self.conflicts}. "
            f"Payments in: {len(self._payments())}."
        )

    def _report(self):
        page = self.book.odoo.create("xero.get.started", {})
        fields = ["report"]
        [row] = self.book.odoo.call("xero.get.started", "read", [page], fields)
        return [
            r for r in row["report"] if r["name"] in ("Contacts", "Items", "Invoices")
        ]

    def _payments(self):
        return self.book.odoo.call(
            "xero.link",
            "search",
            [("res_model", "=", "account.payment"), ("state", "=", "linked")],
        )

    def problems(self, state):
        """Return every way in which the past is not equal in both books.

        :param state: what is in the organisation, as the sandbox tells it
        """
        found = [*self._doubles(), *verdict.crossed(self._links())]
        found += verdict.differences(past.promised(), self._became())
        found += self._wrong_invoices(state)
        expected = len(past.PAID) + len(past.PART_PAID) + len(past.PAID_TOGETHER)
        paid = [record for record in state["payments"] if record["Status"] != "DELETED"]
        if len(paid) < expected:
            found.append(f"{len(paid)} payments in Xero, not {expected}")
        expected += len(scenario.PAID) + len(scenario.PART_PAID)
        if len(self._payments()) != expected:
            found.append(f"{len(self._payments())} payments in Odoo, not {expected}")
        if self.conflicts != len(past.CHANGED_IN_BOTH):
            found.append(f"{self.conflicts} conflicts")
        for row in self._report():
            if row["suggested"] or row["undecided"]:
                found.append(f"{row['name']}: not all is decided")
        return found

    def _doubles(self):
        """Yield what Odoo has twice for this company, or for none: so is what came
        from Xero."""
        within = [("company_id", "in", [False, self.book.company])]
        every = {"context": {"active_test": False}}
        find = self.book.odoo.find
        alone = [*within, ("parent_id", "=", False)]
        yield from verdict.doubles(
            find("res.partner", alone, ["name"], **every), past.parties()
        )
        fields = ["name", "default_code"]
        yield from verdict.doubles(
            find("product.product", within, fields, **every), past.things()
        )

    def _links(self, *models):
        models = models or ("res.partner", "product.product", "account.move")
        return self.book.odoo.find(
            "xero.link",
            [
                ("organisation_id", "=", self._organisation()),
                ("res_model", "in", models),
                ("state", "=", "linked"),
                ("record_id", "!=", False),
            ],
            ["res_model", "res_id", "res_name", "record_id"],
        )

    def _became(self):
        """What became of the past, told as it was promised."""
        found = {
            resource: verdict.became(self._past(resource), *decided)
            for resource, decided in self.decided.items()
        }
        linked = {link["res_id"] for link in self._links("account.move")}
        asked = self.suggested["Invoices"]
        found["Invoices"] = {
            "mapped": len(linked & set(self.moves)) - asked,
            "suggested": asked,
            "kept apart": self.apart,
        }
        return found

    def _wrong_invoices(self, state):
        """Amounts, and what is still to be paid, of each old invoice in both books."""
        fields = ["name", "amount_total", "amount_residual", "xero_id", "xero_state"]
        rows = self.book.odoo.call("account.move", "read", self.moves, fields)
        there = {record["InvoiceID"]: record for record in state["invoices"]}
        apart = {past.own_number(place) for place in past.APART}
        for row in rows:
            record = there.get(row["xero_id"])
            if row["name"] in apart:
                if record:
                    yield f"{row['name']} was to be kept apart"
            elif not record:
                yield f"{row['name']} is not linked"
            elif row["xero_state"] != "synced":
                yield f"{row['name']} is {row['xero_state']}"
            elif (_cents(row["amount_total"]), _cents(row["amount_residual"])) != (
                _cents(record["Total"]),
                _cents(record["AmountDue"]),
            ):
                yield (
                    f"{row['name']}: {row['amount_residual']} of {row['amount_total']} "
                    f"open, in Xero {record['AmountDue']} of {record['Total']}"
                )


def _columns(values):
    texts = []
    for place, (value, width) in enumerate(zip(values, WIDTHS, strict=True)):
        text = str(value)
        texts.append(text.rjust(width) if place else text.ljust(width))
    return "  ".join(texts)


def _cents(value):
    return Decimal(str(value)).quantize(Decimal("0.01"))
