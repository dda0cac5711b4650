"""docs/rows.md is true: what it names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| ([A-Z]\d+) \|[^|]*\| (.+?) \|[^|]*\|$", re.MULTILINE)
NAMED = re.compile(r"^`(\S+\.py)` `(test_\w+)`$")
ROWS = dict(ROW.findall((ROOT / "docs/rows.md").read_text()))


def test_all_rows_are_read():
    assert len(ROWS) > 120
    assert {"B1", "C23", "F6", "G19", "T6"} <= ROWS.keys()


@pytest.mark.parametrize("row", ROWS)
def test_the_row_names_a_test_of_its_own(row):
    seen_by = ROWS[row]
    if seen_by == "—":
        return  # deliberately not, says the last column
    file, test = NAMED.match(seen_by).groups()
    assert f"def {test}(" in (ROOT / file).read_text()
    assert row.lower() in test.split("_")
