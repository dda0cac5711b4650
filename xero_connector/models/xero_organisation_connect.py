from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.xero_errors import (
    XeroBusy,
    XeroConsentLost,
    XeroError,
    XeroOffline,
    XeroOtherDatabase,
)

ACTIVITY = "xero_connector.mail_activity_type_reconnect"
# Without one of these the Xero user is neither Standard nor Adviser
NEEDED_ACTIONS = ("CreateDraftInvoice", "CreateApprovedInvoice", "CreateInvoicePayment")


class XeroOrganisation(models.Model):
    """How an organisation is connected, lost, connected again and disconnected.

    Connecting and disconnecting are the two moments where a user waits for Xero;
    both run in transactions of their own that commit at once. Data and links stay
    whatever happens to the connection.
    """

    _inherit = "xero.organisation"

    connection_state = fields.Selection(
        [
            ("connected", "Connected"),
            ("problem", "Refused"),
            ("lost", "Consent lost"),
            ("other_database", "Another database"),
            ("disconnected", "Disconnected"),
        ],
        compute="_compute_connection_state",
        compute_sudo=True,
    )
    connection_message = fields.Char(
        compute="_compute_connection_state", compute_sudo=True
    )
    connected_since = fields.Datetime(readonly=True, copy=False)
    disconnected_since = fields.Datetime(readonly=True, copy=False)
    disconnected_reason = fields.Char(readonly=True, copy=False)
    consented_by_id = fields.Many2one(related="authorization_id.consented_by_id")
    xero_user_name = fields.Char(related="authorization_id.xero_user_name")
    xero_user_email = fields.Char(related="authorization_id.xero_user_email")
    consenter_archived = fields.Boolean(related="authorization_id.consenter_archived")
    scopes_changed = fields.Boolean(related="authorization_id.scopes_changed")
    role_missing = fields.Boolean(
        compute="_compute_role_missing",
        help="The Xero user who consented may not create invoices or payments.",
    )

    @api.depends(
        "connection_id",
        "disconnected_reason",
        "authorization_id.state",
        "authorization_id.problem",
        "authorization_id.lost_reason",
        "authorization_id.other_database",
    )
    def _compute_connection_state(self):
        for organisation in self:
            authorization = organisation.authorization_id
            message = False
            if authorization.other_database:
                state = "other_database"
                message = self.env._(
                    "This database is a copy of the one that was connected: nothing "
                    "is sent or fetched from here."
                )
            elif authorization.state == "lost":
                state, message = "lost", authorization.lost_reason
            elif authorization.state != "connected" or not organisation.connection_id:
                state, message = "disconnected", organisation.disconnected_reason
            elif authorization.problem:
                state, message = "problem", authorization.problem
            else:
                state = "connected"
            organisation.connection_state = state
            organisation.connection_message = message

    @api.depends("actions_allowed")
    def _compute_role_missing(self):
        for organisation in self:
            allowed = organisation.actions_allowed or {}
            organisation.role_missing = any(
                allowed.get(action) is False for action in NEEDED_ACTIONS
            )

    # === Actions === #

    def action_connect(self):
        """Open Xero's consent page for this organisation's app.

        :return: action that leads the browser there
        """
        self.ensure_one()
        return self.authorization_id.with_company(self.company_id).action_connect()

    def action_reconnect(self):
        """Renew a lost consent, or take changed permissions over."""
        return self.action_connect()

    def action_confirm_database(self):
        """Say that this database is the one that may speak with Xero."""
        self.authorization_id.action_confirm_database()

    def action_disconnect(self):
        """Disconnect from Xero at once; data and links stay.

        :return: action that says what happened
        :raise UserError: Xero could not be reached, nothing was changed
        """
        self.ensure_one()
        self.authorization_id._check_manager()
        self.check_access("write")
        message = self._disconnect()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("Disconnected"),
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _action_last_connected(self):
        """Show what this user connected in the last minutes, with a notice."""
        since = fields.Datetime.now() - timedelta(minutes=10)
        organisations = self.search(
            [("connected_since", ">=", since), ("consented_by_id", "=", self.env.uid)]
        )
        newest = max(organisations.mapped("connected_since"), default=since)
        return organisations.filtered(
            lambda org: org.connected_since == newest
        )._action_connected()

    def _action_connected(self):
        """Show these organisations, with a notice that they are connected."""
        action = self._get_records_action(name=self.env._("Xero Organisations"))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("Connected to Xero"),
                "message": ", ".join(self.mapped("name")),
                "next": action,
            },
        }

    def _after_connect(self):
        """Close what asked for a connection, and have the lists fetched at once."""
        self.activity_unlink([ACTIVITY])
        for organisation in self:
            authorization = organisation.authorization_id
            organisation._message_log(
                body=self.env._(
                    "Connected by %(user)s, as %(xero_user)s in Xero.",
                    user=authorization.consented_by_id.name,
                    xero_user=authorization.xero_user_email
                    or authorization.xero_user_name
                    or self.env._("a custom connection"),
                )
            )
            organisation._trigger_once()

    # === Disconnecting === #

    def _disconnect(self):
        """Take this organisation's connection back in Xero, and note it here.

        :return: what happened, for the person who pressed
        :raise UserError: Xero does not answer, or this is another database
        """
        self.ensure_one()
        authorization = self.authorization_id
        untold = False
        try:
            authorization._check_database()
            self._take_connection_back()
        except (XeroBusy, XeroOffline) as error:
            raise UserError(authorization._explain(error)) from None
        except XeroOtherDatabase as error:
            raise UserError(error.message) from None
        except XeroError as error:
            # The consent is gone already, or the app: here it ends all the same
            untold = error.message
        authorization._run_locked(self._note_disconnected_by_us)
        if untold:
            return self.env._(
                "%(organisation)s is disconnected in Odoo; all data and links are "
                "kept. Xero could not be told (%(reason)s) If Odoo is still listed in "
                "Xero under Connected apps, remove it there.",
                organisation=self.name,
                reason=untold,
            )
        return self.env._(
            "%(organisation)s is disconnected. All data and links are kept.",
            organisation=self.name,
        )

    def _take_connection_back(self):
        """Delete the connection in Xero, and revoke the consent with the last one.

        Not where the same Xero user connected the same app elsewhere in this
        database: a revocation would end that connection too.
        """
        self._check_has_connection()
        authorization = self.authorization_id
        token = authorization._access_token()
        oauth = authorization._oauth()
        oauth.delete_connection(token, self.connection_id)
        others = authorization.organisation_ids.filtered("connection_id") - self
        refresh_token = authorization._current_refresh_token()
        if refresh_token and not others and not authorization._is_shared():
            oauth.revoke(refresh_token)

    def _note_disconnected_by_us(self, authorization):
        organisation = self.with_env(authorization.env)
        organisation._note_disconnected(organisation.env._("Disconnected in Odoo."))
        if not authorization.organisation_ids.filtered("connection_id"):
            authorization._forget_tokens()
            authorization.state = "disconnected"

    def _note_disconnected(self, reason):
        self.write(
            {
                "connection_id": False,
                "disconnected_since": fields.Datetime.now(),
                "disconnected_reason": reason,
            }
        )
        self.activity_unlink([ACTIVITY])
        for organisation in self:
            organisation._message_log(body=reason)

    def _check_connection(self):
        """Ask Xero whether this organisation is still connected, after a refusal.

        A person in Xero can disconnect one organisation while the consent itself
        lives on; Xero sends no word of it (T6).

        :return: whether it is connected; if not, the managers were told
        :raise XeroBusy: the connection is being renewed, ask again later
        :raise XeroOffline: Xero does not answer
        """
        self.ensure_one()
        self._check_has_connection()
        token = self.authorization_id._access_token()
        rows = self.authorization_id._oauth().connections(token)
        if self.tenant_id in {row["tenantId"] for row in rows}:
            return True
        reason = self.env._("It was disconnected in Xero.")
        self.authorization_id._run_locked(
            lambda locked: self.with_env(locked.env)._note_disconnected(reason)
        )
        with self.authorization_id._locked() as locked:
            locked._tell(self.with_env(locked.env), reason)
        return False

    def _check_has_connection(self):
        if not self.connection_id:
            raise XeroConsentLost(
                self.disconnected_reason
                or self.env._("This organisation is not connected to Xero.")
            )

    # === Telling people === #

    def _managers(self):
        """Return the Xero administrators of this organisation's company."""
        self.ensure_one()
        managers = self.env.ref("xero_connector.group_xero_manager").all_user_ids
        return managers.filtered(
            lambda user: (
                user.active and not user.share and self.company_id in user.company_ids
            )
        )

    def _notify_connection_lost(self, reason):
        """Give every manager an activity, and a message by mail or inbox.

        :param str reason: what Xero said, in words for a person
        """
        for organisation in self.filtered("active"):
            organisation.activity_unlink([ACTIVITY])
            managers = organisation._managers()
            for user in managers:
                organisation_lang = organisation.with_context(lang=user.lang)
                organisation_lang.activity_schedule(
                    ACTIVITY,
                    summary=organisation_lang.env._(
                        "Connect %(organisation)s to Xero again",
                        organisation=organisation.name,
                    ),
                    note=reason,
                    user_id=user.id,
                )
            organisation.message_post(
                body=self.env._(
                    "The connection to Xero is interrupted: %(reason)s Nothing is "
                    "lost; what is to be sent waits. Open the organisation and press "
                    "Reconnect.",
                    reason=reason,
                ),
                subject=self.env._(
                    "Xero: %(organisation)s is not connected any more",
                    organisation=organisation.name,
                ),
                partner_ids=managers.partner_id.ids,
                subtype_xmlid="mail.mt_comment",
            )
