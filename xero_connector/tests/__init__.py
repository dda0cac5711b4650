from . import test_connect_disconnect
from . import test_connect_return
from . import test_connect_secrets
from . import test_connect_settings
from . import test_connect_token
from . import test_push_invoice
