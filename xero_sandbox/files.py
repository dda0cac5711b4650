"""The bytes of files inside records, as text: the whole state can be shown as JSON."""

import base64


def packed(data):
    return base64.b64encode(data).decode()


def content(record):
    """The bytes of a file's record."""
    return base64.b64decode(record["_content"])
