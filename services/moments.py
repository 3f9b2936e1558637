"""Moments: one tap, private, or shared with the partner when it is made."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from core.errors import Invalid
from models import Crossing, Moment
from models.crossings import CrossingNoun
from models.moments import SHAREABLE, MomentKind
from services import access, crossings
from services.actors import Actor
from services.pages import Page, PageRequest, page


class NeverShared(Invalid):
    """Holding back and opening up stay with the one who felt them."""

    code = "never_shared"


@dataclass(frozen=True)
class Shown:
    """A moment as its maker sees it, with the reply if the other sent one."""

    moment: Moment
    reply: Crossing | None

    @property
    def id(self) -> uuid.UUID:
        return self.moment.id

    @property
    def version(self) -> str:
        """Counts only what this view shows."""
        reply = f" {self.reply.id}:{self.reply.version}" if self.reply else ""
        return f"{self.moment.version}{reply}"

    @property
    def replied(self) -> dict[str, Any] | None:
        """The reply, with the time it came."""
        reply = self.reply
        return {**reply.snapshot, "replied_at": reply.changed_at} if reply else None


def make(
    session: Session,
    actor: Actor,
    *,
    kind: MomentKind,
    text: str | None = None,
    shared: bool = False,
    client_ref: uuid.UUID | None = None,
) -> Shown:
    """Note a moment. Shared ones cross at once.

    Raises:
        ConsentRequired, NoCouple, QuietOn, NeverShared, ClientRefTaken: as each says.
    """
    if shared and kind not in SHAREABLE:
        raise NeverShared(pointer="#/shared")
    actor.may_store()
    membership = crossings.open_door(session, actor) if shared else None
    access.refuse_taken(session, actor, Moment, client_ref)
    moment = Moment(
        owner_id=actor.id,
        couple_id=actor.couple_id,
        client_ref=client_ref,
        kind=kind,
        text=text,
        shared=shared,
    )
    session.add(moment)
    session.flush()
    if membership:
        snapshot = {"kind": kind, "text": text}
        crossings.deliver(session, membership, CrossingNoun.MOMENT, moment.id, snapshot)
    return Shown(moment, None)


def list_own(session: Session, actor: Actor, wanted: PageRequest) -> Page[Shown]:
    """The actor's moments, newest first."""
    rows = page(session, access.own(actor, Moment), (Moment.created_at, Moment.id), wanted)
    return Page(shown(session, actor, rows.items), rows.next)


def fetch(session: Session, actor: Actor, moment_id: uuid.UUID) -> Shown:
    """One moment of the actor's."""
    return shown(session, actor, [access.find(session, actor, Moment, moment_id)])[0]


def remove(session: Session, actor: Actor, moment_id: uuid.UUID) -> None:
    """Delete it; a shared one goes from the partner's inbox too."""
    half = crossings.hold(session, actor)
    moment = access.find(session, actor, Moment, moment_id, lock=True)
    crossings.take_back(session, half, CrossingNoun.MOMENT, moment.id)
    session.delete(moment)


def shown(session: Session, actor: Actor, rows: Sequence[Moment]) -> list[Shown]:
    """Own moments with their replies, in one query for all."""
    replies = access.sent_back(session, actor, [CrossingNoun.REPLY], [row.id for row in rows])
    return [Shown(row, replies.get((CrossingNoun.REPLY, row.id))) for row in rows]
