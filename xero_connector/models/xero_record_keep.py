from odoo import api, fields, models


class XeroRecord(models.Model):
    """What people decided about rows of Xero outlives a reset.

    Ids in Xero are the same before and after it, so such a row is not deleted: it is
    forgotten, nothing is applied of it, and when it is seen again all that hangs on it
    is there. What its list does not show any more goes when the list was read.
    """

    _inherit = "xero.record"

    forgotten = fields.Boolean(
        readonly=True,
        help="Not seen since the organisation was reset; kept for what somebody "
        "decided about it.",
    )

    def _people_decided(self):
        """Those of these rows about which somebody decided; without their links."""
        return self.filtered("ignored")

    def _will_be_read(self):
        """Those of these rows that their list still shows: documents that are older
        than its from-date are not read again."""
        begin = {
            stream.resource: stream.from_date
            for stream in self.organisation_id.stream_ids
        }
        return self.filtered(
            lambda record: (
                not (
                    record.date
                    and begin.get(record.resource)
                    and record.date < begin[record.resource]
                )
            )
        )

    def _forget(self):
        """Know no more of these rows than their ids."""
        self.write(
            {
                "forgotten": True,
                "fresh": False,
                "live": False,
                "payload": False,
                "status": False,
                "updated_utc": False,
            }
        )

    @api.model
    def _end_forgotten(self, organisation, resources):
        """These lists were read to their end: what they did not show is not there.

        :param resources: kinds of records that came with the lists
        """
        gone = self._lookup_forgotten(organisation, resources)
        if gone:
            gone.link_ids._let_go()
            gone.unlink()

    @api.model
    def _lookup_forgotten(self, organisation, resources):
        return self.search(
            [
                ("organisation_id", "=", organisation.id),
                ("resource", "in", list(resources)),
                ("forgotten", "=", True),
            ]
        )
