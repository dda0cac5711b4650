from .push_common import XeroPushCommon


class TestStateSearch(XeroPushCommon):
    """The badge's state is computed and searched alike."""

    def assertFound(self, moves, *states):
        found = self.env["account.move"].search(
            [("xero_state", "in", states), ("id", "in", self.moves.ids)]
        )
        self.assertEqual(found, moves)

    def test_p1_every_state_is_found_by_search(self):
        partner = self.customer()
        sent, waiting, held, never, kept, differs = self.moves = self.env[
            "account.move"
        ].concat(*[self.invoice(partner) for _count in range(6)])
        kept.xero_excluded = True
        self.push(sent | differs)
        differs._xero_links()[differs.id].difference = "Total: 1 in Odoo, 2 in Xero."
        held._xero_open_rows()[held.id].state = "held"
        never._xero_open_rows()[never.id].state = "canceled"
        states = {move: move.xero_state for move in self.moves}
        self.assertEqual(
            list(states.values()),
            ["synced", "queued", "held", "none", "excluded", "differs"],
        )
        for move, state in states.items():
            self.assertFound(move, state)
        self.assertFound(waiting | held, "queued", "held")
        not_synced = self.env["account.move"].search(
            [("xero_state", "!=", "synced"), ("id", "in", self.moves.ids)]
        )
        self.assertEqual(not_synced, self.moves - sent)

    def test_p1_what_is_not_there_is_found_by_its_id_too(self):
        partner = self.customer()
        sent, waiting = moves = self.invoice(partner) | self.invoice(partner)
        self.push(sent)
        empty = self.env["xero.link"]._get_or_create(self.organisation, waiting)
        self.assertFalse(empty.record_id)
        never = self.invoice(partner)
        moves |= never
        Move = self.env["account.move"]
        for operator, value, expected in (
            ("=", sent.xero_id, sent),
            ("!=", sent.xero_id, waiting | never),
            ("=", False, waiting | never),
            ("!=", False, sent),
            ("in", [False, sent.xero_id], moves),
            ("not in", [sent.xero_id], waiting | never),
            ("ilike", sent.xero_id[:8].upper(), sent),
            ("not ilike", sent.xero_id[:8], waiting | never),
        ):
            for field, given in (("xero_id", value), ("xero_status", value)):
                if field == "xero_status" and value:
                    continue
                domain = [(field, operator, given), ("id", "in", moves.ids)]
                with self.subTest(domain=domain):
                    self.assertEqual(Move.search(domain), expected)
