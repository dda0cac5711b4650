import logging
from contextlib import contextmanager
from datetime import timedelta

import psycopg2

from odoo import SUPERUSER_ID, fields, models

from ..tools.xero_errors import (
    XeroBusy,
    XeroConsentLost,
    XeroError,
    XeroOffline,
    XeroWrongCredentials,
)
from ..tools.xero_oauth import read_claims
from ..tools.xero_secrets import write_secrets

_logger = logging.getLogger(__name__)

MARGIN = timedelta(seconds=60)
GRACE = timedelta(minutes=30)  # how long Xero takes the previous refresh token
LOCK_WAIT = "15s"
RETRIES = 5
NO_TOKENS = {
    "access_token": None,
    "refresh_token": None,
    "previous_refresh_token": None,
    "expires_at": None,
}


class XeroAuthorization(models.Model):
    _inherit = "xero.authorization"

    # === What the rest of the connector calls === #

    def _access_token(self):
        """Return an access token that is good for at least 60 seconds more.

        Refreshes it where needed, in a transaction of its own that is committed at
        once: Xero rotates the refresh token, so what is not committed is lost. One
        worker refreshes, the others are told to come again.

        :return: the token, never to be stored, logged or shown
        :raise XeroOtherDatabase: this database is a copy, see ``_check_database``
        :raise XeroConsentLost: a person has to connect again
        :raise XeroWrongCredentials: Xero refuses the app's id or secret
        :raise XeroBusy: another worker is refreshing; end the run and trigger it again
        :raise XeroOffline: Xero's sign-in service does not answer; try later
        """
        self.ensure_one()
        self._check_database()
        authorization_sudo = self.sudo()
        authorization_sudo._check_consent()
        if authorization_sudo._token_is_good():
            return authorization_sudo.access_token
        try:
            with self._locked() as locked:
                token = locked._renew()
        except psycopg2.Error as error:
            raise XeroOffline(
                f"The new access could not be stored ({type(error).__name__})."
            ) from None
        self.invalidate_recordset()
        return token

    def _mark_lost(self, reason):
        """Note that Xero no longer accepts the consent, and tell the managers.

        :param str reason: what Xero said, in words for a person
        """
        self.ensure_one()
        try:
            with self._locked() as locked:
                if locked.state == "connected":
                    locked._lose(reason)
        except XeroBusy:
            # Who holds the lock is refreshing, and will hear the same from Xero
            _logger.info("Xero authorization %s: busy, loss is noted later", self.id)
        self.invalidate_recordset()

    def _expire_token(self):
        """Have the next ``_access_token`` fetch a new token: Xero refused this one.

        :return: False where it is younger than a minute, so that a new one would
            not help; then wait
        """
        self.ensure_one()
        try:
            with self._locked() as locked:
                young = fields.Datetime.now() - timedelta(minutes=1)
                if locked.rotated_at and locked.rotated_at > young:
                    return False
                locked.expires_at = False
        except XeroBusy:
            _logger.info("Xero authorization %s: is being renewed already", self.id)
        self.invalidate_recordset()
        return True

    # === The lock === #

    @contextmanager
    def _locked(self, wait=False):
        """Yield this authorization as the superuser in a new, locked transaction.

        The lock is the first statement of the transaction, so what is read after it
        is what the last owner committed. Leaving without an error commits.

        :param bool wait: wait for the present owner, which only a user's button does
        :raise XeroBusy: somebody else has the lock
        """
        self.ensure_one()
        for _attempt in range(3 if wait else 1):
            with self.env.registry.cursor() as cr:
                if self._lock_row(cr, wait):
                    yield self.with_env(self.env(cr=cr, user=SUPERUSER_ID, su=True))
                    return
        raise XeroBusy("Another worker renews the access to Xero right now.")

    def _run_locked(self, function):
        """Call a function with this authorization in a locked transaction of its own.

        For what a user waits for; the transaction is repeated when another one came
        between, so the function must not call Xero.

        :param function: called with the locked authorization
        :return: what the function returned, after the commit
        :raise XeroBusy: the others did not let us in
        """
        for _attempt in range(RETRIES):
            try:
                with self._locked(wait=True) as locked:
                    result = function(locked)
            except psycopg2.OperationalError:
                _logger.info("Xero authorization %s: written again", self.id)
                continue
            self.env.invalidate_all()
            return result
        raise XeroBusy("Other work on the connection to Xero did not end.")

    def _lock_row(self, cr, wait):
        """Lock the row, and say whether that worked.

        A row that was changed since the transaction began cannot be locked: then
        somebody else was quicker.
        """
        if wait:
            cr.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_WAIT])
        try:
            cr.execute(
                "SELECT id FROM xero_authorization WHERE id = %s FOR NO KEY UPDATE"
                + ("" if wait else " SKIP LOCKED"),
                [self.id],
                log_exceptions=False,
            )
        except psycopg2.OperationalError:
            cr.rollback()
            return False
        return bool(cr.rowcount)

    # === Renewing, inside the lock === #

    def _check_consent(self):
        """Raise XeroConsentLost where there is no consent to work with."""
        if self.state == "lost":
            raise XeroConsentLost(
                self.lost_reason or self.env._("Xero no longer accepts the consent.")
            )
        if self.state != "connected":
            raise XeroConsentLost(self.env._("There is no connection to Xero."))

    def _token_is_good(self):
        return bool(
            self.access_token
            and self.expires_at
            and self.expires_at >= fields.Datetime.now() + MARGIN
        )

    def _renew(self):
        """Get and commit the next token set; called in the locked transaction."""
        self._check_consent()
        if self._token_is_good():
            return self.access_token
        asked_at = fields.Datetime.now()
        try:
            tokens, used = self._fetch_tokens()
        except XeroConsentLost:
            self._lose(self.env._("Xero no longer accepts the consent."))
            raise
        except XeroWrongCredentials as error:
            self._note_problem(
                self.env._(
                    "Xero refuses the app's client id or secret (%(code)s). Compare "
                    "both with the app's page on developer.xero.com. The consent "
                    "itself is kept.",
                    code=error.details.get("code"),
                )
            )
            raise
        except XeroError as error:
            # Nothing that speaks against the consent: it stays, and is tried again
            raise XeroOffline(error.message) from None
        try:
            self._store_tokens(tokens, asked_at, used)
        except XeroError as error:
            raise XeroOffline(error.message) from None
        self._commit()
        _logger.info("Xero authorization %s: access renewed", self.id)
        return tokens["access_token"]

    def _fetch_tokens(self):
        """Return Xero's next token set, and the refresh token that it was got with."""
        oauth = self._oauth()
        if self.kind == "custom":
            return oauth.client_credentials(self._picked_codes()), None
        if not self.refresh_token:
            raise XeroConsentLost("There is no refresh token.")
        try:
            return oauth.refresh(self.refresh_token), self.refresh_token
        except XeroConsentLost:
            # After a restored transaction the one before may be the living one
            previous = self.previous_refresh_token
            if not previous or self.rotated_at < fields.Datetime.now() - GRACE:
                raise
            return oauth.refresh(previous), previous

    def _store_tokens(self, tokens, asked_at, previous=None):
        """Write a token set of Xero; the caller commits.

        :param dict tokens: the answer of the token endpoint
        :param datetime asked_at: when it was asked for, its life counts from there
        :param str previous: the refresh token that it was got with
        """
        life = tokens.get("expires_in")
        life = int(life) if str(life).isdigit() else 1800
        write_secrets(
            self,
            {
                "access_token": tokens["access_token"],
                "refresh_token": tokens.get("refresh_token"),
                "previous_refresh_token": previous,
                "expires_at": asked_at + timedelta(seconds=life),
                "rotated_at": asked_at,
            },
        )
        scopes = tokens.get("scope") or read_claims(tokens["access_token"]).get("scope")
        if isinstance(scopes, list):
            scopes = " ".join(scopes)
        values = {}
        if scopes and scopes != self.granted_scopes:
            values["granted_scopes"] = scopes
        if self.problem:
            values["problem"] = False
        if values:
            self.write(values)

    def _forget_tokens(self):
        write_secrets(self, NO_TOKENS)

    def _commit(self):
        """Commit the transaction that ``_locked`` opened.

        Fails without loss: for 30 minutes Xero takes the token before once more.
        """
        try:
            self.env.cr.commit()  # pylint: disable=invalid-commit
        except psycopg2.Error as error:
            raise XeroOffline(
                f"The new access could not be stored ({type(error).__name__})."
            ) from None

    # === Bad news === #

    def _lose(self, reason):
        """Note the loss and commit it; then tell the managers."""
        self._forget_tokens()
        self.write(
            {
                "state": "lost",
                "lost_since": fields.Datetime.now(),
                "lost_reason": reason,
            }
        )
        self._commit()
        _logger.warning("Xero authorization %s: consent lost", self.id)
        self._tell(self.organisation_ids, reason)

    def _note_problem(self, problem):
        """Note what is wrong on our side; the consent itself stays."""
        if self.problem == problem:
            return
        self.problem = problem
        self._commit()
        _logger.warning("Xero authorization %s: credentials refused", self.id)
        self._tell(self.organisation_ids, problem)

    def _tell(self, organisations, reason):
        """Tell the managers and commit it; what was noted stays noted if that fails."""
        try:
            organisations._notify_connection_lost(reason)
            self._commit()
        except Exception:  # pylint: disable=broad-exception-caught
            self.env.cr.rollback()  # pylint: disable=invalid-commit
            _logger.exception("Xero authorization %s: nobody could be told", self.id)

    def _explain(self, error):
        """Return what a person should read of an error of Xero's sign-in service.

        :param XeroError error: as raised by ``XeroOAuth``
        :return: what happened and what to do, translated
        """
        if isinstance(error, XeroConsentLost):
            return self.env._(
                "Xero's answer is used up or older than five minutes. Start again "
                "with Connect."
            )
        if isinstance(error, XeroWrongCredentials):
            return self.env._(
                "Xero refuses the app's client id or client secret. Compare both with "
                "the app's page on developer.xero.com, and make sure that the kind of "
                "app (web app or custom connection) is the right one."
            )
        if isinstance(error, XeroOffline):
            return self.env._(
                "Xero does not answer at the moment. Nothing was changed; try again "
                "in a few minutes."
            )
        if isinstance(error, XeroBusy):
            return self.env._(
                "The connection is being renewed right now. Try again in a moment."
            )
        if isinstance(error, XeroError) and error.details.get("code") in (
            "invalid_scope",
            "unauthorized_scope",
        ):
            if self.kind == "custom":
                return self.env._(
                    "Xero does not give these permissions to this custom connection. "
                    "Pick the same ones here and on its page on developer.xero.com."
                )
            return self.env._(
                "Xero does not give these permissions to this app. Apps registered "
                "since March 2026 only know the new ones: see the switch Older App "
                "and the list of permissions."
            )
        return str(error)
