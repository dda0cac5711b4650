"""Products of one list and items of the other, by what they are matched by."""

from collections import defaultdict

from .xero_names import NameIndex, exact


class ItemList:
    """Products, or items: by code, by name, and by names that look alike.

    Codes and names are compared without case and doubled blanks.
    """

    def __init__(self):
        self._codes = defaultdict(list)
        self._names = defaultdict(list)
        self._free = {}
        self._index = None

    def add_code(self, ident, code, active=True):
        """Note somebody's code."""
        if code:
            self._codes[exact(code)].append((ident, active))

    def add_name(self, ident, name, free=True):
        """Note a living one's name.

        :param bool free: it stands for nothing yet
        """
        if name:
            self._names[exact(name)].append(ident)
            if free:
                self._free[ident] = name

    def with_code(self, code):
        """Who has a code: ``[(id, active)]``."""
        return self._codes.get(exact(code), []) if code else []

    def named(self, name):
        """Ids of the living ones with this very name."""
        return self._names.get(exact(name), []) if name else []

    def alike(self, name):
        """Free ones whose name looks like this one: ``[(id, percent, same)]``, the best
        first; ``same``: the name is the very same."""
        if self._index is None:
            self._index = NameIndex(self._free)
        return [
            (ident, percent, exact(self._free[ident]) == exact(name))
            for ident, percent in self._index.alike(name)
        ]
