"""Ruptures: small hurts, each with a life of its own. Their owner alone moves them."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core import clock
from models.base import Owned, Row, Versioned
from models.feeds import FeedNoun, Told
from models.lifecycle import Lifecycle
from models.sealed import Sealed, SealedRow, SealedTime
from models.words import (
    FAMILY_OF,
    Feeling,
    Need,
    RuptureFamily,
    RuptureKind,
    RuptureResponse,
    VerdictWord,
)


class RuptureStatus(StrEnum):
    """Where a rupture stands."""

    OPEN = "open"
    SET_ASIDE = "set_aside"
    IN_REPAIR = "in_repair"
    REPAIRED = "repaired"
    LET_GO = "let_go"
    NOT_FOR_REPAIR = "not_for_repair"


class LetGoHow(StrEnum):
    """How it was let go."""

    AT_PEACE = "at_peace"
    BRUSHED_ASIDE = "brushed_aside"


class NotForRepairReason(StrEnum):
    """Why it is not for repair."""

    UNSAFE = "unsafe"
    ATTACHMENT_INJURY = "attachment_injury"
    OTHER = "other"


OPEN, SET_ASIDE, IN_REPAIR = RuptureStatus.OPEN, RuptureStatus.SET_ASIDE, RuptureStatus.IN_REPAIR
REPAIRED, LET_GO = RuptureStatus.REPAIRED, RuptureStatus.LET_GO
NOT_FOR_REPAIR = RuptureStatus.NOT_FOR_REPAIR

LIFECYCLE = Lifecycle(
    {
        "set_aside": ({OPEN, IN_REPAIR}, SET_ASIDE),
        "let_go": ({OPEN, SET_ASIDE, IN_REPAIR}, LET_GO),
        "not_for_repair": (set(RuptureStatus), NOT_FOR_REPAIR),
        "receive_repair": ({OPEN}, IN_REPAIR),
        "repair_in_person": ({OPEN, SET_ASIDE, IN_REPAIR}, IN_REPAIR),
        "land": ({OPEN, SET_ASIDE, IN_REPAIR}, REPAIRED),
        "unland": ({REPAIRED}, IN_REPAIR),
        "hold": ({REPAIRED}, REPAIRED),
        "not_hold": ({REPAIRED}, OPEN),
        "lose_repairs": ({IN_REPAIR}, OPEN),
        "come_back": ({SET_ASIDE}, OPEN),
        "come_back_to_repair": ({SET_ASIDE}, IN_REPAIR),
        "reopen": ({SET_ASIDE, REPAIRED, LET_GO, NOT_FOR_REPAIR}, OPEN),
    }
)


class ExpiringText(Sealed[str | None]):
    """Text that its owner lets expire; the structure of the rupture stays."""

    def __get__(self, row: Any, owner: type) -> Any:
        if row is not None and row.texts_expired(clock.now()):
            return None
        return super().__get__(row, owner)


class Rupture(SealedRow, Versioned, Owned, Row):
    """One hurt, as its owner felt it. ``couple_id`` is the couple it was logged in, if any."""

    __tablename__ = "ruptures"
    sealed_label = "ruptures"
    __table_args__ = (
        UniqueConstraint("owner_id", "client_ref"),
        Index("ix_ruptures_owner_created", "owner_id", "created_at", "id"),
    )

    couple_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("couples.id"))
    status: Mapped[RuptureStatus] = mapped_column(default=RuptureStatus.OPEN)
    cycle: Mapped[int] = mapped_column(default=1)
    cycle_started_at: Mapped[datetime]
    set_aside_until: Mapped[datetime | None]
    follow_up_due_at: Mapped[datetime | None]
    follow_up_asked_at: Mapped[datetime | None]
    repaired_by_id: Mapped[uuid.UUID | None]  # the verdict that made it so
    client_ref: Mapped[uuid.UUID | None]

    kind = Sealed[RuptureKind](RuptureKind)
    impact = Sealed[int | None]()
    held_back = Sealed[bool | None]()
    response = Sealed[RuptureResponse | None](RuptureResponse)
    observation = ExpiringText()
    feelings = Sealed[list[Feeling] | None](lambda words: [Feeling(word) for word in words])
    need = Sealed[Need | None](Need)
    request = ExpiringText()
    note = ExpiringText()
    reappraisal = ExpiringText()
    occurred_at = SealedTime()
    text_expires_at = SealedTime()
    let_go_how = Sealed[LetGoHow | None](LetGoHow)
    not_for_repair_reason = Sealed[NotForRepairReason | None](NotForRepairReason)
    held = Sealed[bool | None]()
    closed_at = SealedTime()
    history = Sealed[list[dict[str, Any]]]()  # earlier cycles, oldest first

    TEXTS = ("observation", "request", "note", "reappraisal")

    @property
    def family(self) -> RuptureFamily:
        """The longing behind the kind."""
        return FAMILY_OF[self.kind]

    def texts_expired(self, at: datetime) -> bool:
        """Whether the owner's date for the texts has passed."""
        return self.text_expires_at is not None and self.text_expires_at <= at

    def erase_texts(self) -> None:
        """Remove the words; kind, feelings and dates stay."""
        for name in self.TEXTS:
            setattr(self, name, None)

    def set_aside(self, *, until: datetime) -> None:
        """Not now; it comes back at ``until``."""
        self.status = LIFECYCLE.after("set_aside", self.status)
        self.set_aside_until = until

    def come_back(self, *, repair_waits: bool) -> None:
        """The time set aside is over."""
        verb = "come_back_to_repair" if repair_waits else "come_back"
        self.status = LIFECYCLE.after(verb, self.status)
        self.set_aside_until = None

    def let_go(self, *, how: LetGoHow | None, at: datetime) -> None:
        """Close it without a repair."""
        self._close("let_go", at)
        self.let_go_how = how

    def mark_not_for_repair(self, *, reason: NotForRepairReason, at: datetime) -> None:
        """This is not a thing to repair with a message."""
        self._close("not_for_repair", at)
        self.not_for_repair_reason = reason

    def receive_repair(self) -> None:
        """A repair on it is here; in every state but ``open`` that moves nothing."""
        if LIFECYCLE.allows("receive_repair", self.status):
            self.status = LIFECYCLE.after("receive_repair", self.status)

    def lose_repairs(self) -> None:
        """No repair of this cycle is left on it."""
        if LIFECYCLE.allows("lose_repairs", self.status):
            self.status = LIFECYCLE.after("lose_repairs", self.status)

    def repair_in_person(
        self, verdict: VerdictWord, *, verdict_id: uuid.UUID, follow_up_at: datetime, at: datetime
    ) -> None:
        """It was repaired face to face, as its owner judges."""
        if verdict is VerdictWord.LANDED:
            self._land(verdict_id, follow_up_at, at)
        else:
            self.status = LIFECYCLE.after("repair_in_person", self.status)
            self.set_aside_until = None

    def judge(
        self, verdict: VerdictWord, *, verdict_id: uuid.UUID, follow_up_at: datetime, at: datetime
    ) -> None:
        """A verdict on a repair moves it where the table says so, and nothing elsewhere."""
        if verdict is VerdictWord.LANDED and LIFECYCLE.allows("land", self.status):
            self._land(verdict_id, follow_up_at, at)
        elif verdict is not VerdictWord.LANDED and self.repaired_by_id == verdict_id:
            self.status = LIFECYCLE.after("unland", self.status)
            self._clear_closing()

    def hold(self, held: bool, *, at: datetime) -> None:
        """The answer to the follow-up."""
        if held:
            self.status = LIFECYCLE.after("hold", self.status)
            self.follow_up_due_at = self.follow_up_asked_at = None
            self.held = True
        else:
            target = LIFECYCLE.after("not_hold", self.status)
            self.held = False
            self._new_cycle(target, at)

    def reopen(self, *, at: datetime) -> None:
        """Take it up again. From a closed state that is a new cycle."""
        target = LIFECYCLE.after("reopen", self.status)
        if self.status is SET_ASIDE:
            self.status, self.set_aside_until = target, None
        else:
            self._new_cycle(target, at)

    def drop_follow_up(self) -> None:
        """Nobody will ask whether it held."""
        self.follow_up_due_at = self.follow_up_asked_at = None

    def told(self, *, deleted: bool) -> Iterator[Told]:
        """Only its owner's phones learn of it."""
        yield Told(user_id=self.owner_id, noun=FeedNoun.RUPTURES, subject_id=self.id, gone=deleted)

    def _land(self, verdict_id: uuid.UUID, follow_up_at: datetime, at: datetime) -> None:
        self._close("land", at)
        self.repaired_by_id = verdict_id
        self.follow_up_due_at = follow_up_at

    def _close(self, verb: str, at: datetime) -> None:
        target = LIFECYCLE.after(verb, self.status)
        self._clear_closing()
        self.status, self.closed_at = target, at

    def _clear_closing(self) -> None:
        self.set_aside_until = self.repaired_by_id = None
        self.drop_follow_up()
        self.let_go_how = self.not_for_repair_reason = self.held = self.closed_at = None

    def _new_cycle(self, target: RuptureStatus, at: datetime) -> None:
        ended = {
            "cycle": self.cycle,
            "status": self.status.value,
            "started_at": self.cycle_started_at.isoformat(),
            "closed_at": self.closed_at.isoformat() if self.closed_at else None,
            "ended_at": at.isoformat(),
            "let_go_how": self.let_go_how,
            "not_for_repair_reason": self.not_for_repair_reason,
            "held": self.held,
        }
        self.history = [*self.history, ended]
        self._clear_closing()
        self.status, self.cycle, self.cycle_started_at = target, self.cycle + 1, at
