"""The couple: made by the inviter's confirmation, ended by either, alone and at once."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core import clock
from core.db import keyring_of
from core.errors import Conflict, NotFound
from models import Block, Claim, Couple, Invitation, Membership, User
from models.consents import ConsentRequired
from models.crossings import CrossingNoun
from models.invitations import InvitationStatus
from models.lifecycle import WrongState
from services import access, crossings, endings
from services.actors import Actor, AlreadyPaired, NoCouple


class InvitationExpired(Conflict):
    """This invitation can no longer make a couple."""

    code = "invitation_expired"


@dataclass(frozen=True)
class Shown:
    """The couple as one of the two sees it."""

    id: uuid.UUID
    partner: dict[str, str]
    since: datetime


def confirm(session: Session, actor: Actor, invitation_id: uuid.UUID) -> Shown:
    """Make the couple. Only the inviter can, and only while the claim stands.

    Raises:
        NotFound: not the actor's invitation.
        ConsentRequired: the actor took theirs back.
        WrongState: nobody has claimed it.
        AlreadyPaired: the actor is in a couple.
        InvitationExpired: too late, or anything on the other's side.
    """
    claim = access.claim_on(session, access.find(session, actor, Invitation, invitation_id).id)
    people = access.lock_people(session, actor.id, *([claim.owner_id] if claim else []))
    invitation = access.find(session, actor, Invitation, invitation_id, lock=True)
    claim = _again(session, claim)
    now = clock.now()
    if not actor.user.pairing_consent:
        raise ConsentRequired
    if endings.open_half(session, actor.id):
        raise AlreadyPaired
    if invitation.status(now) is InvitationStatus.EXPIRED:
        raise InvitationExpired
    if invitation.status(now) is not InvitationStatus.CLAIMED:
        raise WrongState
    other = people.get(claim.owner_id) if claim else None
    if claim is None or other is None or not _willing(session, claim, other, actor):
        raise InvitationExpired
    invitation.consume(now)
    return _make(session, people[actor.id], other, now)


def fetch(session: Session, actor: Actor) -> Shown:
    """The actor's couple.

    Raises:
        NoCouple: there is none.
    """
    half = actor.paired()
    name = access.partner_name(session, actor)
    return Shown(id=half.couple_id, partner={"display_name": name}, since=half.since)


def fetch_by_id(session: Session, actor: Actor, couple_id: uuid.UUID) -> Shown:
    """The actor's couple, if it is still this one."""
    if actor.couple_id != couple_id:
        raise NoCouple
    return fetch(session, actor)


def end(session: Session, actor: Actor, *, block: bool) -> None:
    """End it, alone and at once. The other gets no message and no reason.

    Raises:
        NoCouple: there is none, or it has just ended.
    """
    if not endings.end_couple(session, actor, block=block):
        raise NoCouple


def list_blocks(session: Session, actor: Actor) -> Sequence[Block]:
    """Whom the actor has blocked, newest first."""
    rows = select(Block).where(Block.owner_id == actor.id)
    return session.scalars(rows.order_by(Block.created_at.desc(), Block.id)).all()


def unblock(session: Session, actor: Actor, block_id: uuid.UUID) -> None:
    """Let this person's codes work again.

    Raises:
        NotFound: no block of the actor's.
    """
    found = session.scalar(select(Block).where(Block.id == block_id, Block.owner_id == actor.id))
    if found is None:
        raise NotFound
    session.delete(found)


def _again(session: Session, claim: Claim | None) -> Claim | None:
    """The claim as it is under the locks: declined meanwhile, or gone with its account."""
    if claim is None:
        return None
    found = select(Claim).where(Claim.id == claim.id)
    return session.scalar(found.execution_options(populate_existing=True))


def _willing(session: Session, claim: Claim, other: User, actor: Actor) -> bool:
    """Whether nothing on the claimant's side stands against it. Never says what."""
    blocked = exists().where(Block.owner_id == other.id, Block.blocked_id == actor.id)
    return (
        claim.stands
        and other.pairing_consent
        and not endings.open_half(session, other.id)
        and not session.scalar(select(blocked))
    )


def _make(session: Session, one: User, other: User, now: datetime) -> Shown:
    couple = Couple()
    keyring_of(session).make(couple.id)
    session.add(couple)
    session.flush()
    for person, partner in ((one, other), (other, one)):
        half = Membership(couple_id=couple.id, user_id=person.id, partner_id=partner.id, since=now)
        session.add(half)
        session.flush()
        snapshot = {"display_name": person.display_name}
        crossings.deliver(session, half, CrossingNoun.DISPLAY_NAME, couple.id, snapshot)
        _void_others(session, person.id, now)
    return Shown(id=couple.id, partner={"display_name": other.display_name}, since=now)


def _void_others(session: Session, user_id: uuid.UUID, now: datetime) -> None:
    """Pairing voids every other invitation and claim of both."""
    for invitation in access.live_invitations(session, user_id):
        invitation.revoke(now)
    waiting = select(Claim).where(Claim.owner_id == user_id, Claim.void_at.is_(None))
    for claim in session.scalars(waiting.where(Claim.claimed_at.is_not(None))):
        claim.void_at = now
