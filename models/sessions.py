"""Sign-ins: one row a device, checked on every request."""

import base64
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from core import crypto
from models.base import Owned, Row
from models.sealed import Sealed, SealedRow


class Refresh(StrEnum):
    """What a refresh token turned out to be."""

    CURRENT = "current"  # rotate
    REPEATED = "repeated"  # the answer was lost: give the same again
    REUSED = "reused"  # someone kept an old one: end the session
    FORGED = "forged"


class SignIn(SealedRow, Owned, Row):
    """A session. Its refresh token is a counter with an HMAC under the session's own key.

    Nothing usable is stored: the counter is in clear, the key sealed, the nonce as an HMAC.
    """

    __tablename__ = "sessions"
    sealed_label = "sessions"
    PARALLEL: ClassVar = timedelta(seconds=10)

    counter: Mapped[int] = mapped_column(default=1)
    last_used_at: Mapped[datetime]
    rotated_at: Mapped[datetime]
    stepped_up_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    device_name = Sealed[str | None]()
    device = Sealed[str]()  # what its device token was drawn from
    refresh_key = Sealed[bytes](base64.b64decode, lambda raw: base64.b64encode(raw).decode())
    nonce_mac = Sealed[str | None]()

    def is_open(self, at: datetime, *, idle: timedelta, absolute: timedelta) -> bool:
        """Whether it may still be used."""
        return (
            self.ended_at is None
            and at < self.last_used_at + idle
            and at < self.created_at + absolute
        )

    def refresh_token(self) -> str:
        """Today's token; the same one however often it is asked for."""
        raw = self.id.bytes + self.counter.to_bytes(4, "big")
        return base64.urlsafe_b64encode(raw + self._sign(self.counter)).decode()

    def judge(self, counter: int, signature: bytes, nonce: str, at: datetime) -> Refresh:
        """Tell an honest phone from a stolen token.

        The parent of today's token is taken again with the nonce that made today's (the
        answer was lost), or with another within ten seconds (two requests at once).
        """
        if not crypto.same(signature, self._sign(counter)) or counter > self.counter:
            return Refresh.FORGED
        if counter == self.counter:
            return Refresh.CURRENT
        honest = self._nonce(nonce) == self.nonce_mac or at <= self.rotated_at + self.PARALLEL
        return Refresh.REPEATED if counter == self.counter - 1 and honest else Refresh.REUSED

    def rotate(self, nonce: str, at: datetime) -> None:
        """Make a new token; the present one becomes its parent."""
        self.counter += 1
        self.nonce_mac = self._nonce(nonce)
        self.rotated_at = self.last_used_at = at

    def end(self, at: datetime) -> None:
        """Close it. Its access tokens are refused from the next request on."""
        self.ended_at = self.ended_at or at

    def _sign(self, counter: int) -> bytes:
        return crypto.mac(self.refresh_key, "refresh", self.id.bytes, str(counter))

    def _nonce(self, nonce: str) -> str:
        return crypto.mac(self.refresh_key, "nonce", nonce).hex()


def parse_refresh_token(token: str) -> tuple[bytes, int, bytes] | None:
    """Session id, counter and signature; None where it is no token of ours at all."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (ValueError, UnicodeEncodeError):
        return None
    if len(raw) != 16 + 4 + 32:
        return None
    return raw[:16], int.from_bytes(raw[16:20], "big"), raw[20:]
