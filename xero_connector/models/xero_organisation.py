from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.xero_dialect import parse_date
from .xero_queue import OPEN

HOSTS = {
    "api": ("xero_connector.api_url", "https://api.xero.com"),
    "identity": ("xero_connector.identity_url", "https://identity.xero.com"),
    "login": ("xero_connector.login_url", "https://login.xero.com"),
    # where people look at a record
    "go": ("xero_connector.go_url", "https://go.xero.com"),
}
GRACE_MARK = 5
# Names of Xero's time zones differ from everybody else's; a day is what we need
ZONES = {
    "AUSEASTERNSTANDARDTIME": "Australia/Sydney",
    "AUSCENTRALSTANDARDTIME": "Australia/Darwin",
    "CENAUSTRALIASTANDARDTIME": "Australia/Adelaide",
    "EAUSTRALIASTANDARDTIME": "Australia/Brisbane",
    "WAUSTRALIASTANDARDTIME": "Australia/Perth",
    "TASMANIASTANDARDTIME": "Australia/Hobart",
    "NEWZEALANDSTANDARDTIME": "Pacific/Auckland",
    "GMTSTANDARDTIME": "Europe/London",
    "EASTERNSTANDARDTIME": "America/New_York",
    "CENTRALSTANDARDTIME": "America/Chicago",
    "MOUNTAINSTANDARDTIME": "America/Denver",
    "PACIFICSTANDARDTIME": "America/Los_Angeles",
    "SINGAPORESTANDARDTIME": "Asia/Singapore",
    "SOUTHAFRICASTANDARDTIME": "Africa/Johannesburg",
}
STAGES = [
    ("setup", "Setup: nothing is written to Xero"),
    ("live", "Live"),
    ("paused", "Paused: nothing is written to Xero"),
]


class XeroOrganisation(models.Model):
    """One organisation in Xero, linked to one company.

    Its life: made by the consent (``xero.authorization._adopt_connections``) in the
    stage *setup*, where everything is read, paired and previewed and nothing is
    written; *live* once a manager pressed Go Live; *paused* and back at any time.
    Branches of the company use their nearest ancestor's organisation.

    All work with Xero is done by the organisation's own scheduled action, see
    ``xero_organisation_run.py``. Users only insert rows into ``xero.queue``.
    """

    _name = "xero.organisation"
    _description = "Xero Organisation"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _check_company_auto = True
    _order = "company_id, id"

    name = fields.Char(required=True, readonly=True)
    active = fields.Boolean(default=True)
    tenant_id = fields.Char("Tenant ID", required=True, readonly=True, copy=False)
    connection_id = fields.Char("Connection ID", readonly=True, copy=False)
    authorization_id = fields.Many2one(
        "xero.authorization", readonly=True, ondelete="restrict"
    )
    authorization_state = fields.Selection(related="authorization_id.state")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    stage = fields.Selection(
        STAGES, required=True, default="setup", readonly=True, tracking=True
    )
    live_since = fields.Datetime(readonly=True, copy=False)

    # What Xero says of itself: read at connect and with every settings stream
    base_currency_id = fields.Many2one("res.currency", readonly=True)
    country_code = fields.Char(readonly=True)
    plan = fields.Char("Xero Plan", readonly=True)
    xero_timezone = fields.Char("Time Zone in Xero", readonly=True)
    short_code = fields.Char(readonly=True)
    is_demo_company = fields.Boolean("Demo Company", readonly=True)
    period_lock_date = fields.Date(readonly=True)
    year_lock_date = fields.Date("End of Year Lock Date", readonly=True)
    actions_allowed = fields.Json(readonly=True, prefetch=False)

    # Xero's limits
    not_before = fields.Datetime("Waits Until", readonly=True, copy=False)
    limit_problem = fields.Char("Limit", readonly=True, copy=False)
    minute_remaining = fields.Integer("Calls Left This Minute", readonly=True)
    day_remaining = fields.Integer("Calls Left Today", readonly=True)
    last_run = fields.Datetime(readonly=True, copy=False)

    # What happens to documents: harmless until somebody decided otherwise
    invoice_status = fields.Selection(
        [
            ("DRAFT", "Draft"),
            ("SUBMITTED", "Awaiting approval"),
            ("AUTHORISED", "Authorised"),
        ],
        "Invoices Arrive As",
        required=True,
        default="DRAFT",
    )
    number_source = fields.Selection(
        [("odoo", "Odoo's number on both sides"), ("xero", "Xero numbers")],
        "Invoice Numbers",
        required=True,
        default="odoo",
    )
    default_service_account_id = fields.Many2one(
        "xero.record",
        "Income Account for Services",
        domain="[('organisation_id', '=', id), ('resource', '=', 'Accounts'),"
        " ('live', '=', True), ('code', '!=', False)]",
        help="For lines of which the Odoo account has no account of its own in Xero.",
    )
    default_goods_account_id = fields.Many2one(
        "xero.record",
        "Income Account for Goods",
        domain="[('organisation_id', '=', id), ('resource', '=', 'Accounts'),"
        " ('live', '=', True), ('code', '!=', False)]",
    )
    grace_minutes = fields.Integer(
        "Minutes Before a Rule Sends",
        default=10,
        help="Time to change one's mind. Rounded up to a common five-minute mark.",
    )
    read_only = fields.Boolean(
        "Read Only: Never Write to Xero",
        tracking=True,
        help="Everything is read and shown; nothing is written to Xero. What is posted "
        "meanwhile does not go by itself later.",
    )
    lock_after_sending = fields.Boolean(
        help="Invoices that are in Xero can no longer be reset to draft in Odoo."
    )

    is_default = fields.Boolean(
        "Default Organisation",
        tracking=True,
        copy=False,
        help="Contacts and products that belong to no company go here when they are "
        "worked on in a company that has no organisation of its own, by people who may "
        "work in the company of this one. Documents never do.",
    )

    stream_ids = fields.One2many("xero.stream", "organisation_id", "Streams")
    waiting_count = fields.Integer("Waiting", compute="_compute_counts")
    held_count = fields.Integer("Held or Blocked", compute="_compute_counts")
    failed_count = fields.Integer("Refused", compute="_compute_counts")
    open_count = fields.Integer("Open Transfers", compute="_compute_counts")
    undecided_count = fields.Integer("To Map", compute="_compute_counts")

    _tenant_unique = models.UniqueIndex(
        "(tenant_id) WHERE active", "This Xero organisation is connected already."
    )
    _company_unique = models.UniqueIndex(
        "(company_id) WHERE active", "This company has a Xero organisation already."
    )

    _default_unique = models.UniqueIndex(
        "(is_default) WHERE is_default AND active",
        "There is a default organisation already. Switch it off there first.",
    )

    def _compute_counts(self):
        counted = {
            (organisation, state): count
            for organisation, state, count in self.env["xero.queue"]._read_group(
                [("organisation_id", "in", self.ids), ("overtaken", "=", False)],
                ["organisation_id", "state"],
                ["__count"],
            )
        }
        undecided = dict(
            self.env["xero.link"]._read_group(
                [
                    ("organisation_id", "in", self.ids),
                    ("in_use", "=", True),
                    ("state", "in", ("undecided", "suggested")),
                ],
                ["organisation_id"],
                ["__count"],
            )
        )
        for organisation in self:

            def count(*states, organisation=organisation):
                return sum(counted.get((organisation, state), 0) for state in states)

            organisation.waiting_count = count("pending", "retry", "sending")
            organisation.held_count = count("held", "blocked")
            organisation.failed_count = count("failed")
            organisation.open_count = count(*OPEN)
            organisation.undecided_count = undecided.get(organisation, 0)

    @api.model_create_multi
    def create(self, vals_list):
        """A new organisation gets its streams and its scheduled action."""
        organisations = super().create(vals_list)
        organisations._ensure_cron()
        for organisation in organisations:
            self.env["xero.stream"].sudo()._ensure(organisation)
        # the lists are read as soon as it is connected
        organisations._trigger_once()
        return organisations

    def write(self, values):
        """A default account that was chosen releases what waited for one."""
        result = super().write(values)
        if values.keys() & {"default_service_account_id", "default_goods_account_id"}:
            for organisation in self:
                self.env["xero.queue"].sudo()._release_model(
                    organisation, "account.account"
                )
        return result

    # === FIND === #

    @api.model
    def _of_company(self, company):
        """The organisation of a company, or of its nearest ancestor; may be empty.

        :return: sudoed: what a badge says is no secret of the accountants
        """
        organisations_sudo = self.sudo().search(
            [("company_id", "parent_of", company.ids)]
        )
        by_company = {org.company_id: org for org in organisations_sudo}
        while company and company not in by_company:
            company = company.sudo().parent_id
        return by_company.get(company, self.sudo().browse())

    @api.model
    def _of_shared(self, company):
        """The organisation of what companies share (contacts, products), seen from a
        company; where that has none, the default organisation if there is one and the
        user may work in its company. Documents never go to another company's books.

        :return: sudoed; may be empty
        """
        own = self._of_company(company)
        default = self.browse()
        if not own:
            default = self.sudo().search([("is_default", "=", True)])
        return own or default.filtered(
            lambda org: org.company_id in self.env.user.company_ids
        )

    @api.model
    def _host(self, name):
        """Address of one of Xero's hosts, without a path; a parameter may redirect it.

        :param str name: ``api``, ``identity``, ``login`` or ``go``
        """
        parameter, default = HOSTS[name]
        value = self.env["ir.config_parameter"].sudo().get_param(parameter, default)
        return value.rstrip("/")

    def _zone_name(self):
        """Time zone of the organisation, for what happens on which day."""
        return ZONES.get(self.xero_timezone) or self.company_id.partner_id.tz or "UTC"

    @api.model
    def _key_prefix(self):
        """What our keys of contacts begin with: another database has another one."""
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid", "")
        return f"ODOO-{uuid[:8]}-"

    # === WHAT XERO SAYS OF ITSELF === #

    def _update_from_xero(self, payload):
        """Take over an element of Xero's Organisation.

        :param dict payload: as Xero spells it
        """
        self.ensure_one()
        currency = self.env["res.currency"].with_context(active_test=False)
        values = {
            "name": payload.get("Name") or self.name,
            "base_currency_id": currency.search(
                [("name", "=", payload.get("BaseCurrency"))], limit=1
            ).id,
            "country_code": payload.get("CountryCode"),
            "plan": payload.get("Class"),
            "xero_timezone": payload.get("Timezone"),
            "short_code": payload.get("ShortCode"),
            "is_demo_company": bool(payload.get("IsDemoCompany")),
            "period_lock_date": parse_date(payload.get("PeriodLockDate")),
            "year_lock_date": parse_date(payload.get("EndOfYearLockDate")),
        }
        self.write(
            {
                name: value
                for name, value in values.items()
                if (self._fields[name].convert_to_write(self[name], self) or False)
                != (value or False)
            }
        )

    def _propose_default_accounts(self):
        """Fill an empty default where Xero has one account of the kind only."""
        accounts = self.env["xero.record"]._lookup(
            self, "Accounts", [("live", "=", True), ("code", "!=", False)]
        )
        sales = accounts.filtered(lambda account: account.kind == "SALES")
        if len(sales) != 1:
            return
        for name in ("default_service_account_id", "default_goods_account_id"):
            if not self[name]:
                self[name] = sales

    def _locked_until(self):
        """The day up to which Xero accepts no document; ``None`` if it accepts all."""
        return max(
            filter(None, (self.period_lock_date, self.year_lock_date)), default=None
        )

    # === STAGE === #

    def action_go_live(self):
        """Ask once, saying what goes from now on and what does not."""
        self.ensure_one()
        return {
            "name": self.env._("Go Live"),
            "type": "ir.actions.act_window",
            "res_model": "xero.go.live",
            "view_mode": "form",
            "target": "new",
            "context": {"default_organisation_id": self.id},
        }

    def _go_live(self):
        """From now on Odoo writes to this organisation."""
        self.ensure_one()
        values = {"stage": "live"}
        if not self.live_since:
            values["live_since"] = fields.Datetime.now()
        self.write(values)
        self._trigger_once()

    def action_pause(self):
        """Write nothing to Xero until it goes on; reading goes on."""
        self.write({"stage": "paused"})

    def action_resume(self):
        """Go on writing, beginning with what waited."""
        for organisation in self:
            if not organisation.live_since:
                raise UserError(
                    self.env._(
                        "%(name)s was never live. Press Go Live.",
                        name=organisation.name,
                    )
                )
            organisation._go_live()

    def action_import_all(self):
        """Read all lists from Xero; what is new is paired where that is beyond doubt.

        :return: a notice
        """
        for organisation in self:
            streams = self.env["xero.stream"].sudo()._ensure(organisation)
            now = fields.Datetime.now()
            # what is due already is left alone: it may be read at this moment
            streams.filtered(
                lambda stream, now=now: (
                    not stream.running
                    and (not stream.next_run or stream.next_run > now)
                )
            ).write({"next_run": now})
            organisation._trigger_once()
        return self._notice(
            self.env._("Xero is being read. The streams show how far it is."), "info"
        )

    # === WHEN === #

    def _after_grace(self, now):
        """When a rule sends: after the grace, at a common mark, so in batches."""
        if self.grace_minutes <= 0:
            return now
        moment = now + timedelta(minutes=self.grace_minutes)
        step = timedelta(minutes=GRACE_MARK)
        beyond = (moment - moment.min) % step
        return moment + (step - beyond) if beyond else moment
