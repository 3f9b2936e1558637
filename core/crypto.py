"""Sealing, signing by HMAC, and codes that people type. Pure functions over given keys.

Sealed data is AES-256-GCM with a random 96-bit nonce and bound data (AAD), so that a
ciphertext moved to another row or owner does not open.
Source: NIST SP 800-38D, https://csrc.nist.gov/pubs/sp/800/38/d/final
"""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
# Crockford's base32: no I, L, O, U, so that a code survives being read aloud.
# Source: https://www.crockford.com/base32.html
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
HEARD_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


class SealBroken(Exception):
    """A sealed text was changed, moved to another row, or its key is not this one."""


def new_key() -> bytes:
    """A random 256-bit key."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, plain: bytes, bound: bytes) -> bytes:
    """Encrypt; the answer is nonce and ciphertext."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def unseal(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    """Decrypt what ``seal`` made with the same key and bound data.

    Raises:
        SealBroken: anything about it is different.
    """
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
    except (InvalidTag, ValueError) as broken:
        raise SealBroken from broken


def mac(key: bytes, *parts: str | bytes) -> bytes:
    """HMAC-SHA256 over the parts, each with its length, so that no two lists collide."""
    digest = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.digest()


def same(one: bytes, other: bytes) -> bool:
    """Equality in constant time."""
    return hmac.compare_digest(one, other)


def code_from(digest: bytes, characters: int) -> str:
    """The first ``characters`` x 5 bits as a code in groups of four."""
    number = int.from_bytes(digest, "big") >> (len(digest) * 8 - characters * 5)
    letters = [ALPHABET[number >> shift & 31] for shift in range(0, characters * 5, 5)]
    text = "".join(reversed(letters))
    return "-".join(text[i : i + 4] for i in range(0, characters, 4))


def random_code(characters: int) -> str:
    """A code of ``characters`` x 5 random bits."""
    return code_from(secrets.token_bytes(characters), characters)


def plain_code(typed: str) -> str:
    """A typed code as it was meant: case-blind, hyphens and spaces ignored."""
    return typed.upper().translate(HEARD_AS)
