"""The other side of an invitation: look-up, claim, decline.

A wrong, expired, used, revoked, own or blocked code is one and the same answer. A decline
is the invited person's row alone: the inviter sees waiting, then expiry.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core import clock, content
from core.db import settings_of
from core.errors import Conflict, NotFound, Refusal
from models import Block, Claim, Invitation
from models.consents import ConsentPurpose
from models.invitations import InvitationStatus
from services import access, consents, endings, invitation_codes, throttle
from services.actors import Actor, AlreadyPaired

WRONG_AN_HOUR = 5
AN_HOUR = timedelta(hours=1)


class InvitationNotFound(NotFound):
    """No invitation answers to this code."""

    code = "invitation_not_found"


class ClaimPending(Conflict):
    """You already wait for somebody to confirm you. Take that claim back first."""

    code = "claim_pending"


@dataclass(frozen=True)
class Offer:
    """An invitation as the one who holds its code sees it."""

    id: uuid.UUID | None
    inviter_name: str
    match_phrase: str | None = None
    confirm_by: datetime | None = None
    consent_version: str | None = None
    consent_text: str | None = None


def look_up(session: Session, actor: Actor, *, code: str) -> Offer | Refusal:
    """Whose invitation is this?"""
    found = _open_to(session, actor, code)
    if isinstance(found, Refusal):
        return found
    asked = consents.current(ConsentPurpose.PAIRING)
    return Offer(
        id=None,
        inviter_name=found.inviter_name,
        consent_version=asked["version"],
        consent_text=asked["text"][content.language_of(actor.user.locale)],
    )


def claim(session: Session, actor: Actor, *, code: str, consent_version: str) -> Offer | Refusal:
    """Say yes to a code; the inviter still has to confirm.

    Raises:
        ConsentOutdated, AlreadyPaired, ClaimPending: as each says.
    """
    consents.refuse_outdated(ConsentPurpose.PAIRING, consent_version)
    if actor.membership:
        raise AlreadyPaired
    access.lock_self(session, actor)
    if endings.open_half(session, actor.id):
        raise AlreadyPaired
    if _waiting_claims(session, actor.id):
        raise ClaimPending
    found = _open_to(session, actor, code)
    if isinstance(found, Refusal):
        return found
    now = clock.now()
    confirm_by = now + settings_of(session).confirm_window
    found.claim(at=now, confirm_by=confirm_by)
    consents.record(
        session, actor.user, ConsentPurpose.PAIRING, granted=True, version=consent_version
    )
    claim = Claim(
        owner_id=actor.id,
        invitation_id=found.id,
        claimed_at=now,
        display_name=actor.user.display_name,
    )
    session.add(claim)
    session.flush()
    return _offer(session, claim, found)


def fetch_claim(session: Session, actor: Actor, claim_id: uuid.UUID) -> Offer:
    """A claim of the actor's, as ``claim`` answered it, while it stands.

    Raises:
        NotFound: taken back, turned away, expired, or the couple it made is over.
    """
    found = session.execute(
        select(Claim, Invitation)
        .join(Invitation, Invitation.id == Claim.invitation_id)
        .where(Claim.id == claim_id, Claim.owner_id == actor.id)
    ).first()
    if found is None:
        raise NotFound
    claim, invitation = found
    status = invitation.status(clock.now())
    waits = claim.stands and status is InvitationStatus.CLAIMED
    partner = actor.membership.partner_id if actor.membership else None
    made = status is InvitationStatus.CONSUMED and invitation.owner_id == partner
    if not (waits or made):
        raise NotFound
    return _offer(session, claim, invitation)


def decline(session: Session, actor: Actor, *, code: str, block: bool) -> Refusal | None:
    """Say no, or take a claim back. The inviter sees no difference until it expires."""
    access.lock_self(session, actor)
    found = _open_to(session, actor, code, claimed_too=True)
    if isinstance(found, Refusal):
        return found
    mine = session.scalar(
        select(Claim).where(Claim.owner_id == actor.id, Claim.invitation_id == found.id)
    )
    if mine is None:
        mine = Claim(owner_id=actor.id, invitation_id=found.id)
        session.add(mine)
    mine.declined_at = clock.now()
    if block:
        endings.block_person(session, actor, found.owner_id, found.inviter_name)
        _decline_all(session, actor, found.owner_id)
    return None


def _decline_all(session: Session, actor: Actor, inviter_id: uuid.UUID) -> None:
    """Who is blocked is waited for no more: their code would not take the claim back."""
    waiting = (
        select(Claim)
        .join(Invitation, Invitation.id == Claim.invitation_id)
        .where(Claim.owner_id == actor.id, Claim.declined_at.is_(None))
        .where(Invitation.owner_id == inviter_id)
    )
    for claim in session.scalars(waiting):
        claim.declined_at = clock.now()


def _open_to(
    session: Session, actor: Actor, code: str, *, claimed_too: bool = False
) -> Invitation | Refusal:
    """The invitation this code opens for the actor; a wrong one is counted, so returned."""
    scope = ("invitation code", actor.id.hex)
    access.lock_self(session, actor)  # before the invitation; and guesses are counted one by one
    if refused := throttle.refusal(session, *scope, limit=WRONG_AN_HOUR):
        return refused
    found = session.scalar(
        select(Invitation)
        .where(Invitation.code_mac == invitation_codes.mac_of(session, code))
        .with_for_update()
    )
    if found is None or not _answers(session, actor, found, claimed_too):
        throttle.take(session, *scope, limit=WRONG_AN_HOUR, window=AN_HOUR)
        return InvitationNotFound()
    return found


def _answers(session: Session, actor: Actor, invitation: Invitation, claimed_too: bool) -> bool:
    blocked = exists().where(Block.owner_id == actor.id, Block.blocked_id == invitation.owner_id)
    if invitation.owner_id == actor.id or session.scalar(select(blocked)):
        return False
    mine = session.scalar(
        select(Claim).where(Claim.owner_id == actor.id, Claim.invitation_id == invitation.id)
    )
    status = invitation.status(clock.now())
    if mine is not None:
        return claimed_too and mine.stands and status is InvitationStatus.CLAIMED
    return status is InvitationStatus.PENDING


def _waiting_claims(session: Session, owner_id: uuid.UUID) -> bool:
    rows = session.execute(
        select(Claim, Invitation)
        .join(Invitation, Invitation.id == Claim.invitation_id)
        .where(Claim.owner_id == owner_id, Claim.declined_at.is_(None))
    )
    now = clock.now()
    return any(
        claim.stands and invitation.status(now) is InvitationStatus.CLAIMED
        for claim, invitation in rows
    )


def _offer(session: Session, claim: Claim, invitation: Invitation) -> Offer:
    return Offer(
        id=claim.id,
        inviter_name=invitation.inviter_name,
        match_phrase=invitation_codes.match_phrase(session, invitation.id),
        confirm_by=invitation.confirm_by,
    )
