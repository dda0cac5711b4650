"""One call of the Accounting API, from the bearer token to the answer."""

import time

from .auth import bearer, entered, scoped
from .call import MAX_BODY, Call, body_too_large
from .envelope import envelope, loads
from .errors import Answer, not_found
from .faults import internal_error
from .idempotency import METHODS, fingerprint
from .plants import by_its_id
from .registry import match

XML_STUB = b"<Response><Status>OK</Status></Response>"


def answer_api(exchange, headers):
    sandbox, request, entry = exchange.sandbox, exchange.request, exchange.entry
    access = bearer(sandbox, request)
    entry.app = access.consent.client_id
    organisation = entered(sandbox, request, access)
    entry.organisation, entry.tenant_id = organisation.key, organisation.tenant_id
    endpoint, arguments = match(request.method, exchange.path)
    if endpoint is None:
        raise Answer(405, b"", "text/html; charset=utf-8") if arguments else not_found()
    scoped(sandbox, access, endpoint.area, request.method)
    app, tenant = access.consent.client_id, organisation.tenant_id
    headers.update(sandbox.limits.enter(app, tenant))
    try:
        if sandbox.limit_settings["latency_ms"]:
            time.sleep(sandbox.limit_settings["latency_ms"] / 1000)
        exchange.take_faults(organisation, lambda: _elements(exchange.body))
        if len(exchange.body) > MAX_BODY and not endpoint.is_file:
            raise body_too_large()
        answer = _once(exchange, organisation, access, endpoint, arguments)
        if answer.status != 204 and _wants_xml(request, endpoint):
            answer = Answer(answer.status, XML_STUB, "text/xml; charset=utf-8")
        return exchange.faults_after(answer)
    finally:
        sandbox.limits.leave(app, tenant)


def _once(exchange, organisation, access, endpoint, arguments):
    """Work, unless the idempotency key has its answer already."""
    request, keys = exchange.request, exchange.sandbox.idempotency
    key = request.headers.get("Idempotency-Key")
    if not key or request.method not in METHODS:
        return _work(exchange, organisation, access, endpoint, arguments)
    app = access.consent.client_id
    url = request.environ["RAW_URI"]
    mark = fingerprint(request.method, url, organisation.tenant_id, exchange.body)
    kept = keys.claim(app, key, mark)
    if kept:
        exchange.entry.replayed = True
        return kept
    try:
        answer = _work(exchange, organisation, access, endpoint, arguments)
        keys.keep(app, key, answer)
        return answer
    finally:
        keys.release(app, key)


def _work(exchange, organisation, access, endpoint, arguments):
    """The handler inside the organisation's lock; every answer of it is an Answer."""
    if exchange.has_fault("500_before"):
        return internal_error()
    sandbox = exchange.sandbox
    app = sandbox.app_by_client_id(access.consent.client_id)
    with organisation.lock:
        call = Call(sandbox, organisation, app, exchange.request, exchange.body)
        call.note_query(endpoint.query)
        try:
            body = endpoint.handler(call, **arguments)
            organisation.journal.commit()
        except Answer as answer:
            planted = answer.status == 404 and by_its_id(call, endpoint, arguments)
            body = envelope(call, planted[0], [planted[1]]) if planted else answer
        finally:
            organisation.journal.rollback()
            exchange.entry.warnings.extend(call.warnings)
    if exchange.has_fault("500_after"):
        return internal_error()
    if isinstance(body, Answer):
        return body
    if body is None:
        return Answer(204, b"", None)
    return Answer(200, body, "application/json; charset=utf-8")


def _elements(body):
    """The elements of a body, for faults that are meant for one of them."""
    try:
        data = loads(body)
    except ValueError:
        return []
    found = [data] if isinstance(data, dict) else []
    if isinstance(data, dict):
        for value in data.values():
            if isinstance(value, list):
                found += [part for part in value if isinstance(part, dict)]
    return found


def _wants_xml(request, endpoint):
    """Xero answers in XML to whoever does not ask for JSON."""
    accept = request.headers.get("Accept", "").lower()
    return not any(kind in accept for kind in endpoint.accepts)
