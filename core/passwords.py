"""Argon2id, at most two at a time: a flood of log-ins must not starve the API.

Never call these inside a database transaction (measured on SQLite: 739 writes a second
fall to 69). Parameters: OWASP Password Storage Cheat Sheet, m=19456 KiB, t=2, p=1.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import Unavailable

_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_TURNS = BoundedSemaphore(2)
_QUEUE = BoundedSemaphore(4)  # two at work and two waiting; the other threads stay free
# Checked where no account is found, so that an unknown address costs the same time.
NOBODY = _HASHER.hash("nobody has this password")


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for a turn, unless too many wait already.

    Raises:
        Unavailable: try again in a second.
    """
    if not _QUEUE.acquire(blocking=False):
        raise Unavailable(retry_after=1)
    try:
        with _TURNS:
            yield
    finally:
        _QUEUE.release()


def hashed(password: str) -> str:
    """The PHC string to store."""
    with _turn():
        return _HASHER.hash(password)


def matches(stored: str, password: str) -> bool:
    """Whether the password made this hash."""
    with _turn():
        try:
            return _HASHER.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


def outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)
