"""Access tokens: EdDSA, ten minutes, strict claims. The session row still decides.

flask-jwt-extended signs and verifies; its clock checks, and PyJWT's, are replaced by ours on
``core.clock``, and a claim too many or too few is refused.
"""

import uuid
from dataclasses import dataclass
from typing import Any, cast

import jwt
from flask import Flask, current_app
from flask_jwt_extended import JWTManager, create_access_token, decode_token
from flask_jwt_extended.exceptions import JWTExtendedException

from core import clock
from core.config import Settings
from core.errors import Unauthenticated
from core.keys import Secrets
from services.tokens import Opened

ISSUER = AUDIENCE = "mend"
PURPOSE = "access"
CLAIMS = {"aud", "exp", "fresh", "iat", "iss", "jti", "sid", "sub", "typ", "type"}
LONGEST = 2000  # characters
CENTURY = 100 * 365 * 86400  # seconds; switches PyJWT's own clock checks off


@dataclass(frozen=True)
class Bearer:
    """Whom a token speaks for."""

    user_id: uuid.UUID
    sign_in_id: uuid.UUID


def init_app(app: Flask, settings: Settings, secrets: Secrets) -> None:
    """Configure signing and verification."""
    app.config.update(
        JWT_ALGORITHM="EdDSA",
        JWT_PRIVATE_KEY=secrets.signing_pem(),
        JWT_PUBLIC_KEY=secrets.public_pem(),
        JWT_DECODE_ALGORITHMS=["EdDSA"],
        JWT_DECODE_ISSUER=ISSUER,
        JWT_DECODE_AUDIENCE=AUDIENCE,
        JWT_DECODE_LEEWAY=CENTURY,
        JWT_ENCODE_ISSUER=ISSUER,
        JWT_ENCODE_AUDIENCE=AUDIENCE,
        JWT_ENCODE_NBF=False,
        JWT_TOKEN_LOCATION=["headers"],
        JWT_COOKIE_CSRF_PROTECT=False,
        JWT_ACCESS_TOKEN_EXPIRES=settings.access_token_life,
    )
    manager = JWTManager(app)

    @manager.decode_key_loader
    def known_key(header: dict[str, Any], claims: dict[str, Any]) -> bytes:
        if header.get("kid") != secrets.kid:
            raise jwt.InvalidKeyError("unknown kid")
        if set(claims) != CLAIMS:  # here, because later a missing type or jti is filled in
            raise jwt.InvalidTokenError("a claim too many or too few")
        return secrets.public_pem()

    app.extensions["kid"] = secrets.kid


def answer(opened: Opened) -> dict[str, Any]:
    """What a sign-in, a verification and a refresh answer."""
    now = clock.now()
    life = current_app.config["JWT_ACCESS_TOKEN_EXPIRES"]
    access_token = create_access_token(
        str(opened.sign_in.owner_id),
        additional_claims={
            "iat": int(now.timestamp()),
            "exp": int((now + life).timestamp()),
            "sid": str(opened.sign_in.id),
            "typ": PURPOSE,
        },
        additional_headers={"kid": current_app.extensions["kid"]},
    )
    return {
        "access_token": access_token,
        "refresh_token": opened.sign_in.refresh_token(),
        "expires_in": int(life.total_seconds()),
        "session_id": opened.sign_in.id,
        "device_token": opened.device_token,
    }


def read(token: str) -> Bearer:
    """Whom the token speaks for.

    Raises:
        Unauthenticated: whatever is wrong with it; always the same.
    """
    if len(token) > LONGEST:
        raise Unauthenticated
    try:
        claims = cast(dict[str, Any], decode_token(token))
        return _checked(claims)
    except (JWTExtendedException, jwt.PyJWTError, ValueError, TypeError, KeyError) as reason:
        raise Unauthenticated from reason


def _checked(claims: dict[str, Any]) -> Bearer:
    now = clock.now().timestamp()
    issued, expires = claims["iat"], claims["exp"]
    sound = (
        all(type(claims[name]) is str for name in ("jti", "sid", "sub"))
        and claims["typ"] == claims["type"] == PURPOSE
        and claims["aud"] == AUDIENCE
        and type(issued) is type(expires) is int
        and issued <= now + 1 < expires + 1
        and expires - issued <= current_app.config["JWT_ACCESS_TOKEN_EXPIRES"].total_seconds()
    )
    if not sound:
        raise Unauthenticated
    return Bearer(uuid.UUID(claims["sub"]), uuid.UUID(claims["sid"]))
