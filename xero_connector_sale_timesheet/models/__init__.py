from . import account_analytic_line
from . import account_analytic_line_lock
from . import account_analytic_line_plan
from . import account_move_line
from . import sale_order
from . import sale_order_line
from . import xero_billing_profile
from . import xero_worklog_line
