"""Checks of plain text: line ends, final newline, XML's form and indentation."""

import re
import subprocess
import sys
import xml.etree.ElementTree
from pathlib import Path

BINARY = {".gif", ".gz", ".ico", ".jpg", ".pdf", ".png", ".webp", ".woff", ".woff2"}
# Texts of others, kept as they are.
FOREIGN = {"LICENSE"}
CONFLICT = re.compile(r"^(<{7}|>{7}|={7})( |$)")


def files(root):
    """Return the text files of the checkout, new ones included."""
    command = ["git", "-C", str(root), "ls-files", "-z", "-co", "--exclude-standard"]
    try:
        names = subprocess.run(command, capture_output=True, text=True, check=True)
        paths = {root / name for name in names.stdout.split("\0") if name}
    except (OSError, subprocess.CalledProcessError):
        # An unpacked archive has no git folder.
        paths = {path for path in root.rglob("*") if "__pycache__" not in path.parts}
    return sorted(
        path
        for path in paths
        if path.is_file()
        and path.suffix.lower() not in BINARY
        and path.name not in FOREIGN
    )


def findings(path):
    """Yield a line number and a text for everything that is wrong in a file."""
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError:
        return
    except UnicodeDecodeError:
        yield 1, "is not UTF-8"
        return
    if text and not text.endswith("\n"):
        yield text.count("\n") + 1, "has no newline at its end"
    if text.endswith("\n\n"):
        yield text.count("\n"), "ends with an empty line"
    for number, line in enumerate(text.split("\n"), 1):
        if line.endswith("\r"):
            yield number, "has a Windows line end"
        elif line != line.rstrip():
            yield number, "has trailing white space"
        if CONFLICT.match(line) and path.suffix not in (".md", ".rst"):
            yield number, "is left from a merge"
    if path.suffix == ".xml":
        yield from _xml_findings(text)


def _xml_findings(text):
    try:
        xml.etree.ElementTree.fromstring(text.encode())
    except xml.etree.ElementTree.ParseError as error:
        yield error.position[0], f"is not well-formed: {error}"
        return
    # Only elements: the inside of comments, CDATA and long attributes is free.
    bare = re.sub(
        r"(?s)<!--.*?-->|<!\[CDATA\[.*?\]\]>",
        lambda match: "\n" * match.group().count("\n"),
        text,
    )
    for number, line in enumerate(bare.split("\n"), 1):
        start = re.match(r"(\s*)</?[\w.:-]", line)
        if start and ("\t" in start.group(1) or len(start.group(1)) % 4):
            yield number, "is not indented by four spaces"


def main():
    """Print every finding; the exit code tells whether there was one."""
    root = Path(__file__).resolve().parents[2]
    found = [
        f"{path.relative_to(root)}:{number}: {text}"
        for path in files(root)
        for number, text in findings(path)
    ]
    sys.stdout.write("".join(f"{line}\n" for line in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
