from odoo import api, fields, models

from ..tools.xero_client import XeroCallError


class XeroRecord(models.Model):
    """Records of which a list shows less than they have: each is read by itself, one
    call in a step of the run, once its list was read."""

    _inherit = "xero.record"

    partial = fields.Boolean(
        "To Be Read by Itself", help="Its list shows less than it has."
    )

    _partial = models.Index("(organisation_id) WHERE partial")

    @api.model
    def _partial_ones(self, organisation):
        """The next record that is to be read by itself; may be empty."""
        domain = [("organisation_id", "=", organisation.id), ("partial", "=", True)]
        return self.search(domain, order="id", limit=1)

    @api.model
    def _next_partial(self, organisation):
        """When one is to be read next, as a list of at most one moment."""
        return [fields.Datetime.now()] if self._partial_ones(organisation) else []

    @api.model
    def _read_partial(self, run):
        """Read one of them; what Xero does not show of it is a visible row.

        :param run: ``XeroRun``
        :return: whether there was any
        :raises XeroCallError: what concerns the organisation as a whole
        """
        seen = self._partial_ones(run.organisation)
        if not seen or not run.time_left():
            return False
        model = self.env[self.env["xero.stream"]._model_of(seen.resource)]
        xero_id = seen.xero_id
        run.commit()
        try:
            answer = model._xero_read_one(run.client, xero_id)
        except XeroCallError as error:
            if error.kind not in ("refused", "scope"):
                raise
            limits, problem = error.limits, error
        else:
            limits = answer.limits
            problem = model._xero_take_one(run.organisation, seen, answer.records)
        seen.partial = False
        if problem:
            self.env["xero.queue"]._report_apply(
                run.organisation, seen, seen._partial_words(problem)
            )
        run.organisation._note_limits(limits)
        run.commit()
        return True

    def _partial_words(self, problem):
        return self.env._(
            "%(name)s could not be read: %(reason)s. It is tried again with its list; "
            "or press Retry.",
            name=self.display_name,
            reason=problem,
        )
