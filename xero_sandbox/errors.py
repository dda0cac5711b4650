"""Answers that are not successes, raised where they are noticed."""

ZERO_ID = "00000000-0000-0000-0000-000000000000"


class Refused(Exception):
    """One element did not validate; carries Xero's messages and what is known of it."""

    def __init__(self, messages, **known):
        super().__init__("; ".join(messages))
        self.messages = list(messages)
        self.known = known


class Answer(Exception):
    """The whole request ends here with this status, body and headers."""

    def __init__(self, status, body=b"", content_type="application/json", headers=()):
        super().__init__(f"{status}")
        self.status = status
        self.body = body
        self.content_type = content_type
        self.headers = dict(headers)


def not_found():
    """Xero answers an unknown id with an empty HTML page."""
    return Answer(404, b"", "text/html; charset=utf-8")


def api_exception(number, kind, message, status=400):
    return Answer(status, {"ErrorNumber": number, "Type": kind, "Message": message})


class Check:
    """Collects every reason against an element, so that all are told at once."""

    def __init__(self):
        self.messages = []

    def add(self, message):
        if message not in self.messages:
            self.messages.append(message)

    def require(self, condition, message):
        if not condition:
            self.add(message)
        return bool(condition)

    def length(self, payload, field, limit, label=None):
        value = payload.get(field)
        if isinstance(value, str) and len(value) > limit:
            self.add(f"{label or field} is too long: at most {limit} characters.")

    def done(self, **known):
        if self.messages:
            raise Refused(self.messages, **known)
