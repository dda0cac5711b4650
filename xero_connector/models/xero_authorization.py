from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.xero_errors import XeroOtherDatabase
from ..tools.xero_oauth import XeroOAuth, is_valid_redirect
from ..tools.xero_secrets import write_secrets

RETURN_PATH = "/xero/oauth/return"
# Where Xero cannot redirect to this server, the browser ends here with an error page,
# and its address is pasted into Odoo
PASTE_REDIRECT = "http://localhost" + RETURN_PATH
SECRET = {
    "groups": "base.group_system",
    "copy": False,
    "exportable": False,
    "prefetch": False,
    "readonly": True,
}


class XeroAuthorization(models.Model):
    """One app of Xero, the consent given to it, and its token set.

    A consent can open several organisations, of one company or of several. Its life:
    *new* until somebody consents on Xero's page (or, for a custom connection, until
    the first token came); *connected*; *lost* when Xero no longer accepts the consent,
    which only a person can mend by connecting again; *disconnected* when its last
    organisation was disconnected here.

    The token set is written by ``xero_authorization_token.py`` only, in transactions
    of their own. A transaction that calls Xero's API never writes this row.
    """

    _name = "xero.authorization"
    _description = "Xero Authorization"
    _order = "id desc"

    name = fields.Char(required=True, default=lambda self: self.env._("Xero app"))
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="The company in which this connection was begun.",
    )
    kind = fields.Selection(
        [("web", "Web app"), ("custom", "Custom connection")],
        "Kind of App",
        required=True,
        default="web",
        help="A web app is free and asks for consent on Xero's page. A custom "
        "connection is paid, opens one organisation and needs no page to come back to.",
    )
    client_id = fields.Char("Client ID", copy=False)
    client_secret = fields.Char(**SECRET)
    client_secret_input = fields.Char(
        "New Client Secret",
        compute="_compute_client_secret_input",
        inverse="_inverse_client_secret_input",
        groups="base.group_system",
        exportable=False,
    )
    has_secret = fields.Boolean(compute="_compute_has_secret", compute_sudo=True)
    broad = fields.Boolean(
        "Older App",
        help="Apps registered before 2 March 2026 may still ask for the broad "
        "permissions, which Xero withdraws in September 2027.",
    )
    scope_ids = fields.Many2many(
        "xero.scope",
        string="Permissions",
        default=lambda self: self.env["xero.scope"]._defaults(),
    )
    granted_scopes = fields.Char("Permissions Given by Xero", readonly=True, copy=False)
    scopes_changed = fields.Boolean(compute="_compute_scopes_changed")

    state = fields.Selection(
        [
            ("new", "Not connected yet"),
            ("connected", "Connected"),
            ("lost", "Consent lost"),
            ("disconnected", "Disconnected"),
        ],
        required=True,
        default="new",
        readonly=True,
        copy=False,
    )
    lost_since = fields.Datetime(readonly=True, copy=False)
    lost_reason = fields.Char(readonly=True, copy=False)
    problem = fields.Char(
        readonly=True,
        copy=False,
        help="What stops the connection although the consent itself is fine.",
    )
    consented_by_id = fields.Many2one(
        "res.users", "Connected By", readonly=True, copy=False
    )
    consented_at = fields.Datetime("Connected On", readonly=True, copy=False)
    consenter_archived = fields.Boolean(
        compute="_compute_consenter_archived", compute_sudo=True
    )
    xero_user_id = fields.Char("Xero User ID", readonly=True, copy=False)
    xero_user_name = fields.Char("Xero User", readonly=True, copy=False)
    xero_user_email = fields.Char("Xero User's E-mail", readonly=True, copy=False)
    auth_event_id = fields.Char(readonly=True, copy=False)
    database_uuid = fields.Char(readonly=True, copy=False)
    other_database = fields.Boolean(
        "Belongs to Another Database",
        compute="_compute_other_database",
        compute_sudo=True,
    )

    access_token = fields.Char(**SECRET)
    refresh_token = fields.Char(**SECRET)
    previous_refresh_token = fields.Char(**SECRET)
    expires_at = fields.Datetime("Access Token Expires", readonly=True, copy=False)
    rotated_at = fields.Datetime("Last Refresh", readonly=True, copy=False)

    organisation_ids = fields.One2many(
        "xero.organisation", "authorization_id", "Organisations", readonly=True
    )
    redirect_uri = fields.Char("Redirect Address", compute="_compute_redirect")
    redirect_works = fields.Boolean(compute="_compute_redirect")

    @api.depends("client_secret")
    def _compute_client_secret_input(self):
        # Typed in, never shown: what is stored does not leave the server
        self.client_secret_input = False

    def _inverse_client_secret_input(self):
        for authorization in self:
            secret = (authorization.client_secret_input or "").strip()
            if secret:
                write_secrets(authorization, {"client_secret": secret})

    @api.depends("client_secret")
    def _compute_has_secret(self):
        for authorization in self:
            authorization.has_secret = bool(authorization.client_secret)

    @api.depends("scope_ids", "granted_scopes", "state", "kind")
    def _compute_scopes_changed(self):
        for authorization in self:
            granted = set((authorization.granted_scopes or "").split())
            picked = set(authorization._picked_codes())
            authorization.scopes_changed = (
                authorization.state == "connected"
                and bool(granted)
                and picked != granted
            )

    @api.depends("consented_by_id.active")
    def _compute_consenter_archived(self):
        for authorization in self:
            user = authorization.consented_by_id
            authorization.consenter_archived = bool(user) and not user.active

    @api.depends("database_uuid")
    def _compute_other_database(self):
        uuid = self.env["ir.config_parameter"].get_param("database.uuid")
        for authorization in self:
            stored = authorization.database_uuid
            authorization.other_database = bool(stored) and stored != uuid

    def _compute_redirect(self):
        base_url = self.env["ir.config_parameter"].sudo().get_param("web.base.url")
        address = (base_url or "").rstrip("/") + RETURN_PATH
        for authorization in self:
            authorization.redirect_works = is_valid_redirect(address)
            authorization.redirect_uri = (
                address if authorization.redirect_works else PASTE_REDIRECT
            )

    @api.depends("name", "xero_user_email")
    def _compute_display_name(self):
        for authorization in self:
            name = authorization.name or ""
            if authorization.xero_user_email:
                name = f"{name} ({authorization.xero_user_email})"
            authorization.display_name = name

    @api.onchange("broad")
    def _onchange_broad(self):
        self.scope_ids = self.env["xero.scope"]._defaults(self.broad)

    def write(self, vals):
        """Keep a connected app: its tokens belong to its id."""
        changed = {"client_id", "kind", "company_id"} & vals.keys()
        for authorization in self.filtered(lambda a: a.state == "connected"):
            before = authorization._convert_to_write(
                {name: authorization[name] for name in changed}
            )
            if any(before[name] != vals[name] for name in changed):
                raise UserError(
                    self.env._(
                        "%(app)s is connected. Disconnect its organisations first, "
                        "then change the app.",
                        app=authorization.display_name,
                    )
                )
        return super().write(vals)

    # === Actions === #

    def action_connect(self):
        """Open Xero's consent page, or the sign-in of a custom connection.

        :return: action that leads the browser there; where Xero cannot come back to
            this server, the dialog to paste the returned address
        """
        self.ensure_one()
        if self.kind == "web" and not self.redirect_works:
            return self.action_paste()
        return {
            "type": "ir.actions.act_url",
            "url": self._begin_connect(),
            "target": "self",
        }

    def action_paste(self):
        """Open the dialog for servers that Xero cannot redirect to."""
        self.ensure_one()
        self._check_connectable()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Connect by Pasting the Address"),
            "res_model": "xero.connect.paste",
            "view_mode": "form",
            "target": "new",
            "context": {"default_authorization_id": self.id},
        }

    def action_confirm_database(self):
        """Say that this database is the one that may speak with Xero."""
        self._check_manager()
        self.check_access("write")
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        self.sudo().write({"database_uuid": uuid})

    # === Connecting === #

    def _begin_connect(self):
        """Note that a consent is being asked for; return the address to go to."""
        self.ensure_one()
        self._check_connectable()
        return self.env["xero.connect"]._begin(self)

    def _check_connectable(self):
        """Refuse to connect where it cannot work, with what to do.

        :raise UserError: credentials or permissions are missing
        """
        self.ensure_one()
        self._check_manager()
        self.check_access("write")
        authorization_sudo = self.sudo()
        if not authorization_sudo.client_id or not authorization_sudo.client_secret:
            raise UserError(
                self.env._(
                    "The app's client id and client secret are missing. Register an "
                    "app on developer.xero.com, copy both from its page "
                    "Configuration, and save them in Settings, Xero."
                )
            )
        missing = self.scope_ids._missing(self.broad)
        if self.kind == "custom":
            missing = missing.filtered(lambda scope: "." in scope.code)
        if missing:
            raise UserError(
                self.env._(
                    "The connector cannot work without these permissions: "
                    "%(permissions)s. Add them in the list of permissions.",
                    permissions=", ".join(missing.mapped("name")),
                )
            )
        try:
            self._check_database()
        except XeroOtherDatabase as error:
            raise UserError(error.message) from None

    def _check_manager(self):
        if not self.env.su and not self.env.user.has_group(
            "xero_connector.group_xero_manager"
        ):
            raise AccessError(
                self.env._(
                    "Connecting to Xero is reserved for the group Xero: "
                    "Administrator. Ask somebody who is in it."
                )
            )

    def _check_database(self):
        """Stop where this database is a copy of the one that was connected.

        :raise XeroOtherDatabase: nothing may be sent, fetched or refreshed from here
        """
        for authorization in self:
            if authorization.other_database:
                raise XeroOtherDatabase(
                    self.env._(
                        "This database is a copy of the one that was connected to "
                        "Xero, so all traffic is stopped. A Xero administrator "
                        "presses This is the right database where it is meant to "
                        "take over."
                    )
                )

    def _picked_codes(self):
        """Return the scopes to ask for; who signed in is no question of a custom
        connection, where nobody signs in."""
        self.ensure_one()
        codes = self.scope_ids._codes()
        if self.kind == "custom":
            codes = [code for code in codes if "." in code]
        return codes

    def _oauth(self):
        """Return the client for Xero's sign-in service, with this app's secret."""
        self.ensure_one()
        authorization_sudo = self.sudo()
        parameter = self.env["ir.config_parameter"].sudo().get_param
        return XeroOAuth(
            authorization_sudo.client_id,
            authorization_sudo.client_secret,
            api_url=parameter("xero_connector.api_url") or "https://api.xero.com",
            identity_url=parameter("xero_connector.identity_url")
            or "https://identity.xero.com",
            login_url=parameter("xero_connector.login_url") or "https://login.xero.com",
        )
