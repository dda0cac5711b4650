from odoo import api, fields, models


class XeroOrganisation(models.Model):
    """One switch for the direction of everything that can go both ways."""

    _inherit = "xero.organisation"

    direction = fields.Selection(
        [
            ("both", "Both ways"),
            ("pull", "From Xero only"),
            ("push", "To Xero only"),
            ("mixed", "Each in its own way"),
        ],
        compute="_compute_direction",
        help="Of contacts, invoices and whatever else can be sent. Taxes, accounts and "
        "other settings are only read.",
    )

    @api.depends("stream_ids.direction", "stream_ids.pushes", "stream_ids.enabled")
    def _compute_direction(self):
        for organisation in self:
            streams = organisation.stream_ids.filtered(
                lambda stream: stream.pushes and stream.enabled
            )
            found = set(streams.mapped("direction"))
            organisation.direction = found.pop() if len(found) == 1 else "mixed"

    def action_both_ways(self):
        """Have everything that can be sent go both ways."""
        return self._set_direction("both")

    def action_from_xero_only(self):
        """Have nothing of any kind written to Xero; all is read."""
        return self._set_direction("pull")

    def action_to_xero_only(self):
        """Have nothing of Odoo changed by Xero; Xero is read, to know what it has."""
        return self._set_direction("push")

    def _set_direction(self, direction):
        """Set the direction of all streams that can send, on or off.

        :param str direction: ``both``, ``pull`` or ``push``
        :return: a notice
        """
        self.check_access("write")
        label = dict(self._fields["direction"]._description_selection(self.env))
        for organisation in self:
            organisation.stream_ids.filtered("pushes").direction = direction
            organisation._message_log(
                body=self.env._(
                    "%(user)s set the direction of all that can be sent: "
                    "%(direction)s.",
                    user=self.env.user.name,
                    direction=label[direction],
                )
            )
        return self._notice(label[direction])
