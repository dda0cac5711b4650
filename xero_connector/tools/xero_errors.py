"""What can go wrong between Odoo and Xero, as exceptions with names.

No message ever holds a secret: they are written to logs, queue rows and screens.
"""


class XeroError(Exception):
    """Base of all errors around Xero.

    :param str message: what happened, in words that a user may read
    """

    kind = "error"

    def __init__(self, message="", **details):
        super().__init__(message)
        self.message = message
        self.details = details


class XeroBusy(XeroError):
    """Another worker does it right now: end the run, have it triggered again."""

    kind = "busy"


class XeroConsentLost(XeroError):
    """Xero no longer accepts our consent: only a person can renew it."""

    kind = "consent_lost"


class XeroOffline(XeroError):
    """Xero did not answer, or answered that it cannot: nothing is lost, try later."""

    kind = "offline"


class XeroOtherDatabase(XeroError):
    """This database is a copy: all traffic stops until a manager confirms it."""

    kind = "other_database"


class XeroWrongCredentials(XeroError):
    """Xero refuses the app's own id or secret. The consent itself may be fine."""

    kind = "wrong_credentials"
