"""What every answer carries, refusals included: headers, request ids, and no CORS unless asked."""

import re

import pytest

from api import create_app
from core.config import Settings
from core.db import Database
from models import User
from tests.cast import Phone

JSON = {"Content-Type": "application/json"}
APP = "https://app.example.com"
PREFLIGHT = {
    "Origin": APP,
    "Access-Control-Request-Method": "PATCH",
    "Access-Control-Request-Headers": "authorization, if-match",
}
ANSWERS = {
    200: ("GET", "/me", {}),
    202: ("POST", "/password-resets", {"json": {"email": "no@example.com"}}),
    204: ("DELETE", "/me/quiet", {}),
    400: ("POST", "/ruptures", {"data": b"{", "headers": JSON}),
    401: ("GET", "/me", {"headers": {"Authorization": "Bearer x"}}),
    404: ("GET", "/nowhere", {}),
    405: ("PUT", "/ruptures", {}),
    413: ("POST", "/ruptures", {"data": b"x" * 300_000, "headers": JSON}),
    415: ("POST", "/ruptures", {"data": b"{}"}),
    422: ("POST", "/ruptures", {"json": {}}),
    428: ("PATCH", "/me", {"json": {}}),
    500: ("GET", "/me", {}),
}


@pytest.mark.parametrize("status", ANSWERS)
def test_every_answer_carries_what_keeps_it_private(app, database, ana, status):
    method, path, given = ANSWERS[status]
    headers = {"Authorization": f"Bearer {ana.tokens['access_token']}"} | given.get("headers", {})
    if status == 500:
        spoil(app, database, ana)

    answer = ana.client.open("/v1" + path, method=method, **(given | {"headers": headers}))

    assert answer.status_code == status
    app.testing = True
    said = answer.headers
    assert (said["Cache-Control"], said["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert said["Strict-Transport-Security"].startswith("max-age=63072000")
    assert not {"Server", "Set-Cookie", "Access-Control-Allow-Origin"} & set(said.keys())
    assert ("WWW-Authenticate" in said) is (status == 401)
    if status >= 400:
        assert said["Content-Type"] == "application/problem+json"
        assert answer.json["request_id"] == said["X-Request-Id"]


def spoil(app, database, phone):
    """A row that cannot be opened is our fault, so the answer must be a 500."""
    app.testing = False
    with database.writing() as session:
        session.execute(User.__table__.update().values(sealed=b"\x01" + phone.id.bytes + b"x" * 40))


@pytest.fixture(scope="module")
def open_to_web(settings, keyring, template):
    """An app that one web origin may call."""
    opened = Settings(**{**vars(settings), "cors_origins": (APP,)})
    return create_app(Database(opened, keyring))


def cors(answer):
    return {name for name, _ in answer.headers if name.startswith("Access-Control")}


def test_a_request_keeps_the_id_it_came_with(anyone):
    answer = anyone.get("/nowhere", X_Request_Id="trace-1.2_3")

    assert answer.headers["X-Request-Id"] == answer.json["request_id"] == "trace-1.2_3"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "\xe4", '"', "{{7*7}}"])
def test_any_other_id_is_replaced_by_a_random_one(anyone, given):
    first, second = (anyone.get("/meta", X_Request_Id=given).headers for _ in range(2))

    assert re.fullmatch("[0-9a-f]{32}", first["X-Request-Id"])
    assert first["X-Request-Id"] != second["X-Request-Id"]


def test_a_wrong_method_names_the_right_ones(ana):
    answer = ana.put("/ruptures", {})

    assert answer.json["code"] == "method_not_allowed"
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize("path", ["/me", "/meta", "/nowhere"])
def test_no_web_page_may_call_by_default(anyone, path):
    answers = [anyone.get(path, Origin=APP), anyone.ask("OPTIONS", path, **PREFLIGHT)]

    assert [cors(answer) for answer in answers] == [set(), set()]


@pytest.mark.parametrize("path", ["/me", "/meta", "/ruptures"])
def test_the_named_origin_may_ask_first_without_a_token(open_to_web, path):
    answer = Phone(open_to_web).ask("OPTIONS", path, **PREFLIGHT)

    assert answer.status_code < 300  # or no browser sends the request itself
    assert answer.headers["Access-Control-Allow-Origin"] == APP
    assert "PATCH" in answer.headers["Access-Control-Allow-Methods"]
    assert "If-Match" in answer.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_the_named_origin_may_read_refusals_too(open_to_web):
    answer = Phone(open_to_web).get("/me", Origin=APP)

    assert (answer.status_code, answer.headers["Vary"]) == (401, "Origin")
    assert answer.headers["Access-Control-Allow-Origin"] == APP


@pytest.mark.parametrize("origin", ["null", "https://evil.example", APP + ".evil.example", "*"])
def test_another_origin_may_not(open_to_web, origin):
    anyone = Phone(open_to_web)

    assert cors(anyone.get("/meta", Origin=origin)) == set()
    assert cors(anyone.ask("OPTIONS", "/me", **PREFLIGHT | {"Origin": origin})) == set()
