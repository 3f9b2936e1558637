"""Who may see what. The only doors to rows, together with ``crossings``.

Every list, fetch, sync and export starts from one of these selects, so a visibility rule
is written once. What may not be seen does not exist: ``NotFound``, never ``Forbidden``, so
that an id tells a stranger, or a partner, nothing.
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core import clock, crypto
from core.db import keyring_of
from core.errors import Conflict, NotFound, Unauthenticated
from models import (
    CheckIn,
    Claim,
    Couple,
    Crossing,
    Invitation,
    Moment,
    Pause,
    Repair,
    RepairPrompt,
    Rupture,
    User,
)
from models.crossings import CrossingNoun
from models.invitations import LIVE
from services.actors import Actor

Own = TypeVar("Own", Rupture, RepairPrompt, Repair, Pause, Moment, CheckIn, Invitation)


class ClientRefTaken(Conflict):
    """You have already made something with this client_ref."""

    code = "client_ref_taken"


def own(actor: Actor, model: type[Own]) -> Select[Own]:
    """Everything of one noun that the actor made."""
    return select(model).where(model.owner_id == actor.id)


def find(
    session: Session, actor: Actor, model: type[Own], row_id: uuid.UUID, *, lock: bool = False
) -> Own:
    """The actor's own row of this id; ``lock`` it where a guard and a move follow.

    Raises:
        NotFound: no such row, or somebody else's.
    """
    wanted = own(actor, model).where(model.id == row_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def refuse_taken(
    session: Session, actor: Actor, model: type[Any], client_ref: uuid.UUID | None
) -> None:
    """Raises:
    ClientRefTaken: the phone has made this before; ``existing_id`` says what.
    """
    if client_ref is None:
        return
    lock_self(session, actor)  # a twin waits here, and then learns of this one
    taken = session.scalar(
        select(model.id).where(model.owner_id == actor.id, model.client_ref == client_ref)
    )
    if taken:
        raise ClientRefTaken(existing_id=str(taken))


def inbox(actor: Actor, *nouns: CrossingNoun) -> Select[Crossing]:
    """What the present partner let the actor see. Nothing where there is no partner."""
    return select(Crossing).where(
        Crossing.recipient_id == actor.id,
        Crossing.couple_id == actor.couple_id,
        Crossing.noun.in_(nouns),
    )


def crossed(session: Session, actor: Actor, noun: CrossingNoun, subject_id: uuid.UUID) -> Crossing:
    """One thing that crossed to the actor.

    Raises:
        NotFound: nothing of the kind crossed, or the couple has ended.
    """
    found = session.scalar(inbox(actor, noun).where(Crossing.subject_id == subject_id))
    if found is None:
        raise NotFound
    return found


def sent_back(
    session: Session, actor: Actor, nouns: Iterable[CrossingNoun], subjects: Sequence[uuid.UUID]
) -> dict[tuple[CrossingNoun, uuid.UUID], Crossing]:
    """What the partner chose to answer to the actor's own things."""
    rows = session.scalars(inbox(actor, *nouns).where(Crossing.subject_id.in_(subjects)))
    return {(row.noun, row.subject_id): row for row in rows}


def partner_name(session: Session, actor: Actor) -> str:
    """The partner's display name, as they let it cross."""
    row = crossed(session, actor, CrossingNoun.DISPLAY_NAME, actor.paired().couple_id)
    name: str = row.snapshot["display_name"]
    return name


def claim_on(session: Session, invitation_id: uuid.UUID) -> Claim | None:
    """The claim on an invitation, with the claimant's name under the claimant's key."""
    return session.scalar(
        select(Claim).where(Claim.invitation_id == invitation_id, Claim.claimed_at.is_not(None))
    )


def claims_on(session: Session, invitations: Sequence[uuid.UUID]) -> dict[uuid.UUID, Claim]:
    """The claims on several invitations."""
    rows = session.scalars(
        select(Claim).where(Claim.invitation_id.in_(invitations), Claim.claimed_at.is_not(None))
    )
    return {row.invitation_id: row for row in rows}


def live_invitations(session: Session, owner_id: uuid.UUID) -> Sequence[Invitation]:
    """Invitations that still wait, as their inviter sees it."""
    rows = session.scalars(
        select(Invitation).where(
            Invitation.owner_id == owner_id,
            Invitation.consumed_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.rejected_at.is_(None),
        )
    )
    now = clock.now()
    return [row for row in rows if row.status(now) in LIVE]


def address_index(session: Session, email: str) -> bytes:
    """How an address is found without being stored in clear."""
    key = keyring_of(session).secrets.key_for("address")
    return crypto.mac(key, email.strip().casefold())


def by_address(session: Session, email: str) -> User | None:
    """The person with this address."""
    return session.scalar(select(User).where(User.address_index == address_index(session, email)))


def lock_people(session: Session, *people: uuid.UUID) -> dict[uuid.UUID, User]:
    """Lock persons in id order: the first locks of whoever makes or ends a couple.

    FOR NO KEY UPDATE: a crossing that names them as its recipient must not wait for it.
    """
    rows = session.scalars(
        select(User)
        .where(User.id.in_(people))
        .order_by(User.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


def lock_self(session: Session, actor: Actor) -> None:
    """Lock the actor, as they are now: of two phones at once, the second waits here.

    Raises:
        Unauthenticated: the account was deleted meanwhile.
    """
    if not lock_people(session, actor.id):
        raise Unauthenticated


def lock_couple(session: Session, couple_id: uuid.UUID, *, ending: bool) -> Couple | None:
    """The couple if it is active, locked: shared by what crosses, alone by what ends it."""
    return session.scalar(
        select(Couple)
        .where(Couple.id == couple_id, Couple.ended_at.is_(None))
        .with_for_update(read=not ending)
        .execution_options(populate_existing=True)
    )
