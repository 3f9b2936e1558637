"""The codes of invitations, and the phrase that both sides compare by voice."""

import uuid

from sqlalchemy.orm import Session

from core import content, crypto
from core.db import keyring_of

CHARACTERS = 12  # 60 bits


def new() -> str:
    """A fresh code."""
    return crypto.random_code(CHARACTERS)


def match_phrase(session: Session, invitation_id: uuid.UUID) -> str:
    """Two words and a number that both see, to compare by voice: is it really you?"""
    digest = crypto.mac(keyring_of(session).secrets.key_for("match"), invitation_id.bytes)
    words: list[str] = content.load("match_words.yaml")["words"]
    first, second = (words[byte % len(words)] for byte in digest[:2])
    return f"{first} {second} {10 + digest[2] % 90}"


def mac_of(session: Session, code: str) -> bytes:
    """What is stored of a code."""
    key = keyring_of(session).secrets.key_for("invitation")
    return crypto.mac(key, crypto.plain_code(code))
