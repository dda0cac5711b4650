from odoo import api, fields, models


class XeroStream(models.Model):
    """The list of items is read for worklog types too, also where its stream is
    switched off; see ``xero_organisation_worklog_types.py``."""

    _inherit = "xero.stream"

    @api.model
    def _due(self, organisation):
        # EXTENDS 'xero_connector'
        due = super()._due(organisation)
        if not due and organisation.worklog_types_due == "read":
            return self._of_kind(organisation, "items")
        return due

    @api.model
    def _next_due(self, organisation):
        # EXTENDS 'xero_connector'
        if organisation.worklog_types_due:
            return [fields.Datetime.now()]
        return super()._next_due(organisation)

    @api.model
    def _reads_resource(self, organisation, resource):
        # EXTENDS 'xero_connector'
        reads = super()._reads_resource(organisation, resource)
        return reads or (resource == "Items" and organisation._follows_worklog_types())

    def _advance(self, stream_type, since, page, answer):
        # EXTENDS 'xero_connector'
        result = super()._advance(stream_type, since, page, answer)
        if self.kind == "items" and not self.running:
            self.organisation_id._worklog_types_read()
        return result

    def _report_problems(self, problems, resource):
        # EXTENDS 'xero_connector'
        if self.kind == "items":
            self.organisation_id._count_worklog_types("unread", range(len(problems)))
        return super()._report_problems(problems, resource)

    def _failed(self, error):
        # EXTENDS 'xero_connector'
        result = super()._failed(error)
        if self.kind == "items" and not self.running:
            self.organisation_id._worklog_types_failed(self.last_result)
        return result
