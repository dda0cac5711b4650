from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# What the report is about; invoices have their own step
REPORTED = ("Contacts", "Items", "TaxRates", "Accounts")


class XeroGetStarted(models.TransientModel):
    """The way from nothing to the first invoice in Xero, on one page.

    Every tick is derived from how things are, none is stored here: who leaves and
    comes back, alone or with a colleague, sees the same.
    """

    _name = "xero.get.started"
    _description = "Get Started with Xero"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    organisation_id = fields.Many2one(
        "xero.organisation", compute="_compute_organisation", compute_sudo=True
    )
    steps = fields.Json(compute="_compute_steps")
    done = fields.Integer(compute="_compute_steps")
    total = fields.Integer(compute="_compute_steps")
    progress = fields.Char(compute="_compute_steps")
    reading = fields.Char(related="organisation_id.reading")
    counts = fields.Json(compute="_compute_counts")
    report = fields.Json(compute="_compute_report")

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

    # === STEPS === #

    @api.depends("company_id", "organisation_id")
    def _compute_steps(self):
        for page in self:
            steps = page._steps()
            upcoming = next((step for step in steps if not step["done"]), None)
            for step in steps:
                step["next"] = step is upcoming
                step["open"] = bool(step["next"] or step["done"] or step["ready"])
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

    def _step(self, key, title, text, button, done, left=""):
        return {
            "key": key,
            "title": title,
            "text": text,
            "button": button,
            "done": bool(done),
            "left": left,
            "ready": bool(self.organisation_id),
        }

    def _authorization(self):
        found = self.organisation_id.authorization_id
        return found or self.env["xero.authorization"].sudo().search(
            [("company_id", "=", self.company_id.id)], limit=1
        )

    def _step_app(self):
        app = self._authorization().sudo()
        return self._step(
            "app",
            self.env._("Register your app"),
            self.env._(
                "Make an app at developer.xero.com, enter its client id and secret "
                "here. Its redirect address is %(address)s",
                address=(app or app.new({})).redirect_uri,
            ),
            self.env._("Open Settings"),
            app.client_id and app.has_secret,
        )

    def _step_connect(self):
        organisation = self.organisation_id
        connected = organisation.connection_state in ("connected", "problem")
        left = ""
        if connected:
            left = organisation.name
        return {
            **self._step(
                "connect",
                self.env._("Connect to Xero"),
                self.env._(
                    "Allow the access on Xero's own page. To rehearse, choose Xero's "
                    "Demo Company first: what you map there by name is offered again "
                    "for your real organisation."
                ),
                self.env._("Connect"),
                connected,
                left,
            ),
            "ready": bool(self._authorization()),
        }

    def _step_import(self):
        organisation = self.organisation_id
        streams = organisation.stream_ids.filtered(lambda stream: stream._reads())
        unread = streams.filtered(lambda stream: not stream.last_run)
        left = ""
        if unread:
            left = self.env._(
                "%(count)s of %(total)s lists are still to be read.",
                count=len(unread),
                total=len(streams),
            )
        return self._step(
            "import",
            self.env._("Read what Xero has"),
            self.env._(
                "Contacts, items, taxes, accounts and invoices are read and paired. "
                "Nothing is written to Xero."
            ),
            self.env._("Read All from Xero"),
            streams and not unread,
            left,
        )

    def _step_questions(self):
        return self._step(
            "questions",
            self.env._("Answer five questions"),
            self.env._(
                "How invoices arrive, who numbers and mails them, where payments are "
                "recorded, items or plain lines. Safe answers are filled in."
            ),
            self.env._("Answer"),
            self.organisation_id.answered_at,
        )

    def _step_books(self):
        open_links = self._open_books()
        used = sum(open_links.mapped("use_count"))
        left = ""
        if open_links:
            left = self.env._(
                "%(count)s to map, used %(used)s times in the last twelve months.",
                count=len(open_links),
                used=used,
            )
        return self._step(
            "books",
            self.env._("Map taxes and accounts in use"),
            self.env._("Only those that your invoices of the last twelve months use."),
            self.env._("Map"),
            self._was_read("TaxRates", "Accounts") and not open_links,
            left,
        )

    def _open_books(self):
        organisation = self.organisation_id
        if not organisation:
            return self.env["xero.link"]
        return organisation._undecided_in_use("TaxRates") | (
            organisation._undecided_in_use("Accounts")
        )

    def _step_customers(self):
        counts = (self.counts or {}).get("Contacts", {})
        suggested = counts.get("suggested", 0)
        left = ""
        if suggested or counts.get("undecided"):
            left = self.env._(
                "%(suggested)s suggested, %(undecided)s only in Xero.",
                suggested=suggested,
                undecided=counts.get("undecided", 0),
            )
        return self._step(
            "customers",
            self.env._("Look through your customers"),
            self.env._(
                "Clear pairs are made already. Say yes or no to what is only "
                "suggested; the rest can wait."
            ),
            self.env._("Open Mapping"),
            self._was_read("Contacts") and not suggested,
            left,
        )

    def _step_invoices(self):
        count = self.organisation_id and self.organisation_id._look_alike_count()
        left = self.env._("%s pairs to look at.", count) if count else ""
        return self._step(
            "invoices",
            self.env._("Invoices that both have"),
            self.env._(
                "What agrees in number, total, date and customer is paired. "
                "Look-alikes wait for you."
            ),
            self.env._("Look at Them"),
            self._was_read("Invoices") and not count,
            left,
        )

    def _step_preview(self):
        return self._step(
            "preview",
            self.env._("Preview a real invoice"),
            self.env._("See what Xero would get, before it gets anything."),
            self.env._("Preview"),
            self.organisation_id.previewed_at,
        )

    def _step_live(self):
        organisation = self.organisation_id
        live = organisation and organisation.stage != "setup"
        left = ""
        if live:
            left = self.env._(
                "Since %s.", organisation._day_words(organisation.live_since)
            )
        return self._step(
            "live",
            self.env._("Go Live"),
            self.env._("You are told what goes from then on, and what stays."),
            self.env._("Go Live"),
            live,
            left,
        )

    def _was_read(self, *resources):
        streams = self.organisation_id.stream_ids.filtered(
            lambda stream: stream.resource in resources and stream._reads()
        )
        return bool(streams) and all(stream.last_run for stream in streams)

    # === REPORT === #

    @api.depends("organisation_id")
    def _compute_counts(self):
        for page in self:
            page.counts = page._counts()

    @api.depends("counts")
    def _compute_report(self):
        for page in self:
            page.report = page._report() if page.organisation_id else []

    def _counts(self):
        """How many records of each kind are in which state of mapping."""
        found = {}
        for resource, state, count in self.env["xero.record"]._read_group(
            [
                ("organisation_id", "=", self.organisation_id.id),
                ("map_state", "!=", False),
            ],
            ["resource", "map_state"],
            ["__count"],
        ):
            found.setdefault(resource, {})[state] = count
        return found

    def _report(self):
        """What the import brought, by kind."""
        created = dict(
            self.env["xero.link"]._read_group(
                [
                    ("organisation_id", "=", self.organisation_id.id),
                    ("from_xero", "=", True),
                ],
                ["resource"],
                # a rate for both sides is two taxes here
                ["record_id:count_distinct"],
            )
        )
        names = {
            stream.resource: stream.name for stream in self.organisation_id.stream_ids
        }
        return [
            {
                "name": names.get(resource, resource),
                "total": sum(states.values()),
                "mapped": states.get("linked", 0) - created.get(resource, 0),
                "created": created.get(resource, 0),
                "suggested": states.get("suggested", 0),
                "ignored": states.get("ignored", 0),
                "undecided": states.get("undecided", 0),
            }
            for resource, states in sorted((self.counts or {}).items())
            if resource in REPORTED
        ]

    # === GO THERE === #

    def action_go(self, key):
        """Take the person to where a step is done.

        :param str key: of the step
        :return: an action
        :raises UserError: without the rights, or where something must come first
        """
        self.ensure_one()
        if not self.env.user.has_group("xero_connector.group_xero_manager"):
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
