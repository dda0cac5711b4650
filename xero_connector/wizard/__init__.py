from . import xero_connect, xero_connect_paste
