from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class XeroGetStarted(models.TransientModel):
    """The way from nothing to the first invoice in Xero, on one page.

    Every tick is derived from how things are, none is stored here: who leaves and
    comes back, alone or with a colleague, sees the same. When a step is done is in
    ``xero_get_started_steps.py``.
    """

    _name = "xero.get.started"
    _description = "Get Started with Xero"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    organisation_id = fields.Many2one(
        "xero.organisation", compute="_compute_organisation", compute_sudo=True
    )
    decides = fields.Boolean(
        compute="_compute_decides", help="The steps are an administrator's."
    )
    steps = fields.Json(compute="_compute_steps")
    done = fields.Integer(compute="_compute_steps")
    total = fields.Integer(compute="_compute_steps")
    progress = fields.Char(compute="_compute_steps")
    reading = fields.Char(related="organisation_id.reading")

    @api.depends("company_id")
    def _compute_display_name(self):
        self.display_name = self.env._("Get Started")

    @api.depends("company_id")
    def _compute_organisation(self):
        for page in self:
            page.organisation_id = self.env["xero.organisation"]._of_company(
                page.company_id
            )

    @api.model
    def action_open(self):
        """Open the page for the current company."""
        page = self.create({})
        return {
            "name": self.env._("Get Started"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": page.id,
            "views": [(False, "form")],
            "target": "current",
        }

    @api.depends_context("uid")
    def _compute_decides(self):
        manager = self.env.user.has_group("xero_connector.group_xero_manager")
        self.decides = manager

    # === STEPS === #

    @api.depends("company_id", "organisation_id")
    @api.depends_context("uid")
    def _compute_steps(self):
        for page in self:
            steps = page._steps()
            upcoming = next((step for step in steps if not step["done"]), None)
            for step in steps:
                step["next"] = step is upcoming
                reached = step["next"] or step["done"] or step["ready"]
                step["open"] = bool(reached and page.decides)
            page.steps = steps
            page.done = sum(step["done"] for step in steps)
            page.total = len(steps)
            page.progress = self.env._(
                "%(done)s of %(total)s done", done=page.done, total=page.total
            )

    def _steps(self):
        """What is to be done, in order.

        :return: list of dicts: ``key``, ``title``, ``text``, ``button``, ``left`` (what
            is still open, in words), ``done``, ``ready`` (can be done already)
        """
        return [
            self._step_app(),
            self._step_connect(),
            self._step_import(),
            self._step_questions(),
            self._step_books(),
            self._step_customers(),
            self._step_invoices(),
            self._step_preview(),
            self._step_live(),
        ]

    # === GO THERE === #

    def action_go(self, key):
        """Take the person to where a step is done.

        :param str key: of the step
        :return: an action
        :raises UserError: without the rights, or where something must come first
        """
        self.ensure_one()
        if not self.decides:
            raise UserError(
                self.env._("This is done by an administrator of the connector.")
            )
        if key not in {step["key"] for step in self._steps()}:
            raise UserError(self.env._("There is no such step."))
        if key not in ("app", "connect") and not self.organisation_id:
            raise UserError(self.env._("Connect to Xero first."))
        return getattr(self, f"_go_{key}")()

    def _go_app(self):
        return self._list("xero_settings_action")

    def _go_connect(self):
        if self.organisation_id.connection_state == "connected":
            return self.organisation_id.sudo(False)._get_records_action()
        authorization = self._authorization().sudo(False)
        if not authorization:
            return self._go_app()
        return authorization.with_company(self.company_id).action_connect()

    def _go_import(self):
        return self.organisation_id.sudo(False).action_import_all()

    def _go_questions(self):
        return self.organisation_id.sudo(False).action_questions()

    def _go_books(self):
        action = self._list("xero_link_action")
        action["domain"] = [
            ("organisation_id", "=", self.organisation_id.id),
            ("resource", "in", ("TaxRates", "Accounts")),
            ("in_use", "=", True),
        ]
        return action

    def _list(self, name):
        return self.env["ir.actions.act_window"]._for_xml_id(f"xero_connector.{name}")

    def _go_customers(self):
        return self._list("xero_record_map_action_contact")

    def _go_invoices(self):
        return self.organisation_id.sudo(False).action_view_look_alikes()

    def _go_preview(self):
        move = self.env["account.move"].search(
            self.env["account.move"]._xero_domain(self.organisation_id)
            & Domain("state", "=", "posted"),
            order="invoice_date desc, id desc",
            limit=1,
        )
        if not move:
            raise UserError(
                self.env._("There is no posted customer invoice yet. Post one first.")
            )
        return move.action_xero_preview()

    def _go_live(self):
        organisation = self.organisation_id.sudo(False)
        if organisation.stage != "setup":
            return organisation._get_records_action()
        return organisation.action_go_live()
