"""Endpoints for instruments and check-ins."""

import uuid

from api import etags, languages, pages
from api.auth import actor
from api.blueprint import Blueprint
from api.transaction import session
from core.errors import NotFound
from models.check_ins import CheckIn, Locked
from models.consents import ConsentRequired
from schemas.check_ins import (
    CheckInPageSchema,
    CheckInQuery,
    CheckInSchema,
    EditCheckInSchema,
    InstrumentPageSchema,
    InstrumentSchema,
    NewCheckInSchema,
)
from services import check_ins, instruments
from services.access import ClientRefTaken
from services.check_ins import (
    AlreadyCheckedIn,
    AnswerNeeded,
    NotYet,
    UnknownInstrument,
    UnknownItem,
)

blp = Blueprint("check-ins", __name__, url_prefix="/v1")


def _fetch(check_in_id: uuid.UUID) -> CheckIn:
    return check_ins.fetch(session(), actor(), check_in_id)


@blp.get("/instruments")
@blp.response(200, InstrumentPageSchema)
def list_instruments():
    """List the instruments, in your language"""
    return pages.whole(instruments.list_current(languages.wanted()))


@blp.get("/instruments/<instrument_id>")
@blp.response(200, InstrumentSchema)
@blp.raises(NotFound)
def get_instrument(instrument_id: str):
    """Show one instrument with its scoring key"""
    return instruments.fetch(instrument_id, languages.wanted())


@blp.post("/check-ins")
@blp.arguments(NewCheckInSchema)
@blp.response(201, CheckInSchema, render=_fetch, tagged=True)
@blp.raises(
    ConsentRequired, ClientRefTaken, AlreadyCheckedIn, Locked, NotYet, UnknownInstrument,
    UnknownItem, AnswerNeeded,
)  # fmt: skip
def submit_check_in(body):
    """Check in with yourself; an item left out is a skip"""
    return check_ins.submit(session(), actor(), **body)


@blp.get("/check-ins")
@blp.arguments(CheckInQuery, location="query")
@blp.response(200, CheckInPageSchema)
@blp.raises(pages.InvalidCursor)
def list_check_ins(query):
    """List your check-ins, newest first"""
    found = check_ins.list_own(
        session(), actor(), pages.wanted(query), instrument=query.get("instrument")
    )
    return pages.answer(found, query)


@blp.get("/check-ins/<uuid:check_in_id>")
@blp.response(200, CheckInSchema, tagged=True)
@blp.raises(NotFound)
def get_check_in(check_in_id: uuid.UUID):
    """Show one of your check-ins"""
    return _fetch(check_in_id)


@blp.patch("/check-ins/<uuid:check_in_id>")
@blp.arguments(EditCheckInSchema)
@blp.response(200, CheckInSchema, tagged=True)
@blp.raises(NotFound, ConsentRequired, Locked, UnknownItem, AnswerNeeded)
def amend_check_in(body, check_in_id: uuid.UUID):
    """Amend a check-in until it locks"""
    return check_ins.amend(session(), actor(), etags.matched(_fetch(check_in_id)), **body)


@blp.delete("/check-ins/<uuid:check_in_id>")
@blp.response(204)
@blp.raises(NotFound)
def delete_check_in(check_in_id: uuid.UUID):
    """Delete a check-in, locked or not"""
    check_ins.remove(session(), actor(), check_in_id)
