from collections import Counter

from .contacts_common import XeroContactsCommon

MANY = 10_000
BOTH = 500
TAX = "53004085616"
IDENT = "22222222-2222-2222-2222-22222222222"
# Planted among the pages, and what is said of each
ODD = (
    ("a text", "'a text' is not a record"),
    (None, "None is not a record"),
    (7, "7 is not a record"),
    ({"Name": "No id"}, "ContactID is missing"),
    ({"ContactID": f"{IDENT}0", "Name": {"of": "two"}}, "Name is not a text"),
    ({"ContactID": f"{IDENT}1", "Name": "A", "Phones": "none"}, "Phones is not a list"),
)
NULLS = {
    "Addresses": None,
    "Phones": None,
    "ContactPersons": None,
    "ContactGroups": None,
    "PaymentTerms": None,
}
# An element is odd, and yet it is somebody
FINE = (
    {"ContactID": f"{IDENT}5", "Name": "Nulls for lists", **NULLS},
    {"ContactID": f"{IDENT}6", "Name": "Nulls again", **NULLS},
    {"ContactID": f"{IDENT}7", "Name": "New status", "ContactStatus": "SOMETHINGNEW"},
    {
        "ContactID": f"{IDENT}8",
        "Name": "New terms",
        "PaymentTerms": {"Sales": {"Day": 5, "Type": "NEWKIND"}},
    },
)
EMOJI = [f"🎉 Party {n:02} 🎊" for n in range(50)]
ARABIC = [f"شركة النور للتجارة {n:02}" for n in range(50)]
LONG = [f"{n:02} " + "Ä" * 252 for n in range(20)]
MAILS = [f"Bad mail {n:02}" for n in range(20)]
TWINS = [f"Twins {n:02}" for n in range(10)]
BRANCHES = [f"Branch {letter}" for letter in "ABCDEFGHIJKL"]
BLANK = 20
# Of each of these lists so many are customers in Odoo, under exactly that name
KNOWN = 5


class TestContactsCrowd(XeroContactsCommon):
    """Ten thousand contacts, the odd ones among them, against as many customers."""

    def test_c20_ten_thousand_contacts(self):
        """The good ones arrive, bad ones say why not, nothing is paired wrongly."""
        before = len(self.seen("Contacts"))
        partners = self.many_customers()
        self.many_contacts()
        self.read_all_of_it()
        seen = self.seen("Contacts") - self.before
        self.assertEqual(len(seen), MANY + len(FINE))
        self.assertEqual(len(self.seen("Contacts")), before + MANY + len(FINE))
        self.check_odd_ones(self.rows())
        self.check_pairs()
        named = partners.grouped("name")
        self.assertFalse(named["Alpha 0001"].xero_id, "Xero has two of that name")
        self.assertTrue(named["Alpha 0002"].xero_id, "the second one is archived")
        self.assertEqual(self.link(named["Gamma"]).state, "suggested")
        for name in ("Head Office", "Nameless", "🎈", LONG[9][:-1] + "Z", *TWINS):
            self.assertFalse(named[name].xero_id, name)
        self.check_created(seen)

    def read_all_of_it(self):
        self.stream.action_sync_now()
        self.run_cron(self.organisation)
        while self.stream.running or self.seen("Contacts", fresh=True):
            self.run_cron(self.organisation)

    # === WHAT CAME OF IT === #

    def check_odd_ones(self, rows):
        """One visible row for each that cannot be understood, with its reason."""
        messages = rows.mapped("message")
        self.assertEqual(len(rows), len(ODD), messages)
        for _element, reason in ODD:
            said = [text for text in messages if f"({reason})" in text]
            self.assertEqual(len(said), 1, messages)

    def check_pairs(self):
        """These are paired, and no others."""
        links = self.env["xero.link"].search(
            [
                ("organisation_id", "=", self.organisation.id),
                ("res_model", "=", "res.partner"),
                ("state", "=", "linked"),
                ("record_id", "not in", self.before.ids),
            ]
        )
        alpha = {f"Alpha {n:04}" for n in range(BOTH)} - {"Alpha 0001"}
        of_each = {
            name for names in (EMOJI, ARABIC, LONG, MAILS) for name in names[:KNOWN]
        }
        wanted = {*alpha, *of_each, "Branch A", "Nulls for lists", "🎆"}
        pairs = Counter(
            (self.env["res.partner"].browse(link.res_id).name, link.record_id.name)
            for link in links
        )
        self.assertEqual(pairs, Counter((name, name) for name in wanted))

    def check_created(self, seen):
        """Who is left is created where somebody asks for it: once, or with a reason."""
        odd = {*EMOJI, *ARABIC, *LONG, *MAILS, *(one["Name"] for one in FINE)}
        odd |= {f"Beta {n:04}" for n in range(100)}
        blank = seen.filtered(lambda record: not record.name)
        self.assertEqual(len(blank), BLANK)
        chosen = blank | seen.filtered(
            lambda record: record.name in odd and record.map_state == "undecided"
        )
        rows = self.rows()
        chosen.action_create_in_odoo()
        self.run_cron(self.organisation)
        while self.seen("Contacts", fresh=True):
            self.run_cron(self.organisation)
        told = self.rows() - rows
        self.assertEqual(len(told), BLANK, told.mapped("message"))
        for number in range(BLANK):
            who = f"A contact in Xero has no name ({number}@blank.example)"
            self.assertEqual(sum(who in text for text in told.mapped("message")), 1)
        found = self.env["res.partner"].search([("name", "in", list(odd))])
        suggested = {name for name in odd if self.record(name).map_state == "suggested"}
        self.assertEqual(suggested, {LONG[9]}, "but for one letter Odoo has it")
        self.assertEqual(
            Counter(found.mapped("name")), Counter(odd - suggested), "each once"
        )
        self.assertTrue(all(partner.xero_id for partner in found))
        for partner in found.filtered(lambda partner: partner.name in MAILS[KNOWN:]):
            self.assertFalse(partner.email)
            self.assertIn("no@@address", partner.xero_message)
        self.assertIn("NEWKIND", self.named("New terms").xero_message)

    # === BOTH BOOKS === #

    def many_contacts(self):
        """Exactly ten thousand, and what is planted among them."""
        self.before = self.seen("Contacts")
        self.sandbox.settings(minute_limit=100_000, day_limit=100_000)
        contacts = [
            {"Name": f"Alpha {n:04}", "EmailAddress": f"{n}@alpha.example"}
            for n in range(BOTH)
        ]
        contacts += [{"Name": name} for name in (*EMOJI, *ARABIC, *LONG, *TWINS, "🎆")]
        contacts += [{"Name": name, "unchecked": True} for name in TWINS]
        contacts += [
            {"Name": name, "EmailAddress": f"no@@address{n}", "unchecked": True}
            for n, name in enumerate(MAILS)
        ]
        contacts += [
            {"Name": "", "EmailAddress": f"{n}@blank.example", "unchecked": True}
            for n in range(BLANK)
        ]
        contacts += [
            # Xero took two of a name in old books, and archived ones any time
            {"Name": "Alpha 0001", "unchecked": True},
            {"Name": "Alpha 0002", "ContactStatus": "ARCHIVED", "unchecked": True},
            {"Name": "Gamma North", "TaxNumber": TAX},
            {"Name": "Gamma South", "TaxNumber": TAX},
            *({"Name": n, "EmailAddress": "all@branch.example"} for n in BRANCHES),
        ]
        contacts += [
            {"Name": f"Beta {n:04}", "EmailAddress": f"{n}@beta.example"}
            for n in range(MANY - len(contacts))
        ]
        self.sandbox.act("create_contacts", contacts=contacts)
        for place, element in enumerate((*(odd for odd, _reason in ODD), *FINE)):
            behind = f"Beta {place * 700:04}"
            self.sandbox.act("plant", store="contacts", element=element, behind=behind)

    def many_customers(self):
        """As many in Odoo: the same ones, some that only look like them, others."""
        fast = self.env["res.partner"].with_context(
            tracking_disable=True, _partners_skip_fields_sync=True
        )
        names = [f"Alpha {n:04}" for n in range(BOTH)]
        for known in (EMOJI, ARABIC, LONG, MAILS):
            names += known[:KNOWN]
        # one letter, or one sign, makes another one of these
        names += [*TWINS, "🎆", "🎈", LONG[9][:-1] + "Z", "Nulls for lists"]
        values = [
            {"name": "Gamma", "vat": TAX},
            {"name": "Branch A", "email": "all@branch.example"},
            {"name": "Head Office", "email": "all@branch.example"},
            {"name": "Nameless", "email": "0@blank.example"},
            # what is no address says nothing of who somebody is
            {"name": "Somebody else", "email": "no@@address7"},
        ]
        left = MANY - len(names) - len(values)
        names += [f"Delta {n:04}" for n in range(left)]
        values += [{"name": name} for name in names]
        return fast.create([{**one, "is_company": True} for one in values])
