"""What the installation does to a company that has worked for years."""

import os

import environment
import psycopg2

LINES = 2000
WORKED = """
    INSERT INTO account_analytic_line
        (name, date, unit_amount, amount, company_id, currency_id, project_id)
    SELECT 'Old work ' || n, date '2020-01-01' + n, 1, 0, c.id, c.currency_id,
        c.internal_project_id
    FROM res_company c, generate_series(1, %s) n
    WHERE c.id = 1
"""
JUDGED = """
    SELECT count(*) FROM account_analytic_line
    WHERE name LIKE 'Old work %%' AND (xero_hours IS NOT NULL
        OR xero_billing_state IS NOT NULL OR xero_move_id IS NOT NULL)
"""
KEYS = """
    SELECT count(*) FROM pg_constraint
    WHERE conrelid = 'account_analytic_line'::regclass AND contype = 'f'
        AND conname LIKE '%%xero_customer_id%%'
"""


def test_g1_old_work_is_not_judged_while_nothing_is_connected(odoo_environment):
    env = odoo_environment
    name = f"process_install_{os.getpid()}"
    with env.database(name, env.template(environment.BASE)):
        connection = psycopg2.connect(
            host=str(env.cluster.socket), user="odoo", dbname=name
        )
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(WORKED, [LINES])
            assert cursor.rowcount == LINES
            log = env.logs / f"{name}.log"
            arguments = ["-i", environment.ADDON, "--stop-after-init", "--no-http"]
            env.run_odoo(name, arguments, log)
            cursor.execute(JUDGED)
            assert cursor.fetchone() == (0,)
            cursor.execute(KEYS)
            assert cursor.fetchone() == (1,), "as any column of Odoo"
        connection.close()
