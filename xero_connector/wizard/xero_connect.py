import hashlib
import hmac
import json
import secrets
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import STORED_SESSION_BYTES, request

from ..models.xero_authorization import SECRET
from ..tools.xero_errors import XeroError
from ..tools.xero_oauth import read_claims
from ..tools.xero_secrets import write_secrets

LIFE = timedelta(minutes=10)


def _digest(text):
    return hashlib.sha256((text or "").encode()).hexdigest()


class XeroConnect(models.TransientModel):
    """A consent that is being asked for, from the Connect button to its end.

    Xero's answer is believed only where it brings back the *state* of such a row, in
    the session that began it, once and within ten minutes. Where the consent opens
    several organisations, the answer waits here until somebody said which of them
    belongs to which company; nothing else is stored before that.
    """

    _name = "xero.connect"
    _description = "Consent Asked of Xero"

    authorization_id = fields.Many2one(
        "xero.authorization", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    state_digest = fields.Char(**SECRET)
    session_digest = fields.Char(**SECRET)
    redirect_uri = fields.Char()
    expires_at = fields.Datetime()
    used = fields.Boolean()
    asked_at = fields.Datetime()
    tokens = fields.Text(**SECRET)
    tenants = fields.Json(groups="base.group_system", prefetch=False)

    # === Asking === #

    @api.model
    def _begin(self, authorization):
        """Note the question; return the address where it is answered.

        :param authorization: one ``xero.authorization``
        :return: Xero's consent page; for a custom connection, a page of ours
        """
        secret = secrets.token_urlsafe(32)
        consent = self.sudo().create(
            {
                "authorization_id": authorization.id,
                "company_id": self.env.company.id,
                "user_id": self.env.uid,
                "state_digest": _digest(secret),
                "session_digest": _digest(self._session_key()),
                "redirect_uri": authorization.redirect_uri,
                "expires_at": fields.Datetime.now() + LIFE,
            }
        )
        state = f"{consent.id}.{secret}"
        if authorization.kind == "custom":
            return f"/xero/connect/custom?state={state}"
        try:
            return authorization._oauth().authorize_url(
                consent.redirect_uri, authorization._picked_codes(), state
            )
        except XeroError as error:
            raise UserError(error.message) from None

    @api.model
    def _session_key(self):
        """Return the part of the session's id that Odoo keeps while it lasts."""
        return request.session.sid[:STORED_SESSION_BYTES] if request else ""

    # === The answer === #

    @api.model
    def _take(self, state):
        """Return the question that this state belongs to, and use the state up.

        :param str state: as it came back
        :return: one ``xero.connect``
        :raise UserError: not ours, not this session's, too old, or used before
        """
        number, _dot, secret = (state or "").partition(".")
        consent = self.sudo()
        if number.isdecimal() and len(number) < 10:
            consent = self.sudo().browse(int(number)).exists()
        session_key = self._session_key()
        if not (
            consent
            and session_key
            and hmac.compare_digest(consent.state_digest or "", _digest(secret))
            and hmac.compare_digest(consent.session_digest or "", _digest(session_key))
            and consent.user_id == self.env.user
        ):
            raise UserError(
                self.env._(
                    "This answer does not belong to a connection that you began in "
                    "this browser and this session. Nothing was stored. Start again "
                    "with Connect, and stay in the same browser."
                )
            )
        if not consent._use_up():
            raise UserError(
                self.env._(
                    "This answer of Xero was used already, and it serves only once. "
                    "If the organisation does not show as connected, start again with "
                    "Connect."
                )
            )
        if consent.expires_at < fields.Datetime.now():
            raise UserError(
                self.env._(
                    "More than ten minutes have passed since you pressed Connect. "
                    "Nothing was stored. Start again with Connect."
                )
            )
        return consent

    def _use_up(self):
        """Mark the state as used, for all workers at once; say whether it was new."""
        try:
            with self.env.registry.cursor() as cr:
                cr.execute(
                    "UPDATE xero_connect SET used = true"
                    " WHERE id = %s AND used IS NOT TRUE",
                    [self.id],
                    log_exceptions=False,
                )
                taken = bool(cr.rowcount)
        except psycopg2.OperationalError:
            return False
        self.invalidate_recordset(["used"])
        return taken

    def _receive(self, code=None):
        """Follow Xero's answer up: fetch the tokens, look at the organisations.

        :param str code: of the consent page; none for a custom connection
        :return: the organisations that are connected now; none where somebody has to
            choose first, see ``_options`` and ``_choose``
        :raise UserError: what is wrong and what to do; nothing was stored
        """
        self.ensure_one()
        self.authorization_id._check_connectable()
        asked_at = fields.Datetime.now()
        try:
            oauth, tokens = self._get_tokens(code)
            tenants = self._list_tenants(oauth, tokens)
        except XeroError as error:
            raise UserError(self.authorization_id._explain(error)) from None
        chosen = self._obvious_choice(tenants)
        if chosen:
            return self._adopt(tokens, asked_at, tenants, chosen)
        self._park(tokens, asked_at, tenants)
        return self.env["xero.organisation"]

    def _get_tokens(self, code):
        authorization = self.authorization_id
        oauth = authorization._oauth()
        if authorization.kind == "custom":
            return oauth, oauth.client_credentials(authorization._picked_codes())
        return oauth, oauth.exchange(code, self.redirect_uri)

    def _list_tenants(self, oauth, tokens):
        """Return the organisations that a token set opens, see ``_refusal``."""
        authorization = self.authorization_id
        token = tokens["access_token"]
        event = read_claims(token).get("authentication_event_id")
        linked = set(authorization.sudo().organisation_ids.mapped("tenant_id"))
        tenants = []
        rows = oauth.connections(token)
        fresh = {row["tenantId"] for row in rows if row.get("authEventId") == event}
        for row in rows:
            tenant = {
                "tenant_id": row["tenantId"],
                "connection_id": row.get("id"),
                "name": row.get("tenantName") or row["tenantId"],
                "event_id": row.get("authEventId"),
                # What was consented before is listed too; it is asked about only
                # where it is ours, or where nothing else is there
                "shown": row["tenantId"] in (fresh | linked) or not fresh,
            }
            if tenant["shown"]:
                tenant.update(self._describe(oauth, token, tenant))
            tenants.append(tenant)
        return tenants

    def _describe(self, oauth, token, tenant):
        try:
            payload = oauth.organisation(token, tenant["tenant_id"])
            actions = oauth.actions(token, tenant["tenant_id"])
        except XeroError as error:
            return {"error": error.message}
        return {
            "name": payload.get("Name") or tenant["name"],
            "currency": payload.get("BaseCurrency"),
            "payload": payload,
            "actions": actions,
        }

    # === Choosing === #

    def _companies(self):
        return self.user_id.company_ids

    def _options(self, tenants=None):
        """Return what can be chosen from, one dict per organisation of the consent.

        :return: list of dict: ``tenant``; ``companies`` that it may belong to;
            ``company`` that is proposed; ``replaceable``, companies that have another
            organisation, which would be archived, as ``{company: organisation}``;
            ``reason`` why there is none of both
        """
        authorization = self.authorization_id
        options = []
        for tenant in tenants or self.sudo().tenants or []:
            if not tenant["shown"]:
                continue
            fitting = self._companies().filtered(
                lambda company, t=tenant: not authorization._refusal(t, company)
            )
            replaceable = self._replaceable(tenant, self._companies() - fitting)
            owner = authorization.sudo().organisation_ids.filtered(
                lambda org, t=tenant: org.tenant_id == t["tenant_id"]
            )
            proposed = (owner.company_id or self.company_id) & fitting
            options.append(
                {
                    "tenant": tenant,
                    "companies": fitting,
                    "company": proposed[:1],
                    "replaceable": replaceable,
                    "reason": not (fitting or replaceable)
                    and authorization._refusal(tenant, self.company_id),
                    "linked": bool(owner),
                }
            )
        taken = self.env["res.company"]
        for option in options:
            option["company"] -= taken
            taken |= option["company"]
        return options

    def _replaceable(self, tenant, companies):
        """Companies for which only the organisation that they have stands in the way.

        :return: ``{company: xero.organisation}``
        """
        authorization = self.authorization_id
        Organisation = self.env["xero.organisation"].sudo()
        return {
            company: Organisation.search([("company_id", "=", company.id)])
            for company in companies
            if not authorization._refusal(tenant, company, replace=True)
        }

    def _obvious_choice(self, tenants):
        """Return [(tenant, company)] where there is nothing to choose.

        :raise UserError: no organisation of this consent can be connected
        """
        options = self._options(tenants)
        if not options:
            raise UserError(
                self.env._(
                    "Xero gave no organisation. On Xero's page, choose the "
                    "organisation to connect, then press Allow access. Nothing was "
                    "stored."
                )
            )
        if len(options) == 1 and not options[0]["company"]:
            if options[0]["replaceable"]:
                return []
            raise UserError(
                self.authorization_id._refusal(options[0]["tenant"], self.company_id)
            )
        if not any(o["companies"] or o["replaceable"] for o in options):
            raise UserError("\n".join(option["reason"] for option in options))
        if len(options) == 1 or all(
            option["linked"] and option["company"] for option in options
        ):
            return [(option["tenant"], option["company"]) for option in options]
        return []

    def _park(self, tokens, asked_at, tenants):
        """Keep Xero's answer until somebody has chosen, at most for an hour."""
        with self.env.registry.cursor() as cr:
            parked = self.with_env(self.env(cr=cr)).sudo()
            write_secrets(parked, {"tokens": json.dumps(tokens)})
            parked.write({"asked_at": asked_at, "tenants": tenants})
        self.invalidate_recordset()

    @api.model
    def _waiting(self, consent_id):
        """Return the consent of this user and session that waits for a choice.

        :raise UserError: there is none, or no more
        """
        consent = self.sudo().browse(consent_id).exists()
        session_key = self._session_key()
        if not (
            consent
            and session_key
            and consent.user_id == self.env.user
            and hmac.compare_digest(consent.session_digest or "", _digest(session_key))
            and consent.tokens
            and consent.asked_at > fields.Datetime.now() - 2 * LIFE
        ):
            raise UserError(
                self.env._(
                    "There is nothing to choose any more: it was done already, or it "
                    "took longer than twenty minutes. Start again with Connect."
                )
            )
        return consent

    def _choose(self, wanted, replace=False):
        """Connect the chosen organisations.

        :param dict wanted: tenant id -> id of the company
        :param bool replace: whether the person agreed that what a company has now is
            replaced
        :return: the organisations that are connected now
        :raise UserError: nothing or something impossible was chosen
        """
        chosen = []
        replaced = self.env["xero.organisation"]
        for option in self._options():
            company_id = wanted.get(option["tenant"]["tenant_id"])
            possible = option["companies"].concat(*option["replaceable"])
            company = possible.filtered(lambda c, i=company_id: c.id == i)
            replaced |= option["replaceable"].get(company, replaced)
            if company_id and not company:
                raise UserError(
                    self.env._(
                        "%(organisation)s cannot belong to that company.",
                        organisation=option["tenant"]["name"],
                    )
                )
            if company:
                chosen.append((option["tenant"], company))
        # what is replaced was proposed on the same page
        left = set(replaced.mapped("tenant_id")) if replace else ()
        chosen = [pair for pair in chosen if pair[0]["tenant_id"] not in left]
        if not chosen:
            raise UserError(self.env._("Choose a company for one organisation."))
        companies = [company for _tenant, company in chosen]
        if len(set(companies)) < len(companies):
            raise UserError(
                self.env._("A company can have one organisation only. Choose again.")
            )
        if replaced and not replace:
            raise UserError(
                self.env._(
                    "%(organisations)s would be replaced. Tick that you want this, or "
                    "choose Not used.",
                    organisations=", ".join(replaced.mapped("name")),
                )
            )
        tokens = json.loads(self.sudo().tokens)
        adopted = self._adopt(tokens, self.asked_at, self.tenants, chosen, replaced)
        for organisation in replaced:
            organisation._leave_xero()
        return adopted

    def _adopt(self, tokens, asked_at, tenants, chosen, replaced=()):
        """Store the consent and its organisations, in one committed transaction."""
        user_id, consent_id = self.user_id.id, self.id

        def store(authorization):
            authorization._accept_consent(tokens, asked_at, user_id)
            organisations = authorization._adopt_connections(chosen, bool(replaced))
            authorization._drop_uncovered({tenant["tenant_id"] for tenant in tenants})
            authorization.env["xero.connect"].browse(consent_id).unlink()
            return organisations.ids

        try:
            ids = self.authorization_id._run_locked(store)
        except XeroError as error:
            raise UserError(self.authorization_id._explain(error)) from None
        return self.env["xero.organisation"].browse(ids)
