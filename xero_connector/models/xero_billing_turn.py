from odoo import api, fields, models
from odoo.tools import SQL


class XeroBillingTurn(models.Model):
    """Whose turn it is to bill a customer.

    Two who bill different worklogs of one customer at the same moment lock nothing in
    common, and neither sees the draft that the other makes. Both write this row: the
    second waits for the first, is told by PostgreSQL that it began too early, is
    repeated, and finds the draft. Plain numbers: a customer may be merged or deleted.
    """

    _name = "xero.billing.turn"
    _description = "Turn to Bill a Customer"
    _log_access = False

    profile = fields.Integer(required=True)
    company = fields.Integer(required=True)
    customer = fields.Integer(required=True)
    turns = fields.Integer(required=True)

    _customer_unique = models.Constraint("UNIQUE(profile, company, customer)")

    @api.model
    def _take(self, profile, company, customer):
        """Take the turn until the end of this transaction.

        :param profile: ``xero.billing.profile``
        :param company: ``res.company``
        :param customer: ``res.partner``
        :raises psycopg2.OperationalError: somebody else had it since this transaction
            began: it is to be repeated
        """
        self.env.cr.execute(
            SQL(
                "INSERT INTO xero_billing_turn (profile, company, customer, turns)"
                " VALUES (%s, %s, %s, 1)"
                " ON CONFLICT (profile, company, customer)"
                " DO UPDATE SET turns = xero_billing_turn.turns + 1",
                profile.id,
                company.id,
                customer.id,
            )
        )
