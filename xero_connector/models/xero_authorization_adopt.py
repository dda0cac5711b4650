from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.xero_oauth import read_claims


class XeroAuthorization(models.Model):
    """What a consent leaves behind: who gave it, and which organisations it opens.

    A *tenant* here is a dict: tenant_id, connection_id, name, currency, event_id,
    ``payload`` (Xero's Organisation element), ``actions`` ({name: allowed}), or
    ``error`` instead of the last two.
    """

    _inherit = "xero.authorization"

    def _refusal(self, tenant, company, replace=False):
        """Return why a tenant cannot belong to a company, or False.

        :param dict tenant: see above
        :param company: one ``res.company``
        :param bool replace: whether it may take the place of the one that the company
            has now, which is kept with its links
        """
        name = tenant["name"]
        if tenant.get("error"):
            return self.env._(
                "%(organisation)s could not be read: %(reason)s Try again later.",
                organisation=name,
                reason=tenant["error"],
            )
        if tenant["payload"].get("OrganisationStatus", "ACTIVE") != "ACTIVE":
            return self.env._(
                "%(organisation)s is not active in Xero.", organisation=name
            )
        currency = company.sudo().currency_id.name
        if tenant["currency"] != currency:
            return self.env._(
                "The base currency of %(organisation)s is %(theirs)s, and that of "
                "%(company)s is %(ours)s. Both must be the same: choose another "
                "organisation, or begin in another company.",
                organisation=name,
                theirs=tenant["currency"],
                company=company.sudo().name,
                ours=currency,
            )
        connected = (
            self.env["xero.organisation"]
            .sudo()
            .search([("connection_id", "!=", False)])
        )
        same_tenant = connected.filtered(
            lambda org: (
                org.tenant_id == tenant["tenant_id"] and org.company_id != company
            )
        )
        if same_tenant:
            visible = same_tenant.company_id <= self.env.user.company_ids
            return self.env._(
                "%(organisation)s is connected to %(company)s already. Disconnect it "
                "there first, or choose another organisation.",
                organisation=name,
                company=same_tenant.company_id.name
                if visible
                else self.env._("another company"),
            )
        same_company = connected.filtered(
            lambda org: (
                org.company_id == company and org.tenant_id != tenant["tenant_id"]
            )
        )
        if same_company and not replace:
            return self.env._(
                "%(company)s is connected to %(organisation)s already. Disconnect "
                "that one first, or replace it.",
                company=company.sudo().name,
                organisation=same_company.name,
            )
        return False

    def _accept_consent(self, tokens, asked_at, user_id):
        """Take a new token set over and note who consented; the caller commits.

        :param dict tokens: the answer of Xero's token endpoint
        :param datetime asked_at: when it was asked for
        :param int user_id: the user of Odoo who pressed Connect
        """
        self.ensure_one()
        self._store_tokens(tokens, asked_at)
        access = read_claims(tokens["access_token"])
        person = read_claims(tokens.get("id_token"))
        names = (person.get("given_name"), person.get("family_name"))
        self.write(
            {
                "state": "connected",
                "lost_since": False,
                "lost_reason": False,
                "problem": False,
                "consented_by_id": user_id,
                "consented_at": fields.Datetime.now(),
                "xero_user_id": access.get("xero_userid") or False,
                "xero_user_name": " ".join(filter(None, names)) or False,
                "xero_user_email": person.get("email") or False,
                "auth_event_id": access.get("authentication_event_id") or False,
                "database_uuid": self.env["ir.config_parameter"].get_param(
                    "database.uuid"
                ),
            }
        )

    def _adopt_connections(self, chosen, replace=False):
        """Create or update the organisations of this consent; the caller commits.

        A company's earlier organisation is archived, with all its data and links; it
        comes back as it was if it is connected again.

        :param list chosen: (tenant, company) pairs
        :param bool replace: somebody agreed that what these companies have now goes
        :return: the organisations
        :raise UserError: one of them cannot be connected to its company
        """
        self.ensure_one()
        organisations = self.env["xero.organisation"].sudo()
        for tenant, company in chosen:
            refusal = self._refusal(tenant, company, replace)
            if refusal:
                raise UserError(refusal)
            organisations |= self._adopt_connection(tenant, company)
        return organisations

    def _adopt_connection(self, tenant, company):
        Organisation = self.env["xero.organisation"].with_context(active_test=False)
        history = Organisation.search(
            [
                "|",
                ("tenant_id", "=", tenant["tenant_id"]),
                ("company_id", "=", company.id),
            ]
        )
        organisation = history.filtered(
            lambda org: (
                org.tenant_id == tenant["tenant_id"] and org.company_id.id == company.id
            )
        )[:1]
        earlier = history - organisation
        used = earlier.filtered(lambda org: org.active and org.company_id == company)
        earlier.active = False
        earlier.flush_recordset(["active"])
        before = organisation.authorization_id - self
        values = {
            "name": tenant["name"],
            "active": True,
            "authorization_id": self.id,
            "connection_id": tenant["connection_id"] or tenant["tenant_id"],
            "connected_since": fields.Datetime.now(),
            "disconnected_since": False,
            "disconnected_reason": False,
            "actions_allowed": tenant["actions"],
        }
        fresh = not organisation
        if fresh:
            values |= {"tenant_id": tenant["tenant_id"], "company_id": company.id}
            organisation = Organisation.create(values)
        else:
            organisation._come_back(values)
        organisation._update_from_xero(tenant["payload"])
        organisation._ensure_cron()
        organisation._after_connect()
        before_it = earlier.filtered(lambda org: org.company_id.id == company.id)
        if fresh and before_it:
            last = max(
                before_it, key=lambda org: org.connected_since or org.create_date
            )
            organisation._offer_choices_of(last)
        elif used:
            # what was kept out meanwhile must not go now
            used._carry_flags_to(organisation)
        if before and not before.organisation_ids:
            before._forget_tokens()
            before.state = "disconnected"
        return organisation

    def _drop_uncovered(self, tenant_ids):
        """Note the organisations that the new consent does not open any more."""
        dropped = self.organisation_ids.filtered(
            lambda org: org.connection_id and org.tenant_id not in tenant_ids
        )
        if dropped:
            reason = self.env._(
                "The consent that was given now does not include this organisation."
            )
            dropped._note_disconnected(reason)
            dropped._notify_connection_lost(reason)

    def _is_shared(self):
        """Return whether the same Xero user connected the same app once more here."""
        self.ensure_one()
        authorization_sudo = self.sudo()
        return bool(
            authorization_sudo.search_count(
                [
                    ("id", "!=", self.id),
                    ("state", "=", "connected"),
                    ("client_id", "=", authorization_sudo.client_id),
                    ("xero_user_id", "=", authorization_sudo.xero_user_id),
                ],
                limit=1,
            )
        )

    def _current_refresh_token(self):
        """Return the refresh token as it is now, whatever this transaction knows."""
        self.ensure_one()
        with self.env.registry.cursor() as cr:
            return self.with_env(self.env(cr=cr)).sudo().refresh_token
