"""The ``where`` and ``order`` parameters: a small parser, compiled to a function.

Understood: comparisons, AND/OR (also && and ||), NOT (!), parentheses, text, numbers,
true/false/null, ``Guid("..")``, ``DateTime(y,m,d)``, dotted names, and the methods
Contains, StartsWith, EndsWith, ToLower, ToUpper. Text is compared without regard to
case and accents (Xero: documentation of contacts).
"""

import re
import unicodedata
from datetime import datetime, timezone
from decimal import Decimal

from .dates import MS_FORM, parse_since
from .errors import api_exception

TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>"(?:\\.|[^"\\])*")
  | (?P<number>-?\d+(?:\.\d+)?)(?![\w-])
  | (?P<op>==|!=|<>|>=|<=|&&|\|\||[=<>!(),.])
  | (?P<name>[A-Za-z_]\w*)
)""",
    re.VERBOSE,
)
COMPARE = {
    "==": lambda a, b: a == b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<>": lambda a, b: a != b,
    ">": lambda a, b: a is not None and b is not None and a > b,
    ">=": lambda a, b: a is not None and b is not None and a >= b,
    "<": lambda a, b: a is not None and b is not None and a < b,
    "<=": lambda a, b: a is not None and b is not None and a <= b,
}
METHODS = {
    "contains": lambda text, part: part in text,
    "startswith": str.startswith,
    "endswith": str.endswith,
    "tolower": lambda text: text,
    "toupper": lambda text: text,
}


def plain(text):
    """Text without case and accents, the form in which it is compared."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def comparable(value):
    """A record's value in the form in which it is compared."""
    if isinstance(value, str):
        match = MS_FORM.match(value) if value.startswith("/Date(") else None
        return int(match[1]) if match else plain(value)
    if isinstance(value, list | dict):
        return None
    return value


def parse_error(message):
    return api_exception(16, "QueryParseException", message)


class Where:
    """Parses on construction; call it with a function that looks a name up."""

    def __init__(self, text, names):
        self._names = {name.lower(): name for name in names}
        self._tokens = self._scan(text)
        self._at = 0
        self.matches = self._either()
        if self._at < len(self._tokens):
            raise parse_error(f"Syntax error near '{self._peek()[1]}'")

    def _scan(self, text):
        tokens, at = [], 0
        text = text.rstrip()
        while at < len(text):
            match = TOKEN.match(text, at)
            if not match:
                raise parse_error(f"Syntax error at position {at}")
            tokens.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()
        if not tokens:
            raise parse_error("Expression expected")
        return tokens

    def _peek(self):
        if self._at < len(self._tokens):
            return self._tokens[self._at]
        return (None, "end")

    def _take(self, *values):
        kind, value = self._peek()
        if kind is None or kind == "text" or value.lower() not in values:
            return None
        self._at += 1
        return value.lower()

    def _expect(self, value):
        if not self._take(value):
            raise parse_error(f"'{value}' expected, not '{self._peek()[1]}'")

    def _either(self):
        parts = [self._both()]
        while self._take("or", "||"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda get: any(p(get) for p in parts)

    def _both(self):
        parts = [self._single()]
        while self._take("and", "&&"):
            parts.append(self._single())
        return parts[0] if len(parts) == 1 else lambda get: all(p(get) for p in parts)

    def _single(self):
        if self._take("not", "!"):
            inner = self._single()
            return lambda get: not inner(get)
        if self._take("("):
            inner = self._either()
            self._expect(")")
            return inner
        left = self._operand()
        sign = self._take(*COMPARE)
        if not sign:
            return lambda get: left(get) is True
        right, compare = self._operand(), COMPARE[sign]

        def matches(get):
            try:
                return compare(left(get), right(get))
            except TypeError:
                raise parse_error(
                    "The two sides of a comparison are of different kinds"
                ) from None

        return matches

    def _operand(self):
        kind, value = self._peek()
        self._at += 1
        if kind == "text":
            literal = plain(re.sub(r"\\(.)", r"\1", value[1:-1]))
            return self._methods(lambda get: literal)
        if kind == "number":
            number = Decimal(value)
            return lambda get: number
        if kind != "name":
            raise parse_error(f"Expression expected, not '{value}'")
        lower = value.lower()
        if lower in ("true", "false", "null"):
            constant = {"true": True, "false": False, "null": None}[lower]
            return lambda get: constant
        if lower == "guid":
            return self._arguments(1)[0]
        if lower == "datetime":
            return self._moment()
        return self._methods(self._name(value))

    def _name(self, head):
        path = [self._names.get(head.lower())]
        if path[0] is None:
            raise parse_error(f"No property or field '{head}' exists")
        while self._tokens[self._at : self._at + 1] == [("op", ".")]:
            following = self._tokens[self._at + 1 : self._at + 2]
            if not following or following[0][0] != "name":
                raise parse_error("Identifier expected")
            if following[0][1].lower() in METHODS:
                break
            path.append(following[0][1])
            self._at += 2
            if path[-1].lower() in ("value", "hasvalue") and len(path) > 1:
                break
        if path[-1].lower() == "value":
            path.pop()
        if path[-1].lower() == "hasvalue":
            name = ".".join(path[:-1])
            return lambda get: get(name) is not None
        name = ".".join(path)
        return lambda get: comparable(get(name))

    def _methods(self, operand):
        while self._take("."):
            kind, value = self._peek()
            method = METHODS.get(value.lower()) if kind == "name" else None
            if not method:
                raise parse_error(f"No applicable method '{value}' exists")
            self._at += 1
            wanted = 0 if value.lower().startswith("to") else 1
            operand = self._call(operand, method, self._arguments(wanted))
        return operand

    @staticmethod
    def _call(operand, method, arguments):
        def call(get):
            text = operand(get)
            if not isinstance(text, str):
                return None
            values = [argument(get) for argument in arguments]
            if not all(isinstance(value, str) for value in values):
                raise parse_error("A text is expected")
            return method(text, *values)

        return call

    def _arguments(self, count=None):
        self._expect("(")
        found = []
        while not self._take(")"):
            found.append(self._operand())
            self._take(",")
        if count not in (None, len(found)):
            raise parse_error(f"{count} arguments are expected, not {len(found)}")
        return found

    @staticmethod
    def _constant(argument):
        """The value of an argument that names no field."""

        def no_field(name):
            raise parse_error(f"A constant is expected, not {name}")

        return argument(no_field)

    def _moment(self):
        if self._take("."):
            if not self._take("parse"):
                raise parse_error("DateTime has no such method")
            text = self._constant(self._arguments(1)[0])
            ms = parse_since(text.upper()) if isinstance(text, str) else None
            if ms is None:
                raise parse_error("DateTime.Parse of something that is no date")
            return lambda get: ms
        given = [self._constant(argument) for argument in self._arguments()]
        try:
            numbers = [int(number) for number in given]
            moment = datetime(*numbers, tzinfo=timezone.utc)
        except (TypeError, ValueError) as error:
            raise parse_error("DateTime of something that is no date") from error
        ms = int(moment.timestamp() * 1000)
        return lambda get: ms


def order_keys(text, names):
    """``"Date DESC, Name"`` as a list of (name, descending)."""
    known = {name.lower(): name for name in names}
    keys = []
    for part in text.split(","):
        words = part.split()
        head = words[0].split(".") if words else [""]
        if head[0].lower() not in known or len(words) > 2:
            raise parse_error(f"No property or field '{part.strip()}' exists")
        way = words[1].lower() if len(words) == 2 else "asc"
        if way not in ("asc", "desc", "ascending", "descending"):
            raise parse_error(f"Syntax error in order near '{words[1]}'")
        name = ".".join([known[head[0].lower()], *head[1:]])
        keys.append((name, way.startswith("desc")))
    return keys
