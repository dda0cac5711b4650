from .push_common import XeroPushCommon


class XeroRefusedCommon(XeroPushCommon):
    """What cannot go: its row says which record, why, and what to do."""

    def setUp(self):
        super().setUp()
        self.partner = self.customer()

    def assert_refused(self, record, *words, state="failed"):
        """The newest row says why, with these words."""
        row = self.row(record)
        self.assertEqual(row.state, state, row.message)
        for word in words:
            self.assertIn(word, row.message)
        return row

    def retry(self, record):
        rows = self.env["xero.queue"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("state", "in", ("failed", "blocked")),
            ]
        )
        self.assertTrue(rows)
        rows.with_user(self.user_xero).action_retry()
        self.run_cron(self.organisation)

    def assert_sent(self, *moves):
        for move in moves:
            self.assertTrue(self.in_xero(move), self.row(move).message)

    def assert_only_reads(self, before):
        methods = {call.method for call in self.calls()[before:]}
        self.assertLessEqual(methods, {"GET"})
