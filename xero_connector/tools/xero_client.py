"""The only file that imports xero_python: HTTP and Xero's dialects, no Odoo records.

xero-python is used for what it is good at (paths, headers, the wording of each
operation) and held back where it would hurt a server: it never gets a refresh token,
never repeats a call by itself, never waits, and never builds models out of answers
(unknown values would raise). Each client is built for one organisation and one run.
"""

import inspect
import json
import re
import time
from dataclasses import dataclass, field

import urllib3
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token
from xero_python.exceptions import HTTPStatusException

from .xero_dialect import loads
from .xero_errors import XeroError

CONNECT_TIMEOUT = 10
# The whole call, over all reads. Xero itself gives up after about a minute.
CALL_DEADLINE = 60
BATCH_LIMIT = 50
# Xero refuses bodies over 3.5 MB; the envelope and spaces need some room
BODY_LIMIT = 3_400_000
# What Xero gives at most; a day has few calls, and a page of a thousand is one
PAGE_SIZE = 1000
_CHUNK = 65536
_FAR_FUTURE = 4102444800


@dataclass
class XeroLimits:
    """What Xero said is left: calls of this minute and of this day, or ``None``."""

    minute: int | None = None
    day: int | None = None


@dataclass
class XeroAnswer:
    """One answer; amounts are Decimal. ``elements`` is all that Xero sent, whatever
    it is: a list that lost some would be told from a short page by nobody."""

    elements: list
    limits: XeroLimits
    page_count: int | None = None
    body: dict = field(default_factory=dict, repr=False)

    @property
    def records(self):
        """The elements that are records."""
        return [element for element in self.elements if isinstance(element, dict)]


class XeroCallError(XeroError):
    """A call that brought no answer to work with.

    ``kind`` says what follows:

    * ``offline``: nothing was received there, try later
    * ``unknown``: it may have been carried out; look it up before sending again
    * ``limit``: not carried out, wait ``retry_after`` seconds (``problem`` names it)
    * ``token``: not carried out, the access token is not valid (any more)
    * ``forbidden``: not carried out, the organisation is no longer connected
    * ``scope``: not carried out, the permission was never given
    * ``refused``: not carried out, Xero's reason is the message
    """

    def __init__(self, kind, message, retry_after=None, problem=None, limits=None):
        super().__init__(message)
        self.kind = kind
        self.retry_after = retry_after
        self.problem = problem
        self.limits = limits or XeroLimits()


class XeroClient:
    """One organisation of Xero, for one run.

    :param str api_url: host of the API, without a path
    :param str access_token: valid for the whole run; never refreshed here
    :param str tenant_id: the organisation
    """

    def __init__(self, api_url, access_token, tenant_id):
        # A second Configuration() is a copy of the first, token object included:
        # the token is set on this one explicitly.
        configuration = Configuration()
        configuration.oauth2_token = OAuth2Token(client_id="", client_secret="")
        token = {
            "access_token": access_token,
            "scope": [],
            "expires_in": 1800,
            "token_type": "Bearer",
            "expires_at": _FAR_FUTURE,
        }
        client = ApiClient(
            configuration,
            oauth2_token_getter=lambda: token,
            oauth2_token_saver=lambda _token: None,
        )
        client.set_default_header("Accept-Encoding", "gzip")
        client.rest_client.pool_manager.connection_pool_kw["retries"] = False
        self._api = AccountingApi(client, base_url=f"{api_url}/api.xro/2.0")
        self._tenant_id = tenant_id

    # === READ === #

    def get(self, resource, since=None, **parameters):
        """Fetch one list, or one page of it.

        :param str resource: the plural as in Xero's answer, ``Contacts``
        :param datetime since: naive UTC; only what changed after it
        :param parameters: as the operation of xero-python names them
        :return: :class:`XeroAnswer`
        :raises XeroCallError: where there is no answer to work with
        """
        if since:
            parameters["if_modified_since"] = since.strftime("%Y-%m-%dT%H:%M:%S")
        return self._call(f"get_{_snake(resource)}", resource, False, **parameters)

    def contact_group(self, group_id):
        """One contact group with its members, which the list leaves out."""
        return self._call("get_contact_group", "ContactGroups", False, group_id)

    def actions(self):
        """What the consenting user and the plan allow: ``{name: bool}``."""
        answer = self._call("get_organisation_actions", "Actions", False)
        return {
            action.get("Name"): action.get("Status") == "ALLOWED"
            for action in answer.records
        }

    # === WRITE === #

    # pylint: disable-next=method-required-super
    def create(self, resource, elements, key):
        """Create up to 50 records in one call (PUT: an existing one is refused).

        :param list elements: plain dicts in Xero's JSON spelling
        :param str key: idempotency key of this call
        :return: :class:`XeroAnswer`; each element carries its own verdict
        :raises XeroCallError: see there; ``unknown`` means look up, not send again
        """
        return self._write(f"create_{_snake(resource)}", resource, elements, key)

    def update(self, resource, elements, key):
        """Update up to 50 records that carry the id that we hold (POST).

        Parameters, result and errors as in :meth:`create`.
        """
        name = f"update_or_create_{_snake(resource)}"
        return self._write(name, resource, elements, key)

    def create_option(self, category_id, name, key):
        """Add one option to a tracking category (PUT: a name that it has is refused).

        :param str key: idempotency key of this call
        :return: :class:`XeroAnswer` with the option
        :raises XeroCallError: see there; ``unknown`` means look up, not send again
        """
        return self._call(
            "create_tracking_options",
            "Options",
            True,
            category_id,
            {"Name": name},
            idempotency_key=key,
        )

    # === FILES === #

    def files(self, invoice_id):
        """The files on an invoice or bill: :class:`XeroAnswer`, each element with the
        ``InvoiceID`` that it is on."""
        answer = self._call("get_invoice_attachments", "Attachments", False, invoice_id)
        return _on_invoice(answer, invoice_id)

    def upload(self, invoice_id, name, content, key, online=False):
        """Put a file on an invoice or bill, over one of the same name (PUT).

        :param bytes content: sent as it is
        :param str key: idempotency key of this call
        :param bool online: customers see it with the invoice's page online
        :return: as in :meth:`files`, the one file
        :raises XeroCallError: see there; ``unknown`` means look up, not send again
        """
        answer = self._call(
            "create_invoice_attachment_by_file_name",
            "Attachments",
            True,
            invoice_id,
            name,
            content,
            include_online=online,
            idempotency_key=key,
        )
        return _on_invoice(answer, invoice_id)

    def _write(self, operation, resource, elements, key):
        return self._call(
            operation,
            resource,
            True,
            {resource: elements},
            idempotency_key=key,
            summarize_errors=False,
        )

    # === HTTP === #

    def _call(self, operation, resource, writes, *arguments, **parameters):
        method = getattr(self._api, operation)
        if "unitdp" in inspect.signature(method).parameters:
            parameters["unitdp"] = 4
        arguments = (self._tenant_id, *arguments)
        if resource == "Actions":
            arguments = (self._tenant_id,)
        deadline = time.monotonic() + CALL_DEADLINE
        try:
            response, _status, headers = method(
                *arguments,
                _return_http_data_only=False,
                _preload_content=False,
                _request_timeout=(CONNECT_TIMEOUT, CALL_DEADLINE),
                **parameters,
            )
            text = _read(response, deadline)
        except HTTPStatusException as error:
            raise _status_error(error, writes) from None
        except (
            urllib3.exceptions.NewConnectionError,
            urllib3.exceptions.ConnectTimeoutError,
        ) as error:
            raise XeroCallError("offline", _reason(error)) from None
        except (urllib3.exceptions.HTTPError, TimeoutError) as error:
            kind = "unknown" if writes else "offline"
            raise XeroCallError(kind, _reason(error)) from None
        return _answer(text, resource, headers, writes)


def body_size(element):
    """Bytes that an element takes in a request."""
    return len(json.dumps(element, default=str).encode())


def _on_invoice(answer, invoice_id):
    """An answer about the files of one invoice, which Xero itself names in their
    addresses only."""
    for element in answer.records:
        element["InvoiceID"] = invoice_id
    return answer


def _snake(resource):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", resource).lower()


def _read(response, deadline):
    """Read the body to its end, and never longer than the call may take."""
    chunks = []
    for chunk in response.stream(_CHUNK, decode_content=True):
        chunks.append(chunk)
        if time.monotonic() > deadline:
            response.close()
            raise TimeoutError("the answer took too long")
    response.release_conn()
    return b"".join(chunks).decode("utf-8", "replace")


def _answer(text, resource, headers, writes):
    try:
        body = loads(text)
        elements = body.get(resource) or []
        if not isinstance(elements, list):
            raise ValueError("a list was expected")
    except (ValueError, AttributeError):
        kind = "unknown" if writes else "offline"
        raise XeroCallError(kind, "Xero's answer could not be read.") from None
    pagination = body.get("pagination")
    pagination = pagination if isinstance(pagination, dict) else {}
    return XeroAnswer(
        elements=elements,
        limits=_limits(headers),
        page_count=pagination.get("pageCount"),
        body=body,
    )


def _limits(headers):
    def number(name):
        value = (headers or {}).get(name)
        return int(value) if value and str(value).isdigit() else None

    return XeroLimits(
        minute=number("X-MinLimit-Remaining"), day=number("X-DayLimit-Remaining")
    )


def _status_error(error, writes):
    """Translate a status outside 2xx.

    401, 403, 404 and 429 come without a body that one could rely on (section 3.4 of
    Xero's error pages: text/html, empty, or JSON).
    """
    response = error.http_resp
    status, headers = response.status, response.getheaders()
    message = _message(response.data) or f"{status} {response.reason or ''}".strip()
    details = {"limits": _limits(headers)}
    if status == 429:
        seconds = headers.get("Retry-After")
        details["retry_after"] = int(seconds) if str(seconds).isdigit() else None
        details["problem"] = (headers.get("X-Rate-Limit-Problem") or "").lower()
        return XeroCallError("limit", "Xero's limit is reached.", **details)
    scope = "scope" in (headers.get("WWW-Authenticate") or "").lower()
    if status in (401, 403):
        kind = "scope" if scope else "token" if status == 401 else "forbidden"
    elif status == 503:
        # A gateway may say so after Xero worked: a write is looked up first
        kind = "unknown" if writes else "offline"
    elif status >= 500:
        kind = "unknown" if writes else "offline"
    else:
        kind = "refused"
    return XeroCallError(kind, message, **details)


def _message(data):
    """The reasons in a 400, or an empty text; Xero has several dialects."""
    try:
        body = loads(data)
    except (ValueError, TypeError):
        return ""
    if not isinstance(body, dict):
        return ""
    elements = body.get("Elements")
    reasons = [
        reason
        for element in (elements if isinstance(elements, list) else [])
        if isinstance(element, dict)
        for reason in validation_messages(element)
    ]
    return " ".join(reasons) or str(
        body.get("Message") or body.get("Detail") or body.get("detail") or ""
    )


def validation_messages(element):
    """All reasons that Xero gives for refusing one element: list of texts."""
    return _messages(element.get("ValidationErrors"))


def warnings(element):
    """What Xero took, but remarks: list of texts."""
    return _messages(element.get("Warnings"))


def _messages(entries):
    """Documents say ``Message``, some say ``Description``."""
    return [
        str(entry.get("Message") or entry.get("Description"))
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict)
    ]


def refused(element):
    """Whether Xero refused this element of a batch.

    Its verdict is the word OK, WARNING or ERROR; answers to single records have none.
    """
    verdict = element.get("StatusAttributeString")
    if verdict:
        return verdict == "ERROR"
    return bool(element.get("ValidationErrors"))


def _reason(error):
    """Class name only: the text of a network error may hold an address."""
    return type(error).__name__
