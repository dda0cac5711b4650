from . import base_partner_merge
from . import xero_change
from . import xero_connect
from . import xero_connect_paste
from . import xero_go_live
from . import xero_map_sure
from . import xero_preview
from . import xero_reset
