"""The books that all these tests begin with, made inside an Odoo process.

Southern Services: Australian, connected to the sandbox, live, taxes and accounts
mapped, its customers paired with Xero's contacts, its invoices posted and not sent.
"""

import hashlib
import json
import time
import urllib.request
from pathlib import Path

from odoo import Command, fields

CUSTOMERS = 40
INVOICES = 200
LINES = (
    {"name": "Support", "price_unit": 120.0, "quantity": 2.5},
    {"name": "Licences", "price_unit": 19.99, "quantity": 3, "discount": 10},
)
# code, name, price of an hour in Xero
WORKLOG_TYPES = (
    ("WORK-SITE", "Work on site", 149.95),
    ("WORK-AWAY", "Remote help", 90.0),
)


def customer_name(number):
    return f"Customer {number:02}"


def open_books(env, sandbox):
    """Chart, users, customers, posted invoices; Odoo is pointed at the sandbox."""
    company = env.ref("base.main_company")
    company.write({"name": "Southern Services", "country_id": env.ref("base.au").id})
    env["account.chart.template"].try_loading("au", company)
    parameters = env["ir.config_parameter"]
    for name in ("api_url", "identity_url", "login_url"):
        parameters.set_param(f"xero_connector.{name}", sandbox)
    # Odoo's own jobs have no part in these tests
    env["ir.cron"].search([]).active = False
    groups = "group_xero_manager", "group_xero_user"
    env.ref("base.user_admin").group_ids += env["res.groups"].union(
        *(env.ref(f"xero_connector.{group}") for group in groups),
        env.ref("account.group_account_manager"),
    )
    partners = env["res.partner"].create(
        [{"name": customer_name(number)} for number in range(CUSTOMERS)]
    )
    tax = env.ref(f"account.{company.id}_au_tax_sale_10")
    moves = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partners[number % CUSTOMERS].id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [
                    Command.create({**line, "tax_ids": [Command.set(tax.ids)]})
                    for line in LINES
                ],
            }
            for number in range(INVOICES)
        ]
    )
    moves.action_post()
    return moves.ids


def connect(env, sandbox, app):
    """Consent to both of the sandbox's organisations; read the lists of both."""
    northern = env["res.company"].create(
        {"name": "Northern Services", "currency_id": env.ref("base.GBP").id}
    )
    env.ref("base.GBP").active = True
    admin = env.ref("base.user_admin")
    admin.company_ids += northern
    authorization = env["xero.authorization"].create(
        {
            "name": "Sandbox",
            "kind": "web",
            **app,
            "company_id": env.ref("base.main_company").id,
        }
    )
    authorization.flush_recordset()
    return accept(env, authorization, sandbox)


def accept(env, authorization, sandbox):
    """What the return from the consent page does; gives the organisations' ids."""
    companies = {
        "AUD": env.ref("base.main_company"),
        "GBP": env["res.company"].search([("name", "=", "Northern Services")]),
    }
    tokens = control(
        sandbox,
        "grant",
        organisations=["AU", "GB"],
        scopes=authorization._picked_codes(),
    )
    user = env.ref("base.user_admin")
    consent = env["xero.connect"].create(
        {
            "authorization_id": authorization.id,
            "company_id": authorization.company_id.id,
            "user_id": user.id,
        }
    )
    tenants = consent._list_tenants(authorization._oauth(), tokens)
    authorization._accept_consent(tokens, fields.Datetime.now(), user.id)
    chosen = [(tenant, companies[tenant["currency"]]) for tenant in tenants]
    organisations = authorization._adopt_connections(chosen)
    return organisations.sorted("company_id").ids


def read_all(env, organisation):
    """Have every list read by the scheduled action."""
    env["xero.organisation"].browse(organisation).action_import_all()


def go_live(env, organisation):
    """Map taxes and accounts as an administrator would, and go live."""
    found = env["xero.organisation"].browse(organisation)
    seen = env["xero.record"]._lookup
    tax = env.ref(f"account.{found.company_id.id}_au_tax_sale_10")
    for taxes, rate in ((tax, "OUTPUT"), (env["account.tax"], "EXEMPTEXPORT")):
        link = taxes.with_company(found.company_id)._xero_link_of_set(found, "sale")
        link.action_link(seen(found, "TaxRates", [("xero_id", "=", rate)]))
    sales = seen(found, "Accounts", [("code", "=", "200")])
    found.write(
        {
            "default_service_account_id": sales.id,
            "default_goods_account_id": sales.id,
            "invoice_status": "AUTHORISED",
            "grace_minutes": 0,
        }
    )
    found._go_live()
    # dated before the invoices wherever the clock stands
    found.live_since = "2026-01-01 00:00:00"
    partners = env["res.partner"].search([("name", "=like", "Customer __")])
    links = partners._xero_links(found)
    unpaired = partners.filtered(lambda partner: not links[partner.id].record_id)
    if len(partners) != CUSTOMERS or unpaired:
        raise AssertionError(f"not paired with Xero: {unpaired.mapped('name')}")


def know_some(env, names, count):
    """Enter the first of these names as customers, nothing but the name."""
    env["res.partner"].create([{"name": name} for name in names[:count]])


def open_work(env, customers, lines):
    """Enter last month's work for customers of their own, ready to bill: every other
    customer is billed line by line, the others by task. Types have prices in Xero.

    :param customers: how many
    :param lines: how many worklogs in all, spread over them
    :return: id of the organisation, whose items are still to be read
    """
    found = env["xero.organisation"].search([], order="id", limit=1)
    env = found.with_company(found.company_id).env
    # Odoo had made one before the chart of accounts came with its currency
    env["product.pricelist"].search([]).currency_id = found.company_id.currency_id
    found.worklog_types_synced_at = fields.Datetime.now()
    common = {"from_date": "2026-01-01", "needs_approval": False}
    standard = found.billing_profile_id
    standard.write({**common, "group_by": "task", "round_minutes": "15"})
    single = standard.copy({"name": "Line by line", "group_by": "line"})
    tax = env.ref(f"account.{found.company_id.id}_au_tax_sale_10")
    types = env["product.product"].create(
        [
            {
                "name": name,
                "default_code": code,
                "type": "service",
                "xero_worklog_type": True,
                "taxes_id": [Command.set(tax.ids)],
            }
            for code, name, _price in WORKLOG_TYPES
        ]
    )
    standard.default_type_id = single.default_type_id = types[0]
    partners = env["res.partner"].create(
        [
            {
                "name": f"Worked for {number:03}",
                "xero_billing_profile_id": number % 2 and single.id,
            }
            for number in range(customers)
        ]
    )
    projects = env["project.project"].create(
        [
            {"name": "Support", "partner_id": partner.id, "allow_timesheets": True}
            for partner in partners
        ]
    )
    tasks = env["project.task"].create(
        [
            {"name": name, "project_id": project.id}
            for project in projects
            for name in ("Servers", "Desks")
        ]
    )
    employee = env["hr.employee"].create({"name": "Ines Okafor"})
    month = fields.Date.start_of(fields.Date.today(), "month")
    env["account.analytic.line"].create(
        [
            {
                "name": f"Work {number:04}",
                "project_id": tasks[number % len(tasks)].project_id.id,
                "task_id": tasks[number % len(tasks)].id,
                "employee_id": employee.id,
                "unit_amount": 0.1 + number % 37 * 0.21,
                "xero_type_id": number % 3 == 0 and types[1].id,
                "date": fields.Date.subtract(month, days=1 + number % 25),
            }
            for number in range(lines)
        ]
    )
    return found.id


def sell_work(env, hours_ahead):
    """Have that work sold by the hour on an order for each customer, with a fixed price
    beside it, a down payment, and work from before billing began.

    :param hours_ahead: of which the down payment is the price
    :return: ids of the orders
    """
    found = env["xero.organisation"].search([], order="id", limit=1)
    env = found.with_company(found.company_id).env
    month = fields.Date.start_of(fields.Date.today(), "month")
    begin = fields.Date.subtract(month, months=1)
    profiles = env["xero.billing.profile"].search([])
    profiles.write({"sales_work": "order", "from_date": begin})
    tax = env.ref(f"account.{found.company_id.id}_au_tax_sale_10")
    hours, fixed = env["product.product"].create(
        [
            {
                "name": name,
                "type": "service",
                "list_price": 149.95,
                "uom_id": env.ref("uom.product_uom_hour").id,
                "invoice_policy": policy,
                "service_type": kind,
                "taxes_id": [Command.set(tax.ids)],
            }
            for name, policy, kind in (
                ("Engineer", "delivery", "timesheet"),
                ("Set-up", "order", "manual"),
            )
        ]
    )
    projects = env["project.project"].search([("partner_id.name", "=like", "Worked%")])
    projects.allow_billable = True
    orders = env["sale.order"].create(
        [
            {
                "partner_id": project.partner_id.id,
                "order_line": [
                    Command.create({"product_id": hours.id, "product_uom_qty": 50}),
                    Command.create({"product_id": fixed.id, "product_uom_qty": 1}),
                ],
            }
            for project in projects
        ]
    )
    orders.action_confirm()
    for project, order in zip(projects, orders, strict=True):
        project.task_ids.sale_line_id = order.order_line[0]
        project.task_ids[0].timesheet_ids[0].copy(
            {"name": "Old work", "date": fields.Date.subtract(begin, days=9)}
        )
        wizard = env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": [Command.set(order.ids)],
                "advance_payment_method": "fixed",
                "fixed_amount": hours_ahead * hours.list_price,
            }
        )
        wizard.create_invoices()
    orders.invoice_ids.action_post()
    return orders.ids


def invoice_order(env, order):
    """Press *Create Invoice* on an order, where there is something to invoice."""
    quiet = env["sale.order"].with_context(raise_if_nothing_to_invoice=False)
    return quiet.browse(order)._create_invoices(final=True).ids


def open_billing(env):
    """Have the scheduled action bill all that is due, and run at the next occasion;
    somebody has answered that it may."""
    found = env["xero.organisation"].search([], order="id", limit=1)
    found.write({"worklogs_sync": True, "billing_confirmed": True})
    cron = env.ref("xero_connector.ir_cron_sync_worklogs")
    cron.write({"active": True, "nextcall": fields.Datetime.now()})


def bill_work(env):
    """Open *Bill work up to ...*, confirm it; what it answers to the user."""
    wizard = env["xero.bill.work"].with_user(env.ref("base.user_admin"))
    wizard = wizard.with_company(env.ref("base.main_company"))
    answer = wizard.create({}).action_bill_anyway()
    # a notice where other transactions had all of it
    return answer.get("domain") or answer["params"]["message"]


def bill_some(env, worklogs, ready, go):
    """Confirm the dialog that was opened on some worklogs, in a transaction that is
    older than what others do until it may go on.

    :param worklogs: ids
    :param ready: file that is made once the transaction has begun
    :param go: file that is waited for
    """
    env["account.analytic.line"].browse(worklogs).mapped("name")
    Path(ready).touch()
    while not Path(go).exists():
        time.sleep(0.01)
    wizard = env["xero.bill.work"].with_user(env.ref("base.user_admin"))
    wizard = wizard.with_company(env.ref("base.main_company")).with_context(
        active_model="account.analytic.line", active_ids=worklogs
    )
    found = env["xero.organisation"].search([], order="id", limit=1)
    # as the dialog says it: it was looked at again when it was opened
    opened = wizard.create({"organisation_id": found.id})
    return opened.action_bill_anyway()["domain"]


def settle(env):
    """Leave nothing that is due: each test decides itself what happens."""
    env["ir.cron.trigger"].search([]).unlink()
    crons = env["xero.organisation"].search([]).cron_id
    crons.nextcall = fields.Datetime.add(fields.Datetime.now(), days=30)
    streams = env["xero.stream"].search([])
    streams.write({"next_run": False, "running": False})


def push(env, moves):
    """Press *Send to Xero* on these invoices."""
    env["account.move"].with_user(env.ref("base.user_admin")).browse(
        moves
    ).action_xero_push()


def reprice(env, move, price):
    """Reset an invoice to draft, change a price, post it again."""
    invoice = env["account.move"].browse(move)
    invoice.button_draft()
    invoice.invoice_line_ids[0].price_unit = price
    invoice.action_post()


def need_access(env, ready, go):
    """Need the access to Xero in a transaction that is older than the need.

    :param ready: file that is made once the transaction has begun
    :param go: file that is waited for
    :return: a digest of the token, or why there is none
    """
    # the tests themselves, who import this module, do not have the addon
    from odoo.addons.xero_connector.tools.xero_errors import XeroError

    authorization = env["xero.authorization"].search([])
    authorization.mapped("state")
    Path(ready).touch()
    while not Path(go).exists():
        time.sleep(0.01)
    try:
        return hashlib.sha256(authorization._access_token().encode()).hexdigest()
    except XeroError as error:
        return error.kind


def reconnect(env, organisation, sandbox):
    """Consent again after a disconnection."""
    authorization = env["xero.organisation"].browse(organisation).authorization_id
    return accept(env, authorization, sandbox)


def control(sandbox, name, **values):
    """Speak with the sandbox's control API."""
    request = urllib.request.Request(f"{sandbox}/_sandbox/{name}")
    if values:
        request.data = json.dumps(values).encode()
        request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)
