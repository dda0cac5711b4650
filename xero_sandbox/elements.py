"""Elements of a request: each field of the kind that Xero's own model has there.

Xero reads JSON into typed objects, so a list where a text belongs makes the whole
request invalid; null is as good as absent; unknown fields are ignored, and noted in
the request log.
"""

from .errors import api_exception
from .registry import REGISTRY


def clean(call, kind, element):
    """A copy of the element with known fields only, each of its kind."""
    known, shape = REGISTRY.fields.get(kind), REGISTRY.shapes.get(kind)
    if known is None:
        return element
    if not isinstance(element, dict):
        raise _invalid(kind)
    cleaned = {}
    for name, value in element.items():
        if name not in known:
            call.warn(f"unknown field {name} in {kind}")
        elif value is not None:
            cleaned[name] = _value(call, shape, name, value)
    return cleaned


def _value(call, shape, name, value):
    if name in shape.lists:
        if not isinstance(value, list):
            raise _invalid(name)
        return [clean(call, shape.lists[name], part) for part in value]
    if name in shape.objects:
        if not isinstance(value, dict):
            raise _invalid(name)
        return clean(call, shape.objects[name], value)
    if isinstance(value, list | dict):
        raise _invalid(name)
    if name in shape.flags:
        return _flag(name, value)
    if name in shape.numbers:
        return value
    if isinstance(value, bool):
        raise _invalid(name)
    return str(value)


def _flag(name, value):
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise _invalid(name)


def _invalid(name):
    return api_exception(
        14, "PostDataInvalidException", f"JSON for post data was invalid at {name}"
    )
