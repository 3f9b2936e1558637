"""Endpoints for invitations, the couple and blocks."""

import uuid

from api import pages
from api.auth import actor
from api.blueprint import Blueprint
from api.transaction import session
from core.errors import NotFound
from models.consents import ConsentRequired
from models.lifecycle import WrongState
from schemas.base import PageQuery
from schemas.pairing import (
    BlockPageSchema,
    ClaimedSchema,
    ClaimSchema,
    CodeSchema,
    CoupleSchema,
    DeclineSchema,
    EndCoupleSchema,
    InvitationPageSchema,
    InvitationSchema,
    NewInvitationSchema,
    OfferSchema,
)
from services import claims, couples, invitations
from services.actors import AlreadyPaired, NoCouple
from services.claims import ClaimPending, InvitationNotFound
from services.consents import ConsentOutdated
from services.couples import InvitationExpired
from services.invitations import TooManyInvitations
from services.throttle import TooManyGuesses

blp = Blueprint("pairing", __name__, url_prefix="/v1")


@blp.post("/invitations")
@blp.arguments(NewInvitationSchema)
@blp.response(201, InvitationSchema, render=lambda made: _fetch_invitation(made))
@blp.raises(ConsentOutdated, AlreadyPaired, TooManyInvitations)
def create_invitation(body):
    """Invite your partner

    `code` and `link` are in this answer only, and null when it is replayed.
    """
    return invitations.create(session(), actor(), **body)


@blp.get("/invitations")
@blp.arguments(PageQuery, location="query")
@blp.response(200, InvitationPageSchema)
@blp.raises(pages.InvalidCursor)
def list_invitations(query):
    """List your invitations, newest first"""
    return pages.answer(invitations.list_own(session(), actor(), pages.wanted(query)), query)


@blp.get("/invitations/<uuid:invitation_id>")
@blp.response(200, InvitationSchema)
@blp.raises(NotFound)
def get_invitation(invitation_id: uuid.UUID):
    """Show one of your invitations"""
    return _fetch_invitation(invitation_id)


@blp.delete("/invitations/<uuid:invitation_id>")
@blp.response(204)
@blp.raises(NotFound, WrongState)
def revoke_invitation(invitation_id: uuid.UUID):
    """Take an invitation back, claimed or not"""
    invitations.revoke(session(), actor(), invitation_id)


@blp.post("/invitations/look-up")
@blp.arguments(CodeSchema)
@blp.response(200, OfferSchema, keyed=False)
@blp.raises(InvitationNotFound, TooManyGuesses)
def look_up_invitation(body):
    """See whose invitation a code is"""
    return claims.look_up(session(), actor(), **body)


@blp.post("/invitations/claim")
@blp.arguments(ClaimSchema)
@blp.response(200, ClaimedSchema, render=lambda made: _fetch_claim(made))
@blp.raises(ConsentOutdated, AlreadyPaired, ClaimPending, InvitationNotFound, TooManyGuesses)
def claim_invitation(body):
    """Say yes to a code, and wait for the inviter to confirm"""
    return claims.claim(session(), actor(), **body)


@blp.post("/invitations/decline")
@blp.arguments(DeclineSchema)
@blp.response(204)
@blp.raises(InvitationNotFound, TooManyGuesses)
def decline_invitation(body):
    """Say no, or take a claim back; the inviter sees no difference"""
    return claims.decline(session(), actor(), **body)


@blp.post("/invitations/<uuid:invitation_id>/confirm")
@blp.response(201, CoupleSchema, render=lambda made: _fetch_couple(made))
@blp.raises(NotFound, WrongState, AlreadyPaired, InvitationExpired, ConsentRequired)
def confirm_invitation(invitation_id: uuid.UUID):
    """Confirm whoever claimed it, and be a couple"""
    return couples.confirm(session(), actor(), invitation_id)


@blp.post("/invitations/<uuid:invitation_id>/reject")
@blp.response(200, InvitationSchema, render=lambda made: _fetch_invitation(made))
@blp.raises(NotFound, WrongState)
def reject_invitation(invitation_id: uuid.UUID):
    """Turn away whoever claimed it"""
    return invitations.reject(session(), actor(), invitation_id)


@blp.get("/couple")
@blp.response(200, CoupleSchema)
@blp.raises(NoCouple)
def get_couple():
    """Show your couple; 404 until there is one"""
    return couples.fetch(session(), actor())


@blp.post("/couple/end")
@blp.arguments(EndCoupleSchema)
@blp.response(204)
@blp.raises(NoCouple)
def end_couple(body):
    """End it, alone and at once

    Each keeps what they wrote and loses what the other wrote. The other gets no message.
    """
    couples.end(session(), actor(), **body)


@blp.get("/me/blocks")
@blp.response(200, BlockPageSchema)
def list_blocks():
    """List whom you have blocked"""
    return pages.whole(couples.list_blocks(session(), actor()))


@blp.delete("/me/blocks/<uuid:block_id>")
@blp.response(204)
@blp.raises(NotFound)
def unblock(block_id: uuid.UUID):
    """Let this person's codes work again"""
    couples.unblock(session(), actor(), block_id)


def _fetch_invitation(invitation_id: uuid.UUID) -> invitations.Shown:
    return invitations.fetch(session(), actor(), invitation_id)


def _fetch_claim(claim_id: uuid.UUID) -> claims.Offer:
    return claims.fetch_claim(session(), actor(), claim_id)


def _fetch_couple(couple_id: uuid.UUID) -> couples.Shown:
    return couples.fetch_by_id(session(), actor(), couple_id)
