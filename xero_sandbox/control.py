"""The control API under /_sandbox/: each address calls the Python object."""

from werkzeug.wrappers import Response

from .envelope import dumps, loads
from .errors import Refused


def answer(sandbox, request, raw):
    name = raw.strip("/").partition("/")[2].lower()
    handler = ROUTES.get((request.method, name))
    if not handler:
        known = sorted(f"{method} /_sandbox/{path}" for method, path in ROUTES)
        return _json({"error": "no such control", "there are": known}, 404)
    data = request.get_data()
    try:
        values = loads(data) if data else {}
        if not isinstance(values, dict):
            raise ValueError("a JSON object is expected")
        return _json(handler(sandbox, values, request.args))
    except Refused as refusal:
        return _json({"error": str(refusal), "messages": refusal.messages}, 400)
    except (KeyError, TypeError, ValueError) as error:
        return _json({"error": f"{type(error).__name__}: {error}"}, 400)


def _json(body, status=200):
    return Response(dumps(body), status, content_type="application/json")


def _requests(sandbox, values, query):
    found = sandbox.requests(query.get("method"), query.get("path"), query.get("since"))
    return {"requests": [entry.public() for entry in found]}


def _fault(sandbox, values, query):
    for name in ("seconds", "skip", "times"):
        if name in values:
            values[name] = float(values[name]) if name == "seconds" else values[name]
    plan = values.pop("faults", None)
    for fault in plan if plan is not None else [values]:
        sandbox.fault(**fault)
    return {"faults": sandbox.faults.state()}


def _no_faults(sandbox, values, query):
    sandbox.faults.reset()
    return {"faults": []}


def _clock(sandbox, values, query):
    return sandbox.clock(**values)


def _act(sandbox, values, query):
    return {"done": sandbox.act(values.pop("act"), **values)}


def _settings(sandbox, values, query):
    return sandbox.settings(**values)


def _reset(sandbox, values, query):
    sandbox.reset()
    return {"reset": True}


def _grant(sandbox, values, query):
    return sandbox.grant(**values)


ROUTES = {
    ("GET", "state"): lambda sandbox, values, query: sandbox.state(),
    ("GET", "requests"): _requests,
    ("GET", "faults"): lambda sandbox, values, query: {
        "faults": sandbox.faults.state()
    },
    ("POST", "faults"): _fault,
    ("DELETE", "faults"): _no_faults,
    ("GET", "clock"): _clock,
    ("POST", "clock"): _clock,
    ("POST", "act"): _act,
    ("GET", "settings"): _settings,
    ("POST", "settings"): _settings,
    ("POST", "grant"): _grant,
    ("POST", "reset"): _reset,
}
