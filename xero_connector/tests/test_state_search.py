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
