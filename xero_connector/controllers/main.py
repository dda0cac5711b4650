import logging
import re

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from ..models.xero_authorization import RETURN_PATH

_logger = logging.getLogger(__name__)


class HideAnswer(logging.Filter):
    """Keep Xero's code and our state out of the web server's log of requests."""

    # The login page carries the address along, with its signs encoded
    PATTERN = re.compile(
        r"((?:/|%2F)xero(?:/|%2F)(?:oauth|connect)(?:/|%2F)\w+(?:\?|%3F))[^\s\"']*",
        re.IGNORECASE,
    )

    def filter(self, record):
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            return True
        if self.PATTERN.search(message):
            record.msg = self.PATTERN.sub(r"\1...", message)
            record.args = ()
        return True


logging.getLogger("werkzeug").addFilter(HideAnswer())


class XeroConnectController(http.Controller):
    """Where Xero sends the browser back to, and the choice of organisations.

    All that is stored is stored in committed transactions of the models' own; the
    request's transaction only reads.
    """

    @http.route(RETURN_PATH, type="http", auth="user", methods=["GET"])
    def xero_return(self, state=None, code=None, error=None, **_other):
        """Take Xero's answer: check the state first, then fetch the tokens."""
        return self._answer(state, code=code, error=error, needs_code=True)

    @http.route("/xero/connect/custom", type="http", auth="user", methods=["GET"])
    def xero_custom(self, state=None, **_other):
        """Sign a custom connection in; nobody has to consent in a browser."""
        return self._answer(state)

    @http.route(
        "/xero/connect/choose/<int:consent_id>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
    )
    def xero_choose(self, consent_id, **form):
        """Show which organisation may belong to which company, and take the choice."""
        consent = None
        try:
            self._check_manager()
            consent = request.env["xero.connect"]._waiting(consent_id)
            if request.httprequest.method == "GET":
                return self._choice_page(consent)
            wanted = {
                name.removeprefix("company_"): int(value)
                for name, value in form.items()
                if name.startswith("company_") and value.isdecimal()
            }
            try:
                consent._choose(wanted, replace=bool(form.get("replace")))
            except UserError as error:
                return self._choice_page(consent, str(error))
        except (AccessError, UserError) as error:
            return self._problem_page(str(error), consent)
        return self._landing()

    def _answer(self, state, code=None, error=None, needs_code=False):
        consent = None
        try:
            self._check_manager()
            consent = request.env["xero.connect"]._take(state)
            if error or (needs_code and not code):
                return self._problem_page(self._denied(error), consent)
            organisations = consent._receive(code)
        except (AccessError, UserError) as refusal:
            return self._problem_page(str(refusal), consent)
        if not organisations:
            return request.redirect(f"/xero/connect/choose/{consent.id}")
        return self._landing()

    def _check_manager(self):
        request.env["xero.authorization"]._check_manager()

    def _denied(self, error):
        """Return what Xero's error code means; nothing else of the address is shown."""
        if error == "invalid_scope":
            return request.env._(
                "This app may not ask for these permissions. Apps registered since "
                "March 2026 only know the new ones: see the switch Older App and the "
                "list of permissions. Nothing was stored."
            )
        if error == "access_denied":
            return request.env._(
                "Access was not allowed on Xero's page. Nothing was stored. To "
                "connect, start again and press Allow access; you need the role "
                "Standard or Adviser in that organisation."
            )
        return request.env._(
            "Xero did not give access. Nothing was stored. Start again with Connect."
        )

    def _landing(self):
        """Open what was connected just now in Odoo, with a notice."""
        action = request.env.ref("xero_connector.xero_connected_action").sudo()
        return request.redirect(f"/odoo/action-{action.id}")

    def _choice_page(self, consent, message=None):
        options = consent._options()
        if not options:
            raise NotFound()
        replaceable = {
            organisation.name
            for option in options
            for organisation in option["replaceable"].values()
        }
        return self._page(
            "xero_connector.xero_connect_choose",
            {
                "consent": consent,
                "options": options,
                "message": message,
                "replaceable": ", ".join(sorted(replaceable)),
            },
        )

    def _problem_page(self, message, consent):
        """Say what is wrong and what to do, with a way back."""
        back = "/odoo/settings"
        if consent:
            back = f"/odoo/xero.authorization/{consent.authorization_id.id}"
        return self._page(
            "xero_connector.xero_connect_problem",
            {"lines": message.split("\n"), "back": back},
            status=400,
        )

    def _page(self, template, values, status=200):
        response = request.render(template, values)
        response.status_code = status
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
