"""Invitations, as their inviter makes, watches and takes them back."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core import clock
from core.db import settings_of
from core.errors import TooMany
from models import Claim, Invitation
from models.consents import ConsentPurpose
from models.invitations import InvitationStatus
from services import access, consents, endings, invitation_codes
from services.actors import Actor, AlreadyPaired
from services.pages import Page, PageRequest, page


class TooManyInvitations(TooMany):
    """You have as many live invitations as there may be. Take one back first."""

    code = "too_many_invitations"


@dataclass(frozen=True)
class Shown:
    """An invitation as its inviter sees it now; ``code`` and ``link`` only when just made."""

    id: uuid.UUID
    status: InvitationStatus
    expires_at: datetime
    created_at: datetime
    confirm_by: datetime | None
    claimed_by: dict[str, Any] | None
    match_phrase: str | None
    code: str | None = None
    link: str | None = None


def create(session: Session, actor: Actor, *, consent_version: str) -> Shown:
    """Offer to become a couple. The code is shown here and never again.

    Raises:
        ConsentOutdated, AlreadyPaired, TooManyInvitations: as each says.
    """
    consents.refuse_outdated(ConsentPurpose.PAIRING, consent_version)
    access.lock_self(session, actor)
    if endings.open_half(session, actor.id):
        raise AlreadyPaired
    settings, now = settings_of(session), clock.now()
    live = access.live_invitations(session, actor.id)
    if len(live) >= settings.live_invitations:
        frees = min(one.confirm_by or one.expires_at for one in live)
        raise TooManyInvitations(retry_after=int((frees - now).total_seconds()) + 1)
    consents.record(
        session, actor.user, ConsentPurpose.PAIRING, granted=True, version=consent_version
    )
    code = invitation_codes.new()
    invitation = Invitation(
        owner_id=actor.id,
        code_mac=invitation_codes.mac_of(session, code),
        expires_at=now + settings.invitation_life,
        inviter_name=actor.user.display_name,
    )
    session.add(invitation)
    session.flush()
    link = settings.invite_url.replace("{code}", code)
    return _shown(session, invitation, None, code=code, link=link)


def list_own(session: Session, actor: Actor, wanted: PageRequest) -> Page[Shown]:
    """The actor's invitations, newest first."""
    rows = page(
        session, access.own(actor, Invitation), (Invitation.created_at, Invitation.id), wanted
    )
    claims = access.claims_on(session, [row.id for row in rows.items])
    return Page([_shown(session, row, claims.get(row.id)) for row in rows.items], rows.next)


def fetch(session: Session, actor: Actor, invitation_id: uuid.UUID) -> Shown:
    """One invitation of the actor's."""
    row = access.find(session, actor, Invitation, invitation_id)
    return _shown(session, row, access.claim_on(session, row.id))


def revoke(session: Session, actor: Actor, invitation_id: uuid.UUID) -> None:
    """Take it back, claimed or not."""
    access.find(session, actor, Invitation, invitation_id, lock=True).revoke(clock.now())


def reject(session: Session, actor: Actor, invitation_id: uuid.UUID) -> Shown:
    """Turn away whoever claimed it."""
    access.find(session, actor, Invitation, invitation_id, lock=True).reject(clock.now())
    session.flush()
    return fetch(session, actor, invitation_id)


def _shown(session: Session, row: Invitation, claim: Claim | None, **only_now: str) -> Shown:
    return Shown(
        id=row.id,
        status=row.status(clock.now()),
        expires_at=row.expires_at,
        created_at=row.created_at,
        confirm_by=row.confirm_by,
        claimed_by={"display_name": claim.display_name} if claim else None,
        match_phrase=invitation_codes.match_phrase(session, row.id) if row.claimed_at else None,
        **only_now,
    )
