import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.xero_errors import XeroError

_logger = logging.getLogger(__name__)


class XeroOrganisation(models.Model):
    """An organisation that its company does not use any more is archived: links,
    mirror and cursors stay with it, its scheduled action rests. Connected again it
    comes back as it was, paused."""

    _inherit = "xero.organisation"

    def write(self, values):
        # EXTENDS 'xero_connector'
        if values.get("active") is False:
            values = {**values, "is_default": False}
        result = super().write(values)
        if "active" in values:
            self._toggle_cron()
        return result

    def _toggle_cron(self):
        """The scheduled action of what is archived rests. One that runs right now
        cannot be written; it does nothing for an archived organisation."""
        for organisation in self.sudo():
            organisation.cron_id.toggle(
                self._name, [("id", "=", organisation.id), ("active", "=", True)]
            )

    def _come_back(self, values):
        """Be connected again. What was replaced meanwhile is paused, and begins with
        reading what happened since.

        :param dict values: of the new connection
        """
        if not self.active:
            if self.stage == "live":
                values = {**values, "stage": "paused"}
            now = fields.Datetime.now()
            self.stream_ids.filtered("enabled").next_run = now
        self.write(values)

    def _move_to(self, company):
        """Have this organisation belong to another company from now on.

        It begins anew there: links, mirror and log stay with the archived organisation
        of the company that it leaves, and come back with it. Xero is not asked.

        :param company: ``res.company`` that may be its new one
        :return: the organisation of that company
        :raises UserError: with the reason why it cannot be that one
        """
        self.ensure_one()
        self.check_access("write")
        if problem := self._why_not_in(company):
            raise UserError(problem)
        organisation = self.sudo()
        organisation._check_nothing_is_sent()
        tenant = organisation._as_tenant()
        organisation._note_disconnected(
            self.env._(
                "Moved to %(company)s by %(user)s.",
                company=company.name,
                user=self.env.user.name,
            )
        )
        return organisation.authorization_id._adopt_connection(tenant, company)

    def _why_not_in(self, company):
        """Why this organisation cannot belong to a company; empty if it can."""
        if not self.connection_id or self.authorization_state != "connected":
            return self.env._(
                "%(organisation)s is not connected. Press Reconnect first.",
                organisation=self.name,
            )
        return self.authorization_id._refusal(
            {
                **self.sudo()._as_tenant(),
                # of itself it may be taken away
                "tenant_id": False,
            },
            company,
        )

    def _as_tenant(self):
        """This organisation as a consent lists it, out of the mirror."""
        seen = self.env["xero.record"]._lookup(self, "Organisations")[:1]
        return {
            "tenant_id": self.tenant_id,
            "connection_id": self.connection_id,
            "name": self.name,
            "currency": self.base_currency_id.name,
            "actions": self.actions_allowed,
            "payload": seen.payload or {"BaseCurrency": self.base_currency_id.name},
        }

    def _leave_xero(self):
        """Take the connection of an organisation that was replaced back in Xero, as
        well as it goes, and note it; in transactions of its own."""
        self.ensure_one()
        try:
            self._take_connection_back()
        except XeroError as error:
            # app or consent are gone, or Xero is not reachable: it rests all the same
            _logger.info("Xero: %s could not be disconnected: %s", self.name, error)
        self.authorization_id._run_locked(self._note_disconnected_by_us)

    @api.autovacuum
    def _gc_crons(self):
        """Scheduled actions that ran when their organisation was archived."""
        archived = self.with_context(active_test=False).search([("active", "=", False)])
        archived.filtered("cron_id.active")._toggle_cron()
