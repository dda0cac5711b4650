"""The HTTP side: one port, loopback only, a thread per request."""

import gzip
import socket
import sys
import threading
import time
import traceback

from werkzeug.exceptions import HTTPException
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from . import control, identity, page
from .api import answer_api
from .auth import bearer
from .envelope import dumps
from .errors import Answer
from .faults import Dropped, internal_error, raise_before
from .log import masked_form, masked_json

API = "/api.xro/2.0/"
FEW_BYTES = 200


class Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60

    def log_request(self, *args, **kwargs):
        """The sandbox keeps a log of its own."""

    def log(self, type, message, *args):
        if type == "error":
            super().log(type, message, *args)


class Server:
    def __init__(self, sandbox, port):
        self._sandbox = sandbox
        self._server = make_server(
            "127.0.0.1", port, self._application, threaded=True, request_handler=Handler
        )
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self._thread.start()

    def stop(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _application(self, environ, start_response):
        request = Request(environ)
        try:
            response = self._route(request)
        except Dropped:
            # Close without an answer, as a cut line would.
            try:
                environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            raise ConnectionAbortedError from None
        return response(environ, start_response)

    def _route(self, request):
        raw = request.environ["RAW_URI"].partition("?")[0]
        first = raw.strip("/").partition("/")[0].lower()
        if first in ("", "view"):
            return self._page(raw)
        if first == "organisationlogin":
            return page.deep_link(self._sandbox, request.args)
        if first == "_sandbox":
            return control.answer(self._sandbox, request, raw)
        if first in ("identity", "connect", "connections", "api.xro"):
            return Exchange(self._sandbox, request, raw).run()
        return Response(b"", 404, content_type="text/html; charset=utf-8")

    def _page(self, raw):
        parts = raw.strip("/").split("/")
        if len(parts) == 4 and parts[2] == "invoices":
            return page.invoice(self._sandbox, parts[1], parts[3])
        if len(parts) == 4 and parts[2] == "attachments":
            return page.attachment(self._sandbox, parts[1], parts[3])
        if parts == [""]:
            return page.home(self._sandbox)
        return Response(b"", 404, content_type="text/html; charset=utf-8")


class Exchange:
    """One logged request: faults before, the work, faults after."""

    def __init__(self, sandbox, request, raw):
        self.sandbox = sandbox
        self.request = request
        self.raw = raw
        self.is_api = raw.lower().startswith(API)
        path = raw[len(API) :] if self.is_api else raw.strip("/")
        query = request.query_string.decode(errors="replace")
        self.path = path
        self.entry = sandbox.log.begin(request.method, path, query)
        self.body = request.get_data(cache=True, parse_form_data=False)

    def run(self):
        entry, started = self.entry, time.perf_counter()
        entry.bytes_in = len(self.body)
        entry.request_data = self.body if self.is_api else masked_form(self.body)
        entry.idempotency_key = self.request.headers.get("Idempotency-Key")
        try:
            response = self._response()
            entry.status = response.status_code
            entry.bytes_out = len(response.get_data())
            return response
        finally:
            entry.duration_ms = round((time.perf_counter() - started) * 1000, 2)
            self.sandbox.log.end(entry)

    def _response(self):
        headers = {}
        try:
            work = answer_api if self.is_api else answer_identity
            answer = work(self, headers)
        except Answer as refusal:
            answer = refusal
        except Dropped:
            raise
        except Exception:
            # A defect of the sandbox itself; say so loudly.
            traceback.print_exc(file=sys.stderr)
            self.entry.warnings.append(traceback.format_exc())
            answer = internal_error()
        if isinstance(answer, Response):
            if not answer.is_streamed:
                data = answer.get_data()
                self.entry.answer_data = masked_json(data)
            return answer
        return self._finish(answer, headers)

    def _finish(self, answer, headers):
        data = answer.body if isinstance(answer.body, bytes) else dumps(answer.body)
        self.entry.answer_data = data
        response = Response(b"", answer.status)
        response.headers.update(headers)
        response.headers.update(answer.headers)
        if answer.content_type:
            response.headers["Content-Type"] = answer.content_type
        else:
            del response.headers["Content-Type"]
        wanted = self.request.headers.get("Accept-Encoding", "")
        if "gzip" in wanted and len(data) > FEW_BYTES:
            data = gzip.compress(data, 5)
            response.headers["Content-Encoding"] = "gzip"
        response.set_data(data)
        if answer.status == 204:
            del response.headers["Content-Type"]
        return response

    # faults

    def take_faults(self, organisation=None, elements=list):
        names = ()
        if organisation:
            names = (organisation.key, organisation.tenant_id, organisation.name)
        self.planned = self.sandbox.faults.take(
            self.request.method, self.path, names, elements
        )
        self.entry.faults = [fault.what for fault in self.planned]
        for fault in self.planned:
            if fault.what == "delay_before":
                fault.delay()
        for fault in self.planned:
            raise_before(fault, self.sandbox.time.now())

    def has_fault(self, what):
        return any(fault.what == what for fault in self.planned)

    def faults_after(self, answer):
        """Xero has done it; what its caller gets to see of that."""
        for fault in self.planned:
            if fault.what == "delay_after":
                fault.delay()
        if self.has_fault("drop_after"):
            raise Dropped()
        if self.has_fault("bad_json"):
            return Answer(answer.status, b'{"Id": "broken", "Status": ')
        return answer


def answer_identity(exchange, headers):
    """The login and identity hosts and the list of connections."""
    sandbox, request = exchange.sandbox, exchange.request
    parts = exchange.path.lower().split("/")
    exchange.take_faults()
    if exchange.has_fault("500_before"):
        raise internal_error()
    response = _identity(sandbox, request, parts, exchange.entry)
    if exchange.has_fault("500_after"):
        raise internal_error()
    if not exchange.planned:
        return response
    plain = Answer(response.status_code, response.get_data())
    return response if exchange.faults_after(plain) is plain else broken(response)


def broken(response):
    return Response(b'{"broken": ', response.status_code)


def _identity(sandbox, request, parts, entry):
    route = (request.method, *parts)
    try:
        if parts == ["identity", "connect", "authorize"]:
            if request.method in ("GET", "POST"):
                return identity.authorize(sandbox, request)
        if route == ("POST", "connect", "token"):
            return identity.token(sandbox, request)
        if route == ("POST", "connect", "revocation"):
            return identity.revocation(sandbox, request)
        if parts[0] == "connections" and len(parts) <= 2:
            if (request.method, len(parts)) in (("GET", 1), ("DELETE", 2)):
                access = bearer(sandbox, request)
                entry.app = access.consent.client_id
                return identity.connections(sandbox, request, access, *parts[1:])
    except HTTPException as error:
        return error.get_response(request.environ)
    return Response(b"", 404, content_type="text/html; charset=utf-8")
