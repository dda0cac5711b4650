"""What travels through one call, as plain values: commits clear every record cache."""

from dataclasses import dataclass, field
from typing import NamedTuple


class XeroObjection(NamedTuple):
    """One reason why a record cannot go, with its remedy, found before any call.

    ``state`` is what the row becomes: ``failed`` (change the record), ``blocked``
    (goes by itself once ``blocker`` is decided), ``held`` (a person must say yes).
    """

    text: str
    state: str = "failed"
    blocker: str = ""


@dataclass
class XeroTransfer:
    """One record of a batch.

    :param int row_id: ``xero.queue``
    :param str key: our key in Xero for a new record, Xero's id for a known one;
        answers are paired by it, never by position
    :param dict payload: the whole record as it should be in Xero
    :param dict element: what is really sent: everything, or what changed
    :param bytes content: of a file, which travels as it is
    """

    row_id: int
    key: str
    payload: dict
    element: dict
    content: bytes = field(default=b"", repr=False)


@dataclass
class XeroBatch:
    """One call: up to 50 records of one kind, all new or all known.

    ``model`` is the Odoo model whose records travel.
    """

    resource: str
    operation: str
    key: str
    model: str
    transfers: list = field(default_factory=list)
    size: int = 0

    def elements(self):
        """What the call carries, in order."""
        return [transfer.element for transfer in self.transfers]
