"""Writing the copies that cross. The sender's row stays the sender's."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.errors import NotFound
from models import Crossing, Membership
from models.crossings import CrossingNoun
from services import access
from services.actors import Actor, NoCouple


def open_door(session: Session, actor: Actor) -> Membership:
    """Check that something new may cross now, and hold the couple open until commit.

    Raises:
        ConsentRequired, NoCouple, QuietOn: as each says.
    """
    actor.may_cross()
    access.lock_self(session, actor)  # caps and quiet are read under this lock
    membership = actor.may_cross()
    if access.lock_couple(session, membership.couple_id, ending=False) is None:
        raise NoCouple
    return membership


def hold(session: Session, actor: Actor) -> Membership | None:
    """The actor's half of a couple that lasts until commit; None where it has ended.

    Taken before the rows of the subject, so that taking back and ending never deadlock.
    """
    half = actor.membership
    if half is None or access.lock_couple(session, half.couple_id, ending=False) is None:
        return None
    return half


def hold_inbox(session: Session, actor: Actor) -> Membership:
    """Hold the couple open while the actor does something with what crossed.

    Raises:
        NotFound: it has ended, and with it all that crossed.
    """
    access.lock_self(session, actor)
    half = hold(session, actor)
    if half is None:
        raise NotFound
    return half


def active_half(session: Session, user_id: uuid.UUID, couple_id: uuid.UUID) -> Membership | None:
    """A person's half of this couple, while it lasts."""
    return session.scalar(
        select(Membership).where(
            Membership.user_id == user_id,
            Membership.couple_id == couple_id,
            Membership.ended_at.is_(None),
        )
    )


def deliver(
    session: Session,
    membership: Membership,
    noun: CrossingNoun,
    subject_id: uuid.UUID,
    snapshot: dict[str, Any],
    *,
    thread_id: uuid.UUID | None = None,
) -> Crossing:
    """Show the other a copy; shown before, it is replaced. ``membership`` is the author's."""
    now = clock.now()
    if known := mine(session, membership, noun, subject_id):
        known.show(snapshot, at=now)
        return known
    crossing = Crossing(
        noun=noun,
        subject_id=subject_id,
        author_id=membership.user_id,
        recipient_id=membership.partner_id,
        couple_id=membership.couple_id,
        thread_id=thread_id,
        crossed_at=now,
        changed_at=now,
        snapshot=snapshot,
    )
    session.add(crossing)
    return crossing


def mine(
    session: Session, membership: Membership | None, noun: CrossingNoun, subject_id: uuid.UUID
) -> Crossing | None:
    """The copy that the author of this membership let cross, while the couple lasts."""
    if membership is None:
        return None
    return session.scalar(
        select(Crossing).where(
            Crossing.author_id == membership.user_id,
            Crossing.couple_id == membership.couple_id,
            Crossing.noun == noun,
            Crossing.subject_id == subject_id,
        )
    )


def withdraw(
    session: Session,
    membership: Membership | None,
    noun: CrossingNoun,
    subject_id: uuid.UUID,
    *,
    at: datetime,
) -> Crossing | None:
    """Leave a stub where the copy was; nothing where none crossed."""
    crossing = mine(session, membership, noun, subject_id)
    if crossing is not None:
        crossing.empty(at=at)
    return crossing


def take_back(
    session: Session, membership: Membership | None, noun: CrossingNoun, subject_id: uuid.UUID
) -> None:
    """Remove the copy: a tombstone, or an empty place, is all that is left of it."""
    crossing = mine(session, membership, noun, subject_id)
    if crossing is not None:
        session.delete(crossing)
