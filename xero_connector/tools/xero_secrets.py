"""Writing secrets so that no log can hold them."""

import psycopg2

from odoo.tools import SQL

from .xero_errors import XeroError


def write_secrets(record, values):
    """Write columns of one record with a statement of its own.

    A statement of the ORM that fails is logged together with its values; this one is
    not, and what PostgreSQL says of it is not passed on either.

    :param record: one record
    :param dict values: stored column -> value
    :raise XeroError: where PostgreSQL refused; the transaction is spent then
    """
    record.ensure_one()
    record.flush_recordset()
    columns = SQL(", ").join(
        SQL("%s = %s", SQL.identifier(column), value or None)
        for column, value in values.items()
    )
    statement = SQL(
        "UPDATE %s SET %s WHERE id = %s",
        SQL.identifier(record._table),
        columns,
        record.id,
    )
    try:
        record.env.cr.execute(statement, log_exceptions=False)
    except psycopg2.Error as error:
        raise XeroError(
            f"The database did not take the new values ({type(error).__name__})."
        ) from None
    record.invalidate_recordset(list(values))
