"""The shape of answers: envelope, batch results, JSON with Decimals."""

import json
import uuid
from decimal import Decimal

from .dates import date_fields, moment_ms, parse_date
from .elements import clean
from .errors import ZERO_ID, Answer, Refused
from .plants import distorted
from .registry import REGISTRY


def _plain(value):
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"not JSON: {value!r}")


def dumps(value):
    """JSON as Xero writes it; half an emoji has no other spelling than its escape."""
    text = json.dumps(value, default=_plain, ensure_ascii=False)
    try:
        return text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, default=_plain).encode()


def loads(data):
    return json.loads(data, parse_float=Decimal)


def public(record):
    """A record without the sandbox's own notes (keys that start with _)."""
    return {name: value for name, value in record.items() if name[0] != "_"}


def envelope(call, plural, elements, pagination=None):
    body = {
        "Id": str(uuid.uuid4()),
        "Status": "OK",
        "ProviderName": call.app.name if call.app else "",
        "DateTimeUTC": moment_ms(call.ms, ""),
    }
    if pagination:
        body["pagination"] = pagination
    body[plural] = distorted(call, plural, elements)
    return body


# The lists that a refused element shows although they were not sent.
ECHOED = {
    "ContactID": ("Addresses", "Phones", "ContactGroups", "ContactPersons"),
    "InvoiceID": (
        "Payments",
        "CreditNotes",
        "Prepayments",
        "Overpayments",
        "InvoiceAddresses",
        "InvoicePaymentServices",
        "LineItems",
    ),
}


def refused_element(element, refusal, id_field, flag):
    """Xero echoes what was sent, with the reasons; the id is zero when unknown.

    So a refused element shows the status that was asked for, not the one it has.
    Dates are shown in Xero's spelling.
    """
    echo = {id_field: ZERO_ID, **{name: [] for name in ECHOED.get(id_field, ())}}
    echo.update(element)
    echo.update(refusal.known)
    for name in ("Date", "DueDate"):
        try:
            echo.update(date_fields(name, parse_date(element.get(name))))
        except (ValueError, OverflowError):
            continue
    if flag:
        echo[flag] = True
    echo["ValidationErrors"] = [{"Message": text} for text in refusal.messages]
    return echo


def validation_exception(elements):
    body = {
        "ErrorNumber": 10,
        "Type": "ValidationException",
        "Message": "A validation exception occurred",
        "Elements": elements,
    }
    return Answer(400, body)


def write_batch(call, plural, apply, render, id_field, flag="HasValidationErrors"):
    """Apply every element; answer as summarizeErrors says.

    ``apply(call, element)`` saves and gives the record, or raises Refused.
    Summarised (the default): one refusal makes it a 400 and, unless the switch
    says otherwise, nothing is saved. Not summarised: 200, each its own verdict.
    """
    journal = call.organisation.journal
    outcomes = []
    kind = REGISTRY.plurals[plural]
    for element in call.elements(plural):
        mark = journal.mark()
        try:
            outcomes.append((element, apply(call, clean(call, kind, element)), None))
        except Refused as refusal:
            journal.rollback(mark)
            outcomes.append((element, None, refusal))
    summarise = call.flag("summarizeErrors", True)
    refusals = [
        refused_element(element, refusal, id_field, flag)
        for element, _record, refusal in outcomes
        if refusal
    ]
    if refusals and summarise:
        if call.switch("summarised_batch_saves_valid"):
            journal.commit()
        else:
            journal.rollback()
        raise validation_exception(refusals)
    answers = []
    for _element, record, refusal in outcomes:
        if refusal:
            answer = refusals.pop(0)
            answer["StatusAttributeString"] = "ERROR"
        else:
            answer = render(call, record)
            if not summarise:
                answer["StatusAttributeString"] = "OK"
        answers.append(answer)
    if not call.switch("answers_keep_request_order"):
        answers = answers[1:] + answers[:1]
    return envelope(call, plural, answers)


def write_one(call, plural, apply, render, id_field, flag="HasValidationErrors"):
    """An endpoint that takes one element; a refusal is always a 400."""
    element = call.elements(plural)[0]
    try:
        record = apply(call, clean(call, REGISTRY.plurals[plural], element))
    except Refused as refusal:
        call.organisation.journal.rollback()
        raise validation_exception(
            [refused_element(element, refusal, id_field, flag)]
        ) from refusal
    return envelope(call, plural, [render(call, record)])
