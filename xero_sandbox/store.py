"""Stores of records, and the journal by which a refused element is undone.

A record in a store is never changed in place: a new dict is saved over it. So the
journal only has to remember the old one.
"""


class Journal:
    """What was saved since the last commit, newest last."""

    def __init__(self):
        self._entries = []

    def mark(self):
        return len(self._entries)

    def note(self, store, key, old):
        self._entries.append((store, key, old))

    def rollback(self, mark=0):
        while len(self._entries) > mark:
            store, key, old = self._entries.pop()
            store.restore(key, old)

    def commit(self):
        self._entries.clear()


class Store(dict):
    """Records of one kind by id, with look-up tables on other keys."""

    def __init__(self, journal, id_field, /, **lookups):
        super().__init__()
        self.id_field = id_field
        self._journal = journal
        self._lookups = {name: (key, {}) for name, key in lookups.items()}
        # What is shown among the records, or instead of them, and is none.
        self.planted = {}
        self.distorted = {}

    @property
    def lookups(self):
        return tuple(self._lookups)

    def listed(self):
        """What a list of this store holds: its records, and what was planted."""
        return [*self.values(), *self.planted.values()]

    def save(self, record):
        key = record[self.id_field]
        self._journal.note(self, key, self.get(key))
        self.restore(key, record)
        return record

    def remove(self, key):
        self._journal.note(self, key, self.get(key))
        self.restore(key, None)

    def restore(self, key, record):
        """Put a record in place (None takes it out) without noting it."""
        old = self.get(key)
        for lookup, table in self._lookups.values():
            if old is not None:
                table.get(lookup(old), {}).pop(key, None)
            if record is not None:
                table.setdefault(lookup(record), {})[key] = None
        if record is None:
            self.pop(key, None)
        else:
            self[key] = record

    def empty(self):
        """Forget everything, look-ups too; not noted."""
        self.clear()
        self.planted.clear()
        self.distorted.clear()
        for _key, table in self._lookups.values():
            table.clear()

    def find(self, lookup, value):
        """All records whose look-up key is that value, oldest first."""
        return [self[key] for key in self._lookups[lookup][1].get(value, ())]

    def find_if_any(self, lookup, value):
        """As find, and nothing where this store has no such look-up."""
        return self.find(lookup, value) if lookup in self._lookups else []

    def first(self, lookup, value):
        return next(iter(self.find(lookup, value)), None)


def folded(field):
    """A look-up key that ignores case."""
    return lambda record: (record.get(field) or "").casefold()
