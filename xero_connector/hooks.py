"""What happens once: around the first installation, and before the last goodbye."""

from odoo.tools.sql import create_column

# What is judged of worklogs, and how PostgreSQL keeps it
JUDGED = {
    "xero_amount": "numeric",
    "xero_amount_company": "numeric",
    "xero_approved_as": "varchar",
    "xero_billed_as": "varchar",
    "xero_billed_type_id": "int4",
    "xero_billing_state": "varchar",
    "xero_currency_id": "int4",
    "xero_customer_id": "int4",
    "xero_extra_amount": "numeric",
    "xero_hours": "numeric",
    "xero_move_id": "int4",
    "xero_profile_id": "int4",
    "xero_rate": "numeric",
    "xero_reason": "varchar",
}


def pre_init_hook(env):
    """Let nobody wait until every timesheet there ever was is judged: while no
    organisation is connected there is nothing to say of any. What is to be billed is
    judged when it is looked at for the first time.

    :param env: environment of the superuser
    """
    for name, kind in JUDGED.items():
        create_column(env.cr, "account_analytic_line", name, kind)


def post_init_hook(env):
    """Nothing is connected yet: make sure that no left-over job of ours runs.

    :param env: environment of the superuser
    """
    env["xero.organisation"].sudo().with_context(active_test=False).search(
        []
    )._ensure_cron()


def uninstall_hook(env):
    """Take the organisations' scheduled actions along.

    They were made at run time, one per organisation, so that no data file knows
    them. Data and links in Xero stay as they are.

    :param env: environment of the superuser
    """
    env["xero.organisation"].sudo().with_context(active_test=False).search(
        []
    )._remove_cron()
