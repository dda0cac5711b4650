"""What worklogs hang on in Odoo: customers, projects, tasks, tickets, employees."""

from . import month

TICKET_FIELD = "x_ticket_id"


class WorklogBooks:
    """Enters the month into Odoo, as its people do."""

    def __init__(self, book, organisation):
        self.book = book
        self.odoo = book.odoo
        self.organisation = organisation
        self.own = {"company_id": book.company}
        self.employees = []
        self.internal = []  # projects that nobody pays for
        self.order_lines = {}  # place of the customer -> id
        self.projects = {}  # place of the customer -> (project, contract)
        self.records = {}  # (place of the customer, kind, place) -> id

    def enter(self):
        """Everything that the worklogs need."""
        self._add_ticket_field()
        new = [
            (one.name, one.country, one.currency, False)
            for one in month.CUSTOMERS
            if one.country
        ]
        self.book.enter_customers(new)
        self._set_up_profiles()
        self._price_abroad()
        self._hire()
        self._open_projects()
        self._sell()

    def _add_ticket_field(self):
        """OCA's help desk has no link from a worklog to its ticket in Odoo 19: the
        administrator adds the field, which is found by itself."""
        models = [("model", "=", "account.analytic.line")]
        return self.odoo.create(
            "ir.model.fields",
            {
                "model_id": self.odoo.id_of("ir.model", models),
                "name": TICKET_FIELD,
                "field_description": "Ticket",
                "ttype": "many2one",
                "relation": "helpdesk.ticket",
                "on_delete": "set null",
            },
        )

    # -- how it is billed -----------------------------------------------------

    def _set_up_profiles(self):
        """The organisation's own profile, and one for each other way of billing."""
        odoo = self.odoo
        read = odoo.call(
            "xero.organisation", "read", [self.organisation], ["billing_profile_id"]
        )
        default = read[0]["billing_profile_id"][0]
        common = {"from_date": month.first_day(self.book.today).isoformat()}
        profiles = {month.STANDARD: default}
        odoo.write(
            "xero.billing.profile",
            default,
            {**common, **month.PROFILES[month.STANDARD]},
        )
        others = [place for place in month.PROFILES if place != month.STANDARD]
        common["organisation_id"] = self.organisation
        made = odoo.create(
            "xero.billing.profile",
            [{**common, **month.PROFILES[place]} for place in others],
        )
        profiles.update(zip(others, made, strict=True))
        for place in others:
            names = [one.name for one in month.CUSTOMERS if one.profile == place]
            partners = [self.book.partners[name] for name in names]
            values = {"xero_billing_profile_id": profiles[place]}
            odoo.write("res.partner", partners, values)

    def _price_abroad(self):
        """Customers abroad have a pricelist in their currency, and no GST."""
        odoo = self.odoo
        settings = odoo.create("res.config.settings", {"group_product_pricelist": True})
        odoo.press("res.config.settings", settings, "execute")
        position = self.book.ref(
            f"account.{self.book.company}_fiscal_position_os_partner"
        )
        for one in month.CUSTOMERS:
            if one.currency == self.book.story["currency"]:
                continue
            currency = self.book.ref(f"base.{one.currency}")
            values = {"name": one.currency, "currency_id": currency, **self.own}
            values = {
                "property_product_pricelist": odoo.create("product.pricelist", values),
                "property_account_position_id": position,
            }
            odoo.write("res.partner", self.book.partners[one.name], values)

    # -- who works on what ----------------------------------------------------

    def _hire(self):
        odoo = self.odoo
        codes = [("default_code", "in", list(month.JOBS.values()))]
        codes.append(("xero_worklog_type", "=", True))
        found = odoo.find("product.product", codes, ["default_code"])
        types = {row["default_code"]: row["id"] for row in found}
        jobs = odoo.create(
            "hr.job",
            [
                {"name": name, "xero_type_id": types[code], **self.own}
                for name, code in month.JOBS.items()
            ],
        )
        by_name = dict(zip(month.JOBS, jobs, strict=True))
        people = [*month.EMPLOYEES, (month.TRAINEE, None)]
        self.employees = odoo.create(
            "hr.employee",
            [
                {"name": name, "job_id": by_name.get(job, False), **self.own}
                for name, job in people
            ],
        )

    def _open_projects(self):
        odoo = self.odoo
        company = odoo.find(
            "res.company", [("id", "=", self.book.company)], ["internal_project_id"]
        )
        office = odoo.create("project.project", {"name": "Office", **self.own})
        self.internal = [company[0]["internal_project_id"][0], office]
        names = [one.name for one in month.CUSTOMERS]
        projects = odoo.create(
            "project.project", [self._project(name) for name in names]
        )
        contract = self._project(names[month.COVERED])
        contract.update(name="Service contract", xero_billable="covered")
        covered = odoo.create("project.project", contract)
        for place, project in enumerate(projects):
            other = covered if place == month.COVERED else project
            self.projects[place] = (project, other)
        self._enter_work("project.task", "task", self._tasks)
        self._enter_work("helpdesk.ticket", "ticket", self._tickets())

    def _project(self, customer):
        return {
            "name": f"Support for {customer}",
            "partner_id": self.book.partners[customer],
            "allow_timesheets": True,
            "allow_billable": True,
            **self.own,
        }

    def _enter_work(self, model, kind, values_of):
        """Create what each customer has of a kind."""
        values = {}
        for place in self.projects:
            for number, each in enumerate(values_of(place)):
                values[place, kind, number] = {**each, **self.own}
        ids = self.odoo.create(model, list(values.values()))
        self.records.update(zip(values, ids, strict=True))

    def _tasks(self, customer):
        """The first is done; the second is work at night, and open."""
        codes = [("default_code", "=", "NIGHT"), ("xero_worklog_type", "=", True)]
        night = self.odoo.id_of("product.product", codes)
        project, _contract = self.projects[customer]
        first, second = month.TASKS
        yield {"name": first, "project_id": project, "state": "1_done"}
        yield {"name": second, "project_id": project, "xero_type_id": night}

    def _tickets(self):
        """The first is solved, the second open.

        :return: function from the place of a customer to the values
        """
        # The help desk's own stages for closed tickets write to the customer.
        solved = {"name": "Solved", "sequence": 9, "closed": True, **self.own}
        stages = [
            self.odoo.create("helpdesk.ticket.stage", solved),
            self.book.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress"),
        ]

        def values_of(customer):
            partner = self.book.partners[month.CUSTOMERS[customer].name]
            for name, stage in zip(month.TICKETS, stages, strict=True):
                yield {
                    "name": name,
                    "description": name,
                    "partner_id": partner,
                    "stage_id": stage,
                }

        return values_of

    def _sell(self):
        """Sales orders of some customers, each with a task that it sells."""
        odoo, hour = self.odoo, self.book.ref("uom.product_uom_hour")
        common = {"type": "service", "uom_id": hour, **self.own}
        common["taxes_id"] = [(6, 0, [self.book.taxes["standard"]])]
        sold = {
            how: odoo.create("product.product", {**common, **values})
            for how, values in month.SOLD.items()
        }
        for place, how in month.ORDERS.items():
            line = {"product_id": sold[how], "product_uom_qty": 10}
            partner = self.book.partners[month.CUSTOMERS[place].name]
            values = {"partner_id": partner, "order_line": [(0, 0, line)], **self.own}
            order = odoo.create("sale.order", values)
            odoo.press("sale.order", order, "action_confirm")
            lines = [("order_id", "=", order)]
            self.order_lines[place] = odoo.id_of("sale.order.line", lines)
            task = {
                "name": month.SOLD[how]["name"],
                "project_id": self.projects[place][0],
                "sale_line_id": self.order_lines[place],
            }
            self.records[place, "order", 0] = odoo.create("project.task", task)

    # -- the work -------------------------------------------------------------

    def enter_worklogs(self, story):
        """Enter the timesheets; return their ids."""
        travel = [("default_code", "=", "TRAVEL"), ("xero_worklog_type", "=", True)]
        marked = {
            "on the road": {"xero_type_id": self.odoo.id_of("product.product", travel)},
            "not billable": {"xero_billable": "not_billable"},
            "extra": {"xero_extra_charge": month.EXTRA},
            "no type": {"employee_id": self.employees[-1]},
        }
        return self.odoo.create(
            "account.analytic.line",
            [
                {**self._worklog(worklog), **marked.get(worklog.mark, {})}
                for worklog in story
            ],
        )

    def _worklog(self, worklog):
        kind, place = worklog.source
        values = {
            "name": month.TEXTS[worklog.number % len(month.TEXTS)],
            "date": worklog.day(self.book.today).isoformat(),
            "employee_id": self.employees[worklog.employee],
            "unit_amount": worklog.hours,
        }
        if worklog.customer is None:
            return {**values, "project_id": self.internal[place]}
        project, contract = self.projects[worklog.customer]
        if kind == "project":
            return {**values, "project_id": contract}
        record = self.records[worklog.customer, kind, place]
        field = TICKET_FIELD if kind == "ticket" else "task_id"
        return {**values, "project_id": project, field: record}
