from odoo.tests import tagged

from .billed_common import XeroBilledCommon


@tagged("post_install", "-at_install")
class TestWorklogsAmount(XeroBilledCommon):
    """Invoices of worklogs that come to little or to nothing."""

    def test_h29_a_smallest_invoice_is_asked_of_the_profile(self):
        own = self.company.currency_id
        self.assertFalse(self.profile._is_too_little(0, own))
        self.profile.minimum_amount = 100
        self.assertTrue(self.profile._is_too_little(99.99, own))
        self.assertFalse(self.profile._is_too_little(100, own))
        usd = self.env.ref("base.USD")
        usd.active = True
        usd.rate_ids.filtered(
            lambda rate: rate.company_id in (self.company, self.env["res.company"])
        ).unlink()
        self.env["res.currency.rate"].create(
            {
                "currency_id": usd.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 0.5,
            }
        )
        self.assertTrue(self.profile._is_too_little(49.99, usd))
        self.assertFalse(self.profile._is_too_little(50, usd))

    def nothing(self):
        """A posted invoice of work that an agreement covers."""
        self.profile.include = "all"
        line = self.worklog(xero_billable="covered")
        line._xero_judge()
        move = self.billed(line)
        self.assertEqual(move.amount_total, 0)
        self.assertEqual(move.state, "posted")
        return move

    def test_h29_an_invoice_of_nothing_is_not_pushed(self):
        move = self.nothing()
        self.run_cron(self.organisation)
        self.assertFalse(self.row(move))
        self.assertFalse(self.in_xero(move))
        self.assertEqual(move.xero_state, "none")
        self.assertIn("Nothing to bill", move.xero_badge)
        with self.refused("nothing to bill"):
            move.with_user(self.user_xero).action_xero_push()

    def test_h29_an_invoice_of_nothing_that_becomes_one_of_something_goes(self):
        move = self.nothing()
        move.button_draft()
        move.invoice_line_ids.price_unit = 10
        move.action_post()
        self.push(move)
        self.assertTrue(self.in_xero(move))

    def test_h29_one_that_is_in_xero_follows_down_to_nothing(self):
        move = self.billed(self.worklog())
        self.push(move)
        self.assertEqual(move.xero_state, "synced", move.xero_message)
        move.button_draft()
        move.invoice_line_ids.price_unit = 0
        move.action_post()
        self.push(move)
        self.assertEqual(self.in_xero(move)["Total"], 0)

    def test_h29_kept_out_of_xero_by_hand(self):
        move = self.billed(self.worklog(), post=False)
        move.xero_excluded = True
        move.action_post()
        self.run_cron(self.organisation)
        self.assertFalse(self.in_xero(move))
        self.assertEqual(move.xero_state, "excluded")
