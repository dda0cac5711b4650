"""What resources register: endpoints, stores, acts, fields. There is no central list.

A file under ``resources/`` is found by its being there. It declares its endpoints
with ``endpoint``, its records with ``store``, what a user can do in Xero with
``act`` and the fields that may be sent with ``fields``.
"""

import importlib
import pkgutil
from dataclasses import dataclass, field
from urllib.parse import unquote

from .bulk import in_bulk


@dataclass
class Endpoint:
    method: str
    segments: tuple
    area: str
    handler: object
    query: frozenset
    accepts: tuple = ("json",)
    is_file: bool = False


@dataclass
class Shape:
    """What kind of value the fields of an element hold."""

    lists: dict
    objects: dict
    flags: frozenset
    numbers: frozenset


@dataclass
class Registry:
    endpoints: dict = field(default_factory=dict)
    stores: dict = field(default_factory=dict)
    acts: dict = field(default_factory=dict)
    fields: dict = field(default_factory=dict)
    shapes: dict = field(default_factory=dict)
    plurals: dict = field(default_factory=dict)
    seeds: list = field(default_factory=list)
    heads: dict = field(default_factory=dict)


REGISTRY = Registry()


def endpoint(method, path, area, query=(), **options):
    """Declare a handler, for example ``endpoint("GET", "Invoices/{id}", "invoices")``.

    ``query`` names the parameters it understands: others are ignored as Xero
    ignores them, and noted in the request log.
    """

    def declare(handler):
        segments = tuple(path.split("/"))
        REGISTRY.heads[segments[0].lower()] = segments[0]
        known = frozenset(name.lower() for name in query)
        found = Endpoint(method, segments, area, handler, known, **options)
        REGISTRY.endpoints.setdefault(len(segments), []).append(found)
        return handler

    return declare


def store(name, id_field, /, **lookups):
    """Declare a store that every organisation gets as an attribute."""
    REGISTRY.stores[name] = (id_field, lookups)


def seed(function):
    """Declare a function that fills a new organisation: ``function(organisation)``."""
    REGISTRY.seeds.append(function)
    return function


def act(name, many=None):
    """Declare something that a user does in Xero itself.

    ``many`` names the same act for a list: ``act("create_contact",
    many=("create_contacts", "contacts"))`` can also be called with
    ``contacts=[{...}, ...]``.
    """

    def declare(function):
        REGISTRY.acts[name] = function
        if many:
            plural, parameter = many
            REGISTRY.acts[plural] = in_bulk(plural, parameter, function)
        return function

    return declare


def fields(kind, names, plural=None, lists=None, objects=None, flags="", numbers=""):
    """Declare the fields that an element may have; the others are text.

    ``lists`` and ``objects`` name the kind of their parts: ``{"LineItems":
    "LineItem"}``. ``plural`` is the key of the elements in a request.
    """
    REGISTRY.fields[kind] = frozenset(names.split())
    REGISTRY.shapes[kind] = Shape(
        lists or {}, objects or {}, frozenset(flags.split()), frozenset(numbers.split())
    )
    if plural:
        REGISTRY.plurals[plural] = kind


def match(method, raw_path):
    """Find the endpoint: (endpoint, arguments), or (None, methods that exist).

    Works on the undecoded path, since an invoice number may hold a slash.
    """
    segments = [unquote(part) for part in raw_path.strip("/").split("/")]
    segments[0] = REGISTRY.heads.get(segments[0].lower(), segments[0])
    other = []
    for candidate in REGISTRY.endpoints.get(len(segments), ()):
        arguments = _bind(candidate.segments, segments)
        if arguments is None:
            continue
        if candidate.method == method:
            return candidate, arguments
        other.append(candidate.method)
    return None, other


def _bind(pattern, segments):
    arguments = {}
    for wanted, given in zip(pattern, segments, strict=True):
        if wanted.startswith("{"):
            arguments[wanted[1:-1]] = given
        elif wanted.lower() != given.lower():
            return None
    return arguments


def load():
    """Import every resource file once."""
    package = importlib.import_module(".resources", __package__)
    for info in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{info.name}")
