"""Several real processes need the access to Xero at the same moment (A17).

Xero rotates the refresh token, so only one may refresh; and whoever dies between
Xero's answer and the commit must not cost the consent.
"""

import json
import subprocess
import time

import environment
import pytest

from xero_sandbox import Sandbox

PROCESSES = 4

CONNECT = """
import json
from odoo import fields
facts = json.loads({facts!r})
parameters = env["ir.config_parameter"]
for name in ("api_url", "identity_url", "login_url"):
    parameters.set_param("xero_connector." + name, facts["url"])
authorization = env["xero.authorization"].create({{
    "client_id": facts["client_id"], "client_secret": facts["client_secret"],
}})
authorization._accept_consent(facts["tokens"], fields.Datetime.now(), env.uid)
authorization.expires_at = fields.Datetime.now()
env.cr.commit()
print("RESULT", authorization.id)
"""

ADOPT = """
authorization = env["xero.authorization"].search([])
env.ref("base.AUD").active = True
env.company.currency_id = env.ref("base.AUD")
consent = env["xero.connect"].new({"authorization_id": authorization.id})
tenants = consent._list_tenants(
    authorization._oauth(), {"access_token": authorization.access_token}
)
authorization._adopt_connections([(tenants[0], env.company)])
env.cr.commit()
print("RESULT", tenants[0]["name"])
"""

ALL_DUE = """
from odoo import fields
env["xero.stream"].search([]).next_run = fields.Datetime.now()
env["xero.organisation"].search([]).not_before = False
env.cr.commit()
"""

RUN = """
organisation = env["xero.organisation"].search([])
organisation._cron_run()
env.cr.commit()
organisation = env["xero.organisation"].search([])
print("RESULT", organisation.connection_state, len(organisation.activity_ids))
"""

EXPIRE = """
from odoo import fields
env["xero.authorization"].search([]).expires_at = fields.Datetime.now()
env.cr.commit()
print("RESULT done")
"""

# The transaction is older than the refresh of the others: it reads before it waits
NEED_ACCESS = """
import hashlib, os, time
from odoo.addons.xero_connector.tools.xero_errors import XeroError
authorization = env["xero.authorization"].search([])
authorization.state
print("READY", flush=True)
while not os.path.exists({go!r}):
    time.sleep(0.01)
try:
    token = authorization._access_token()
    print("RESULT", hashlib.sha256(token.encode()).hexdigest(), flush=True)
except XeroError as error:
    print("RESULT", error.kind, flush=True)
"""


@pytest.fixture(scope="module")
def database(odoo_environment):
    modules = (*environment.BASE, environment.ADDON)
    template = odoo_environment.template(modules)
    with odoo_environment.database("race_connect", template) as name:
        yield name


@pytest.fixture
def sandbox(odoo_environment, database):
    with Sandbox(port=0) as sandbox:
        app = sandbox.app()
        facts = {
            "url": sandbox.url,
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "tokens": sandbox.grant(organisations=["AU"]),
        }
        clear = (
            "env['xero.organisation'].with_context(active_test=False).search([])"
            ".unlink()\nenv['xero.authorization'].search([]).unlink()\n"
        )
        script = clear + CONNECT.format(facts=json.dumps(facts))
        result(start(odoo_environment, database, script))
        yield sandbox


def start(env, database, script):
    """Run a script in an Odoo process of its own."""
    process = subprocess.Popen(
        env.odoo_command("shell", "-c", env.make_config(database), "--no-http"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=env.variables(),
        cwd=env.root,
        text=True,
    )
    process.stdin.write(script)
    process.stdin.close()
    return process


def wait_for(process, word):
    """Return the rest of the line that begins with this word."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith(word):
            return line.removeprefix(word).strip()
    raise AssertionError(f"{word} did not come: " + "".join(lines))


def result(process):
    found = wait_for(process, "RESULT")
    process.wait(timeout=60)
    return found


def start_ready(env, database, go, count):
    """Return processes that have begun their transaction and wait for a file."""
    script = NEED_ACCESS.format(go=str(go))
    processes = [start(env, database, script) for _number in range(count)]
    for process in processes:
        wait_for(process, "READY")
    return processes


def refreshes(sandbox):
    return len(sandbox.requests("POST", "/connect/token"))


def test_a17_one_of_many_refreshes(odoo_environment, database, sandbox, tmp_path):
    sandbox.settings(latency_ms=1000)
    go = tmp_path / "go"
    processes = start_ready(odoo_environment, database, go, PROCESSES)
    go.touch()
    results = [result(process) for process in processes]
    assert refreshes(sandbox) == 1
    tokens = set(results) - {"busy"}
    assert len(tokens) == 1
    assert len(next(iter(tokens))) == 64, results
    # the others were told to come again; one that started late found the new token
    assert results.count("busy") + results.count(*tokens) == PROCESSES

    # who comes later finds the new token, and calls nobody
    [late] = start_ready(odoo_environment, database, go, 1)
    assert result(late) in tokens
    assert refreshes(sandbox) == 1


def test_a17_an_older_transaction_finds_the_new_token(
    odoo_environment, database, sandbox, tmp_path
):
    """Its own snapshot still shows the expired token; the lock is free again."""
    first, second = tmp_path / "first", tmp_path / "second"
    [early] = start_ready(odoo_environment, database, first, 1)
    [late] = start_ready(odoo_environment, database, second, 1)
    first.touch()
    token = result(early)
    second.touch()
    assert result(late) == token
    assert refreshes(sandbox) == 1


def test_a17_killed_between_answer_and_commit(
    odoo_environment, database, sandbox, tmp_path
):
    """Xero has rotated and nobody wrote it down: the old token serves once more."""
    sandbox.fault("delay_after", path="/connect/token", seconds=20)
    go = tmp_path / "go"
    [victim] = start_ready(odoo_environment, database, go, 1)
    go.touch()
    deadline = time.monotonic() + 30
    while not any(token.used_at for token in sandbox.tokens.refresh.values()):
        assert time.monotonic() < deadline, "the refresh did not begin"
        time.sleep(0.05)
    victim.kill()
    victim.wait()
    [heir] = start_ready(odoo_environment, database, go, 1)
    assert len(result(heir)) == 64, "the consent lives"
    assert result(start(odoo_environment, database, EXPIRE)) == "done"
    [next_one] = start_ready(odoo_environment, database, go, 1)
    assert len(result(next_one)) == 64


def test_t6_disconnected_in_xero_does_not_break_the_run(
    odoo_environment, database, sandbox
):
    """The run notes it in a transaction of its own, and writes its own row after."""
    assert result(start(odoo_environment, database, ADOPT))
    state = result(start(odoo_environment, database, RUN))
    assert state.startswith("connected"), state
    sandbox.act("disconnect", organisation="AU")
    state = result(start(odoo_environment, database, ALL_DUE + RUN))
    assert state.startswith("disconnected"), state
    assert not state.endswith(" 0"), "somebody was told"


def test_a18_lost_consent_does_not_break_the_run(odoo_environment, database, sandbox):
    assert result(start(odoo_environment, database, ADOPT))
    assert result(start(odoo_environment, database, EXPIRE)) == "done"
    sandbox.tokens.reset()
    state = result(start(odoo_environment, database, RUN))
    assert state.startswith("lost"), state
    assert not state.endswith(" 0"), "somebody was told"
