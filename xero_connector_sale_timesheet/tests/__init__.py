from . import test_down_payment_parts
from . import test_sold_work_billed
from . import test_sold_work_both_ways
from . import test_sold_work_invoice
from . import test_sold_work_judged
from . import test_sold_work_locked
from . import test_sold_work_paid_ahead
from . import test_sold_work_sales
