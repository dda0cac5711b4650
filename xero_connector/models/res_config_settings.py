from odoo import api, fields, models
from odoo.exceptions import UserError


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    xero_authorization_id = fields.Many2one(
        "xero.authorization", compute="_compute_xero_connection", compute_sudo=True
    )
    xero_organisation_id = fields.Many2one(
        "xero.organisation", compute="_compute_xero_connection", compute_sudo=True
    )
    # Each with methods of its own: a value that a form does not send must not be
    # taken for an empty one
    xero_kind = fields.Selection(
        [("web", "Web app"), ("custom", "Custom connection")],
        "Kind of App",
        compute="_compute_xero_kind",
        inverse="_inverse_xero_kind",
    )
    xero_client_id = fields.Char(
        "Client ID",
        compute="_compute_xero_client_id",
        inverse="_inverse_xero_client_id",
    )
    xero_client_secret = fields.Char(
        "Client Secret",
        compute="_compute_xero_client_secret",
        inverse="_inverse_xero_client_secret",
        exportable=False,
    )
    xero_has_secret = fields.Boolean(
        compute="_compute_xero_connection", compute_sudo=True
    )
    xero_redirect_uri = fields.Char(
        "Redirect Address", compute="_compute_xero_connection", compute_sudo=True
    )
    xero_redirect_works = fields.Boolean(
        compute="_compute_xero_connection", compute_sudo=True
    )
    xero_connection_state = fields.Selection(
        selection=lambda self: (
            self.env["xero.organisation"]._fields["connection_state"].selection
        ),
        compute="_compute_xero_connection",
        compute_sudo=True,
    )
    xero_connection_message = fields.Char(
        compute="_compute_xero_connection", compute_sudo=True
    )
    xero_user_email = fields.Char(
        "Xero User", related="xero_organisation_id.xero_user_email"
    )
    xero_organisation_company_id = fields.Many2one(
        related="xero_organisation_id.company_id", string="Company of the Organisation"
    )
    xero_consented_by_id = fields.Many2one(
        related="xero_organisation_id.consented_by_id", string="Connected By"
    )

    @api.depends("company_id")
    def _compute_xero_connection(self):
        for settings in self:
            company = settings.company_id or self.env.company
            # A branch without an organisation of its own uses its parent's
            organisation = self.env["xero.organisation"]._of_company(company)
            authorization = organisation.authorization_id
            if not authorization:
                authorization = (
                    self.env["xero.authorization"]
                    .sudo()
                    .search([("company_id", "=", company.id)], limit=1)
                )
            settings.xero_organisation_id = organisation
            settings.xero_authorization_id = authorization
            settings.xero_has_secret = authorization.has_secret
            settings.xero_connection_state = organisation.connection_state
            settings.xero_connection_message = organisation.connection_message
            shown = authorization or authorization.new({})
            settings.xero_redirect_uri = shown.redirect_uri
            settings.xero_redirect_works = shown.redirect_works

    @api.depends("company_id")
    def _compute_xero_kind(self):
        for settings in self:
            settings.xero_kind = settings.xero_authorization_id.kind or "web"

    def _inverse_xero_kind(self):
        for settings in self:
            app = settings.xero_authorization_id
            if app and settings.xero_kind and app.kind != settings.xero_kind:
                app.kind = settings.xero_kind

    @api.depends("company_id")
    def _compute_xero_client_id(self):
        for settings in self:
            settings.xero_client_id = settings.xero_authorization_id.client_id

    def _inverse_xero_client_id(self):
        for settings in self:
            client_id = (settings.xero_client_id or "").strip()
            if (settings.xero_authorization_id.client_id or "") != client_id:
                settings._xero_ensure_app().client_id = client_id

    @api.depends("company_id")
    def _compute_xero_client_secret(self):
        # Typed in, never shown
        self.xero_client_secret = False

    def _inverse_xero_client_secret(self):
        for settings in self:
            secret = (settings.xero_client_secret or "").strip()
            if secret:
                settings._xero_ensure_app().client_secret_input = secret

    def _xero_ensure_app(self):
        """Return this company's app, made now where there is none yet."""
        self.ensure_one()
        if not self.xero_authorization_id:
            self.xero_authorization_id = self.env["xero.authorization"].create(
                {
                    "company_id": (self.company_id or self.env.company).id,
                    "kind": self.xero_kind or "web",
                }
            )
        return self.xero_authorization_id

    def action_xero_connect(self):
        """Open Xero's consent page, or sign the custom connection in.

        :return: action that leads the browser there
        :raise UserError: something is missing, with what to do
        """
        return self._xero_authorization().action_connect()

    def action_xero_disconnect(self):
        """Disconnect this company's organisation at once; data and links stay."""
        self.ensure_one()
        return self.xero_organisation_id.sudo(False).action_disconnect()

    def action_xero_organisation(self):
        """Open this company's organisation."""
        self.ensure_one()
        return self.xero_organisation_id._get_records_action()

    def action_xero_permissions(self):
        """Open the app with its permissions."""
        return self._xero_authorization()._get_records_action()

    def _xero_authorization(self):
        self.ensure_one()
        authorization = self.xero_authorization_id.sudo(False)
        if not authorization:
            raise UserError(
                self.env._(
                    "Enter the client id and the client secret of your Xero app "
                    "first, then press Save."
                )
            )
        return authorization
