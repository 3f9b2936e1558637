"""Endpoints for ruptures."""

import uuid

from api import etags, pages
from api.auth import actor
from api.blueprint import Blueprint
from api.transaction import session
from core.errors import NotFound
from models.consents import ConsentRequired
from models.lifecycle import WrongState
from models.ruptures import Rupture
from schemas.ruptures import (
    ActedRuptureSchema,
    EditRuptureSchema,
    FollowUpSchema,
    InPersonSchema,
    LetGoSchema,
    MarkNotForRepairSchema,
    NewRuptureSchema,
    NotForRepairSchema,
    RupturePageSchema,
    RuptureQuery,
    RuptureSchema,
    SetAsideSchema,
    Sort,
)
from services import ruptures, support
from services.access import ClientRefTaken
from services.ruptures import Acted, BadUntil, InTheFuture

blp = Blueprint("ruptures", __name__, url_prefix="/v1/ruptures")


def _fetch(rupture_id: uuid.UUID) -> Rupture:
    return ruptures.fetch(session(), actor(), rupture_id)


def _fetch_acted(rupture_id: uuid.UUID) -> Acted:
    return ruptures.fetch_acted(session(), actor(), rupture_id)


def _with_support(rupture: Rupture) -> "Supported":
    return Supported(rupture)


class Supported:
    """A rupture beside the resources near its owner."""

    def __init__(self, rupture: Rupture) -> None:
        self.id, self.rupture = rupture.id, rupture
        self.support_resources = support.near(actor().user)


@blp.post("")
@blp.arguments(NewRuptureSchema)
@blp.response(201, RuptureSchema, render=_fetch, tagged=True)
@blp.raises(ConsentRequired, ClientRefTaken, InTheFuture, BadUntil)
def log_rupture(body):
    """Log a rupture, for your own eyes only; `kind` alone is enough"""
    return ruptures.log(session(), actor(), **body)


@blp.get("")
@blp.arguments(RuptureQuery, location="query")
@blp.response(200, RupturePageSchema)
@blp.raises(pages.InvalidCursor)
def list_ruptures(query):
    """List your ruptures by the time of logging"""
    wanted = pages.wanted(query, newest=query["sort"] is Sort.NEWEST)
    found = ruptures.list_own(
        session(),
        actor(),
        wanted,
        status=query.get("status"),
        since=query.get("from_"),
        until=query.get("to"),
    )
    return pages.answer(found, query)


@blp.get("/<uuid:rupture_id>")
@blp.response(200, RuptureSchema, tagged=True)
@blp.raises(NotFound)
def get_rupture(rupture_id: uuid.UUID):
    """Show one of your ruptures"""
    return _fetch(rupture_id)


@blp.patch("/<uuid:rupture_id>")
@blp.arguments(EditRuptureSchema)
@blp.response(200, RuptureSchema, tagged=True)
@blp.raises(NotFound, ConsentRequired, InTheFuture, BadUntil)
def edit_rupture(body, rupture_id: uuid.UUID):
    """Change what you wrote, in any state; what crossed before stays as it was"""
    return ruptures.edit(session(), actor(), etags.matched(_fetch(rupture_id)), **body)


@blp.delete("/<uuid:rupture_id>")
@blp.response(204)
@blp.raises(NotFound)
def delete_rupture(rupture_id: uuid.UUID):
    """Delete a rupture; its prompt is withdrawn, repairs you received stay"""
    ruptures.remove(session(), actor(), rupture_id)


@blp.post("/<uuid:rupture_id>/let-go")
@blp.arguments(LetGoSchema)
@blp.response(200, ActedRuptureSchema, render=_fetch_acted)
@blp.raises(NotFound, WrongState, ConsentRequired)
def let_go(body, rupture_id: uuid.UUID):
    """Close it without a repair; a prompt already sent stays, and the answer names it"""
    return ruptures.let_go(session(), actor(), rupture_id, **body)


@blp.post("/<uuid:rupture_id>/set-aside")
@blp.arguments(SetAsideSchema)
@blp.response(200, ActedRuptureSchema, render=_fetch_acted)
@blp.raises(NotFound, WrongState, ConsentRequired, BadUntil)
def set_aside(body, rupture_id: uuid.UUID):
    """Not now; it comes back by itself"""
    return ruptures.set_aside(session(), actor(), rupture_id, **body)


@blp.post("/<uuid:rupture_id>/not-for-repair")
@blp.arguments(MarkNotForRepairSchema)
@blp.response(200, NotForRepairSchema, render=lambda made: _with_support(_fetch(made)))
@blp.raises(NotFound, ConsentRequired)
def mark_not_for_repair(body, rupture_id: uuid.UUID):
    """Say that this is not for a message; its prompt is withdrawn"""
    return _with_support(ruptures.mark_not_for_repair(session(), actor(), rupture_id, **body))


@blp.post("/<uuid:rupture_id>/reopen")
@blp.response(200, ActedRuptureSchema, render=_fetch_acted)
@blp.raises(NotFound, WrongState, ConsentRequired)
def reopen_rupture(rupture_id: uuid.UUID):
    """Take it up again; its history stays"""
    return ruptures.reopen(session(), actor(), rupture_id)


@blp.post("/<uuid:rupture_id>/follow-up")
@blp.arguments(FollowUpSchema)
@blp.response(200, ActedRuptureSchema, render=_fetch_acted)
@blp.raises(NotFound, WrongState, ConsentRequired)
def answer_follow_up(body, rupture_id: uuid.UUID):
    """Say whether the repair held; if not, it is open again"""
    return ruptures.follow_up(session(), actor(), rupture_id, **body)


@blp.post("/<uuid:rupture_id>/in-person")
@blp.arguments(InPersonSchema)
@blp.response(200, ActedRuptureSchema, render=_fetch_acted)
@blp.raises(NotFound, WrongState, ConsentRequired)
def repair_in_person(body, rupture_id: uuid.UUID):
    """Note that it was repaired face to face, as you judge; needs no couple"""
    return ruptures.repair_in_person(session(), actor(), rupture_id, **body)
