"""Access tokens: what a forger may try, and when a good one stops working."""

import base64
import hashlib
import hmac
import json
import uuid
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core import clock
from tests.cast import PASSWORD, Phone

DAY = 86400
DEEP = "[" * 1200


def part(value):
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Forger:
    """Has a good token's claims and header, and puts together another."""

    def __init__(self, token, secrets, other):
        self.token, self.secrets, self.other = token, secrets, other
        self.header = jwt.get_unverified_header(token)
        self.claims = jwt.decode(token, options={"verify_signature": False})

    def signed(self, key=None, *, header=None, without=(), **changes):
        """Signed with the server's own key unless another is given."""
        claims = {name: value for name, value in self.claims.items() if name not in without}
        body = f"{part(self.header | (header or {}))}.{part(claims | changes)}"
        return f"{body}.{part((key or self.secrets.signing).sign(body.encode()))}"

    def unsigned(self, alg):
        return f"{part(self.header | {'alg': alg})}.{part(self.claims)}."

    def symmetric(self, key):
        body = f"{part(self.header | {'alg': 'HS256'})}.{part(self.claims)}"
        return f"{body}.{part(hmac.new(key, body.encode(), hashlib.sha256).digest())}"

    def with_parts(self, header=None, payload=None, signature=None):
        given = (header, payload, signature)
        old = self.token.split(".")
        return ".".join(new or kept for new, kept in zip(given, old, strict=True))


FORGED = {
    "alg none": lambda f: f.unsigned("none"),
    "alg None": lambda f: f.unsigned("None"),
    "no alg": lambda f: f.unsigned(None),
    "HS256 with the public PEM": lambda f: f.symmetric(f.secrets.public_pem()),
    "HS256 with the raw public key": lambda f: f.symmetric(f.secrets.public_raw),
    "HS256 with an empty key": lambda f: f.symmetric(b""),
    "key of a stranger": lambda f: f.signed(Ed25519PrivateKey.generate()),
    "unknown kid": lambda f: f.signed(header={"kid": "another"}),
    "kid that is a path": lambda f: f.signed(header={"kid": "../../dev/null"}),
    "kid that is a number": lambda f: f.signed(header={"kid": 7}),
    "no kid": lambda f: f.signed(header={"kid": None}),
    "critical extension": lambda f: f.signed(header={"crit": ["b64"], "b64": False}),
    "no exp": lambda f: f.signed(without=["exp"]),
    "no iat": lambda f: f.signed(without=["iat"]),
    "no jti": lambda f: f.signed(without=["jti"]),
    "no sub": lambda f: f.signed(without=["sub"]),
    "no sid": lambda f: f.signed(without=["sid"]),
    "no typ": lambda f: f.signed(without=["typ"]),
    "no type": lambda f: f.signed(without=["type"]),
    "no aud": lambda f: f.signed(without=["aud"]),
    "no iss": lambda f: f.signed(without=["iss"]),
    "extra claim": lambda f: f.signed(admin=True),
    "other typ": lambda f: f.signed(typ="step-up"),
    "refresh type": lambda f: f.signed(type="refresh"),
    "other audience": lambda f: f.signed(aud="another"),
    "two audiences": lambda f: f.signed(aud=["mend", "another"]),
    "other issuer": lambda f: f.signed(iss="another"),
    "expired": lambda f: f.signed(iat=f.claims["iat"] - 900, exp=f.claims["iat"] - 300),
    "lives for a day": lambda f: f.signed(exp=f.claims["iat"] + DAY),
    "issued tomorrow": lambda f: f.signed(iat=f.claims["iat"] + DAY, exp=f.claims["exp"] + DAY),
    "exp as text": lambda f: f.signed(exp=str(f.claims["exp"])),
    "exp with a fraction": lambda f: f.signed(exp=f.claims["exp"] - 0.5),
    "exp that is Infinity": lambda f: f.signed(exp=float("inf")),
    "exp that is true": lambda f: f.signed(exp=True),
    "exp of 400 digits": lambda f: f.signed(exp=10**400),
    "sid that is a number": lambda f: f.signed(sid=5),
    "sid that is a list": lambda f: f.signed(sid=[f.claims["sid"]]),
    "sid that is no id": lambda f: f.signed(sid="current"),
    "sid of nobody": lambda f: f.signed(sid=str(uuid.uuid4())),
    "sub that is a number": lambda f: f.signed(sub=5),
    "sub of another person": lambda f: f.signed(sub=str(f.other)),
    "sub of nobody": lambda f: f.signed(sub=str(uuid.uuid4())),
    "changed payload": lambda f: f.with_parts(payload=part(f.claims | {"sub": str(f.other)})),
    "changed signature": lambda f: f.with_parts(signature=part(b"x" * 64)),
    "no signature": lambda f: f.token.rsplit(".", 1)[0] + ".",
    "nested header": lambda _: ".".join([part(DEEP.encode()), "e30", "e30"]),
    "nested payload": lambda f: ".".join([part(f.header), part(DEEP.encode()), "e30"]),
    "payload that is null": lambda f: f.with_parts(payload=part(None)),
    "payload that is a list": lambda f: f.with_parts(payload=part([1])),
    "payload of NULs": lambda f: f.with_parts(payload=part(b"\0\0\0\xff")),
    "two parts": lambda f: f.token.rsplit(".", 1)[0],
    "four parts": lambda f: f.token + ".x",
    "dots": lambda _: "...",
    "garbage": lambda _: "garbage",
    "quotes": lambda _: "\"a=b\", c*=utf-16''%ff, =",
    "latin": lambda _: "\xe4\xf6\xfc.\xe4.\xfc",
    "much too long": lambda f: f.token + "A" * 9000,
    "a JWE": lambda _: ".".join([part({"alg": "dir", "enc": "A256GCM"}), "", "x", "x", "x"]),
    "a refresh token": lambda f: base64.urlsafe_b64encode(b"x" * 52).decode(),
}


def refused(answer):
    """All that a refused caller can tell one refusal from another by."""
    headers = {name: value for name, value in answer.headers.items() if name != "X-Request-Id"}
    body = {name: value for name, value in answer.json.items() if name != "request_id"}
    return answer.status_code, body, headers


@pytest.mark.parametrize("kind", FORGED)
def test_every_forged_token_gets_one_and_the_same_answer(anyone, ana, ben, keyring, kind):
    token = FORGED[kind](Forger(ana.tokens["access_token"], keyring.secrets, ben.id))

    answer = anyone.get("/me", Authorization=f"Bearer {token}")

    assert refused(answer) == refused(anyone.get("/me"))
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "bEaReR"])
def test_the_scheme_is_read_in_any_case(anyone, ana, scheme):
    answer = anyone.get("/me", Authorization=f"{scheme} {ana.tokens['access_token']}")

    assert answer.status_code == 200


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", "Basic YTpi", "Basic !", "JWT x", " "])
def test_another_scheme_is_no_token(anyone, given):
    assert refused(anyone.get("/me", Authorization=given)) == refused(anyone.get("/me"))


def test_the_forger_can_sign_what_the_server_would(anyone, ana, keyring):
    forger = Forger(ana.tokens["access_token"], keyring.secrets, ana.id)

    answer = anyone.get("/me", Authorization=f"Bearer {forger.signed()}")

    assert answer.status_code == 200  # so the refusals above are for what was changed


def test_a_token_says_no_more_than_it_must(ana, keyring):
    forger = Forger(ana.tokens["access_token"], keyring.secrets, ana.id)

    assert forger.header == {"alg": "EdDSA", "kid": keyring.secrets.kid, "typ": "JWT"}
    assert {"aud", "exp", "iat", "iss", "jti", "sid", "sub", "typ"} <= set(forger.claims)
    assert ana.email not in str(forger.claims)
    assert forger.claims["exp"] - forger.claims["iat"] == 600


def test_a_token_lives_ten_minutes_on_the_servers_clock(anyone, ana):
    clock.move(timedelta(minutes=9, seconds=55), host="127.0.0.1")
    assert ana.get("/me").status_code == 200

    clock.move(timedelta(seconds=6), host="127.0.0.1")

    assert refused(ana.get("/me")) == refused(anyone.get("/me"))


def test_a_stranger_never_sees_field_names(anyone):
    answer = anyone.post("/ruptures", {"kind": "nonsense", "admin": True})

    assert answer.status_code == 401
    assert "errors" not in answer.json


def test_a_token_in_another_place_is_none(app, ana):
    token = ana.tokens["access_token"]
    phone = Phone(app)
    phone.client.set_cookie("access_token_cookie", token)

    assert phone.get(f"/me?jwt={token}").status_code == 401
    assert phone.post("/moments", {"access_token": token}).status_code == 401


def test_a_token_of_a_deleted_person_is_none(anyone, ana):
    ana.post("/sessions/current/step-up", {"password": PASSWORD})
    assert ana.delete("/me").status_code == 202

    assert refused(ana.get("/me")) == refused(anyone.get("/me"))


def test_the_published_key_verifies_a_token(ana):
    [key] = ana.client.get("/.well-known/jwks.json").json["keys"]

    claims = jwt.decode(
        ana.tokens["access_token"],
        jwt.PyJWK(key).key,
        algorithms=["EdDSA"],
        audience="mend",
    )

    assert claims["sub"] == str(ana.id)
    assert set(key) == {"kty", "crv", "alg", "use", "kid", "x"}  # and nothing of the private one
