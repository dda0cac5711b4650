"""Who is calling, for which organisation, and may they: 401 and 403."""

import uuid

from .errors import Answer
from .scopes import needed


def unauthorized(detail, headers=()):
    body = {
        "Type": None,
        "Title": "Unauthorized",
        "Status": 401,
        "Detail": detail,
        "Instance": str(uuid.uuid4()),
        "Extensions": {},
    }
    return Answer(401, body, headers=headers)


def forbidden(detail="AuthenticationUnsuccessful", headers=()):
    body = {
        "type": None,
        "title": "Forbidden",
        "status": 403,
        "detail": detail,
        "instance": str(uuid.uuid4()),
        "extensions": {},
    }
    return Answer(403, body, headers=headers)


def expired(moment):
    return unauthorized(f"TokenExpired: token expired at {moment:%m/%d/%Y %H:%M:%S}")


def bearer(sandbox, request):
    """The access behind the Authorization header, or the 401."""
    header = request.headers.get("Authorization", "")
    kind, _blank, token = header.partition(" ")
    access, state = None, "unknown"
    if kind.lower() == "bearer":
        access, state = sandbox.tokens.holder(token.strip())
    if state == "unknown":
        raise unauthorized("AuthenticationUnsuccessful")
    if state == "expired":
        raise expired(sandbox.time.now())
    return access


def entered(sandbox, request, access):
    """The organisation of xero-tenant-id, or the 403.

    A custom connection belongs to one organisation and may leave the header empty.
    """
    tenant = request.headers.get("xero-tenant-id", "").strip().lower()
    tenant = tenant or access.consent.tenant or ""
    organisation = sandbox.organisations.get(tenant)
    if not organisation or not sandbox.tokens.may_enter(access.consent, tenant):
        raise forbidden()
    return organisation


def scoped(sandbox, access, area, method):
    """Xero's answer to a missing scope was seen as 401 and as 403: a switch."""
    if needed(area, method) & set(access.consent.scopes):
        return
    headers = {"WWW-Authenticate": "insufficent_scope"}  # their spelling
    if sandbox.switches["missing_scope_status"] == 403:
        raise forbidden("AuthorizationUnsuccessful", headers)
    raise unauthorized("AuthorizationUnsuccessful", headers)
