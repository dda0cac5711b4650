"""The text of an invoice line, from a template that people write."""

import re

KNOWN = (
    "date",
    "employee",
    "task",
    "ticket",
    "project",
    "type",
    "description",
    "hours",
)
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
# What stands between two values without a meaning of its own
_MARKS = " \t:;,.|/·•–—-"
_BRACKETS = ("()", "[]")
# "Ticket no: " before a value is its name; after another value it may be that one's
_NAME = r"[^\W\d_][\w #]*:\s*$"
_NAME_FIRST = re.compile(rf"(^\W*){_NAME}")
_NAME_LATER = re.compile(rf"([;,.|/·•–—(\[-]\s*){_NAME}")


def placeholders(template):
    """Names of what a template asks for, each once and in order; unknown ones too."""
    return tuple(
        dict.fromkeys(name.strip() for name in _PLACEHOLDER.findall(template or ""))
    )


def fill(template, values):
    """The text of a template with its values.

    Where a value is empty, what only led up to it goes as well: its name with a colon,
    one of the marks around it, a pair of brackets, a line of nothing else.

    :param template: text with placeholders in braces, of which ``KNOWN`` are known
    :param values: texts by name; plain, whatever they look like. What is missing,
        ``None``, ``False`` or blank is empty
    :raises ValueError: where the template asks for something unknown
    """
    if unknown := [name for name in placeholders(template) if name not in KNOWN]:
        names = ", ".join(f"{{{name}}}" for name in KNOWN)
        raise ValueError(f"unknown placeholder {{{unknown[0]}}}; known are {names}")
    texts = {name: _text(values.get(name)) for name in KNOWN}
    lines = []
    for line in (template or "").splitlines():
        filled = _fill_line(line, texts)
        if filled.strip() or not line.strip():
            lines.append(filled.rstrip())
    return "\n".join(lines).strip()


def _text(value):
    return "" if value is None or value is False else str(value).strip()


def _fill_line(line, texts):
    """One line of the template; ``texts`` has every name that it asks for."""
    # the split alternates between what is written and what is asked for
    written, *rest = _PLACEHOLDER.split(line)
    if not rest:
        return line
    filled = ""
    for at in range(0, len(rest), 2):
        value, after = texts[rest[at].strip()], rest[at + 1]
        if value:
            filled += written + value
            written = after
        else:
            written = _joined(written, after, not filled, at + 2 == len(rest))
    if not filled and not any(map(str.isalnum, written)):
        return ""
    return filled + written


def _joined(before, after, first, last):
    """What stands where there is no value between two texts.

    :param first: there was no value before either
    :param last: nothing is asked for after
    """
    before = before.removesuffix("#")
    before = (_NAME_FIRST if first else _NAME_LATER).sub(r"\1", before)
    if before[-1:] + after[:1] in _BRACKETS:
        before, after = before[:-1], after[1:]
    head, tail = before.rstrip(_MARKS), after.lstrip(_MARKS)
    left, right = before[len(head) :], after[: len(after) - len(tail)]
    if head.endswith(("(", "[")) or (first and not head):
        mark = left
    elif tail.startswith((")", "]")) or (last and not tail):
        mark = right
    else:
        mark = max(left, right, key=lambda text: (len(text.strip()), len(text)))
    return head + mark + tail
