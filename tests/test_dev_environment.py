"""The parts of dev/ that can be checked without a set-up of their own."""

import subprocess
import sys

import pytest
from environment import (
    Problem,
    free_port,
    ready,
    require_port,
    set_up,
    steps,
    templates,
    text_checks,
)


def test_a_finished_step_is_remembered_for_its_key_only(tmp_path):
    markers = steps.Markers(tmp_path / "done")
    assert not markers.done("venv", "1")
    markers.write("venv", "1")
    assert markers.done("venv", "1")
    assert not markers.done("venv", "2")


def test_a_failed_program_is_one_sentence_with_its_last_line(tmp_path):
    command = [sys.executable, "-c", "print('a'); print('no route'); exit(3)"]
    with pytest.raises(Problem, match="^It failed: no route") as caught:
        steps.run(command, "It failed", tmp_path / "log")
    assert "\n" not in str(caught.value)
    assert (tmp_path / "log").read_text() == "a\nno route\n"


def test_a_missing_program_is_named():
    with pytest.raises(Problem, match="the program no-such-program is missing"):
        steps.run(["no-such-program"], "It failed")


def test_the_group_of_a_program_ends_with_it():
    code = "import subprocess, time; subprocess.Popen(['sleep', '60']); time.sleep(60)"
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        start_new_session=True,
        stdout=subprocess.PIPE,
    )
    steps.end_group(process)
    # The pipe closes only when the last program that holds it has ended.
    assert process.stdout.read() == b""
    process.stdout.close()


def test_a_taken_port_is_said():
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        with pytest.raises(Problem, match="is taken"):
            require_port(listener.getsockname()[1])
    require_port(free_port())


def test_an_edit_of_the_addon_makes_another_template(tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "tests").mkdir()
    model = tmp_path / "models/partner.py"
    model.write_text("a = 1\n")
    before = templates.addon_digest(tmp_path)
    (tmp_path / "tests/test_partner.py").write_text("# a test needs no installation\n")
    assert templates.addon_digest(tmp_path) == before
    model.write_text("a = 2\n")
    assert templates.addon_digest(tmp_path) != before


def test_what_our_addons_stand_on_is_in_their_manifests(tmp_path):
    depends = {"xero_connector": ["account"], "xero_connector_sale": ["sale"]}
    depends["xero_connector_sale"].append("xero_connector")
    for name, modules in depends.items():
        (tmp_path / name).mkdir()
        manifest = tmp_path / name / "__manifest__.py"
        manifest.write_text(repr({"name": name, "depends": modules}))
    assert set_up.needed(tmp_path, ["xero_connector_sale"]) == ["sale"]
    assert set_up.needed(tmp_path, depends) == ["account", "sale"]
    assert set_up.needed(tmp_path, []) == []


def test_the_last_error_of_a_log_is_found(tmp_path):
    log = tmp_path / "log"
    log.write_text(
        "2026-01-01 10:00:00,000 1 CRITICAL db odoo.registry: Failed to load\n"
        "Traceback (most recent call last):\n"
        "ValueError: no such field\n"
        "2026-01-01 10:00:00,001 1 INFO db odoo.sql_db: closed\n"
    )
    assert ready.reason_in(log) == "ValueError: no such field"
    assert not ready.reason_in(tmp_path / "none")


@pytest.mark.parametrize(
    ("name", "text", "finding"),
    [
        ("a.py", "a = 1", "has no newline at its end"),
        ("a.py", "a = 1 \n", "has trailing white space"),
        ("a.py", "a = 1\r\n", "has a Windows line end"),
        ("a.py", "a = 1\n\n", "ends with an empty line"),
        ("a.xml", "<a>\n", "is not well-formed"),
        ("a.xml", "<a>\n  <b/>\n</a>\n", "is not indented by four spaces"),
    ],
)
def test_the_form_of_text_files(tmp_path, name, text, finding):
    path = tmp_path / name
    path.write_text(text, newline="")
    assert finding in " ".join(what for _line, what in text_checks.findings(path))


def test_good_files_have_no_finding(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text("<a>\n    <!-- free\n  here -->\n    <b/>\n</a>\n")
    assert not list(text_checks.findings(path))
