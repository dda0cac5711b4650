"""Reading what comes from Xero: any shape is possible, none must break more than its
own record."""


def cleaned(value):
    """The same value with texts that a database takes: Xero cuts texts within an emoji
    at times, and old books hold signs that are none.

    :param value: as the JSON reader gives it
    """
    if isinstance(value, dict):
        return {cleaned(key): cleaned(item) for key, item in value.items()}
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    if not isinstance(value, str) or (value.isascii() and "\0" not in value):
        return value
    return value.replace("\0", "").encode("utf-8", "replace").decode()


def text(element, key):
    """A text of an element; nothing is an empty one.

    :raises ValueError: where it is something else
    """
    value = element.get(key)
    if value is None or value is False:
        return ""
    if isinstance(value, dict | list):
        raise ValueError(f"{key} is not a text")
    return str(value)


def parts(element, key):
    """The elements of a list within an element; nothing is an empty one.

    :raises ValueError: where it is no list, or holds something else than elements
    """
    value = element.get(key)
    if not value:
        return []
    if not isinstance(value, list):
        raise ValueError(f"{key} is not a list")
    if any(not isinstance(part, dict | None) for part in value):
        raise ValueError(f"{key} holds something that is no record")
    return [part for part in value if part]


def part(element, key):
    """An element within an element; nothing is an empty one.

    :raises ValueError: where it is something else
    """
    value = element.get(key)
    if not value:
        return {}
    if not isinstance(value, dict):
        raise ValueError(f"{key} is not a record")
    return value
