"""One request to the Accounting API, or one thing that a user does in Xero."""

from .envelope import loads
from .errors import Answer, api_exception

MAX_BODY = 3_500_000


class Context:
    """What the rules of documents and contacts need to know of who is writing."""

    app = None
    unitdp = 4
    by_user = True

    def __init__(self, sandbox, organisation):
        self.sandbox = sandbox
        self.organisation = organisation
        self.ms = sandbox.time.ms()
        self.warnings = []

    def switch(self, name):
        return self.sandbox.switches[name]

    def warn(self, message):
        if message not in self.warnings:
            self.warnings.append(message)


class Call(Context):
    by_user = False

    def __init__(self, sandbox, organisation, app, request, body):
        super().__init__(sandbox, organisation)
        self.app = app
        self.request = request
        self.body = body
        self._query = {name.lower(): value for name, value in request.args.items()}
        self.unitdp = 4 if self.param("unitdp") == "4" else 2

    def param(self, name):
        return self._query.get(name.lower())

    def header(self, name):
        return self.request.headers.get(name)

    def flag(self, name, default=False):
        text = self.param(name)
        return default if not text else text.lower() == "true"

    def note_query(self, known):
        for name in self._query:
            if name not in known:
                self.warn(f"unknown query parameter {name}")

    def json(self):
        try:
            return loads(self.body)
        except (ValueError, UnicodeDecodeError) as error:
            raise api_exception(
                14, "PostDataInvalidException", "JSON for post data was invalid"
            ) from error

    def elements(self, plural):
        """The elements sent: wrapped (any case of the key), a list, or one object."""
        data = self.json()
        if isinstance(data, dict):
            for name, value in data.items():
                if name.lower() == plural.lower():
                    data = value
                    break
        if isinstance(data, dict):
            data = [data]
        if not isinstance(data, list) or not data:
            raise api_exception(
                17,
                "NoDataProcessedException",
                f"No data has been processed for this endpoint: it expects {plural}.",
            )
        if not all(isinstance(element, dict) for element in data):
            raise api_exception(
                14, "PostDataInvalidException", "JSON for post data was invalid"
            )
        return data


def body_too_large():
    return Answer(413, b"The request is larger than 3.5 MB.", "text/plain")
