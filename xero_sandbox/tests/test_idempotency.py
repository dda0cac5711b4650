"""Idempotency keys."""


def put(xero, key, name="Once Only", **query):
    body = {"Contacts": [{"Name": name}]}
    return xero.send("PUT", "Contacts", body, {"Idempotency-Key": key}, **query)


def test_the_first_answer_comes_again(sandbox, xero, au):
    first, again = put(xero, "k1"), put(xero, "k1")
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert len(au.contacts.find("name", "once only")) == 1
    assert [entry.replayed for entry in sandbox.requests()] == [False, True]


def test_replays_count_against_the_limit(sandbox, xero):
    first, again = put(xero, "k1"), put(xero, "k1")
    name = "X-MinLimit-Remaining"
    assert int(first.headers[name]) - int(again.headers[name]) == 1


def test_errors_are_kept_too(xero, au, sandbox):
    put(xero, "k0")
    assert put(xero, "k1").status_code == 400
    sandbox.act("edit_contact", contact="Once Only", Name="Renamed")
    assert put(xero, "k1").status_code == 400
    assert put(xero, "k2").status_code == 200


def test_internal_errors_are_kept_although_it_was_done(sandbox, xero, au):
    sandbox.fault("500_after", method="PUT", path="Contacts")
    assert put(xero, "k1").status_code == 500
    assert put(xero, "k1").status_code == 500
    assert len(au.contacts.find("name", "once only")) == 1


def test_a_lost_answer_is_given_again(sandbox, xero, au):
    sandbox.fault("bad_json", method="PUT", path="Contacts")
    assert put(xero, "k1").text.startswith('{"Id": "broken"')
    assert put(xero, "k1").json()["Contacts"][0]["Name"] == "Once Only"
    assert len(au.contacts.find("name", "once only")) == 1


def test_six_minutes(sandbox, xero):
    put(xero, "k1")
    sandbox.clock(advance=359)
    assert put(xero, "k1").status_code == 200
    sandbox.clock(advance=2)
    assert put(xero, "k1").status_code == 400  # forgotten: the name is taken


def test_another_request_with_the_key(xero, xero_gb):
    put(xero, "k1")
    for answer in (
        put(xero, "k1", name="Other"),
        put(xero, "k1", summarizeErrors="false"),
        put(xero_gb, "k1"),
    ):
        assert answer.status_code == 400
        assert "different request" in answer.json()["Message"]


def test_keys_are_per_app(sandbox, xero, au):
    put(xero, "k1")
    token = sandbox.grant(app="broad")
    xero.headers["Authorization"] = f"Bearer {token['access_token']}"
    assert put(xero, "k1", name="Other").status_code == 200


def test_length(xero):
    assert put(xero, "k" * 128).status_code == 200
    assert put(xero, "k" * 129).status_code == 400


def test_get_ignores_it(xero):
    headers = {"Idempotency-Key": "k" * 200}
    assert xero.send("GET", "Contacts", headers=headers).status_code == 200


def test_a_fault_before_xero_leaves_no_trace(sandbox, xero):
    sandbox.fault("503", method="PUT")
    assert put(xero, "k1").status_code == 503
    assert put(xero, "k1").status_code == 200
