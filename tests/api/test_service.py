"""What an app and an operator ask before anybody signs in."""

import base64
import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text

from tests.cast import VERSION, a_person, outcome

DOCS = ("/docs", "/docs/start.js", "/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js")


@pytest.fixture
def door(app):
    """A client that asks outside ``/v1``."""
    return app.test_client()


@pytest.mark.parametrize("language", ["en", "es", "de"])
def test_meta_names_the_consents_in_force(anyone, language):
    meta = anyone.get("/meta", Accept_Language=language).json

    assert {(one["purpose"], one["version"]) for one in meta["consents"]} == {
        ("process_feelings", VERSION),
        ("pairing", VERSION),
    }
    assert all(len(one["text"]) > 100 for one in meta["consents"])
    assert (bool(meta["terms_version"]), meta["minimum_client_versions"]) == (True, [])


def test_meta_speaks_the_language_asked_for(anyone):
    texts = {
        anyone.get("/meta", Accept_Language=one).json["consents"][0]["text"]
        for one in ("en", "es", "de")
    }

    assert len(texts) == 3


def test_the_process_answers(door):
    answer = door.get("/livez")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_it_is_ready_on_its_own_schema(door):
    assert door.get("/readyz").json == {"status": "ok"}


@pytest.mark.parametrize(("revision", "status"), [("0000", 503), ("9999", 200)])
def test_an_older_schema_is_not_ready_and_a_newer_one_is(door, database, revision, status):
    with database.engine.begin() as connection:
        [known] = connection.scalars(text("SELECT version_num FROM alembic_version"))
        set_ = text("UPDATE alembic_version SET version_num = :to")
        connection.execute(set_, {"to": revision})

    answer = door.get("/readyz")

    with database.engine.begin() as connection:
        connection.execute(set_, {"to": known})
    assert answer.status_code == status
    assert door.get("/livez").status_code == 200


def test_the_published_key_checks_a_token(app, door):
    [key] = door.get("/.well-known/jwks.json").json["keys"]
    token = a_person(app, "Eve").tokens["access_token"]
    signed, _, signature = token.rpartition(".")

    public = Ed25519PublicKey.from_public_bytes(unpadded(key["x"]))

    public.verify(unpadded(signature), signed.encode())
    assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("OKP", "Ed25519", "EdDSA", "sig")
    assert "d" not in key


def unpadded(text_: str) -> bytes:
    return base64.urlsafe_b64decode(text_ + "=" * (-len(text_) % 4))


def test_the_specification_is_served_as_it_is_checked_in(door):
    spec = door.get("/openapi.json").json

    assert spec["openapi"] == "3.1.0"
    ids = [op["operationId"] for path in spec["paths"].values() for op in operations(path)]
    assert len(ids) == len(set(ids)) > 80
    assert all(op["tags"] for path in spec["paths"].values() for op in operations(path))


def operations(path: dict) -> list[dict]:
    methods = ("get", "post", "put", "patch", "delete")
    return [path[method] for method in methods if method in path]


@pytest.mark.parametrize("path", DOCS)
def test_the_docs_come_from_this_machine(door, path):
    answer = door.get(path)

    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()


def test_the_docs_page_has_its_own_strict_policy(door):
    page = door.get("/docs")
    policy = page.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert "unsafe-inline" not in policy.replace("style-src 'self' 'unsafe-inline'", "")


def test_the_docs_page_loads_nothing_from_elsewhere_and_runs_nothing_inline(door):
    html = door.get("/docs").text

    sources = re.findall(r'(?:src|href)="([^"]*)"', html)
    assert all(source.startswith(("/docs/", "data:")) for source in sources)
    assert re.findall(r"<script[^>]*>([^<]+)</script>", html) == []


@pytest.mark.parametrize(
    "name", ["..%2f..%2fwsgi.py", "index.html", "swagger-ui.js.map", "nothing"]
)
def test_other_files_of_the_docs_are_not_served(door, name):
    assert outcome(door.get(f"/docs/{name}")) == (404, "not_found")


@pytest.mark.parametrize("path", ["/v1/meta", "/livez", "/openapi.json", "/v1/nothing"])
def test_every_answer_carries_the_headers(door, path):
    headers = door.get(path).headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "max-age" in headers["Strict-Transport-Security"]
    assert not {"Server", "Set-Cookie", "Access-Control-Allow-Origin"} & set(headers.keys())


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/v1/meta", "/.well-known/jwks.json"])
def test_only_reading_is_allowed(door, path):
    answer = door.post(path, json={})

    assert outcome(answer) == (405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"]
