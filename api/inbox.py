"""Endpoints for what the partner let you see. They read ``crossings`` and nothing else."""

import uuid

from api import pages
from api.auth import actor
from api.blueprint import Blueprint
from api.transaction import session
from core.errors import NotFound
from models.consents import ConsentRequired
from models.crossings import CrossingNoun
from models.inbox import AlreadyLinked
from models.lifecycle import WrongState
from schemas.base import PageQuery
from schemas.inbox import (
    GiveFeedbackSchema,
    InboxMomentPageSchema,
    InboxMomentSchema,
    InboxPausePageSchema,
    InboxRepairPageSchema,
    InboxRepairPromptPageSchema,
    InboxRepairPromptSchema,
    InboxRepairSchema,
    NewAnswerSchema,
    NewReplySchema,
    NewVerdictSchema,
    VerdictSchema,
)
from services import inbox, responses, verdicts
from services.actors import NoCouple, QuietOn
from services.inbox import MOMENT, PAUSE, PROMPT, REPAIR, Received
from services.responses import NothingAsked, NothingGiven, NotJudgedYet
from services.threads import OnItsPrompt, UnknownRupture

blp = Blueprint("inbox", __name__, url_prefix="/v1/inbox")


def _fetch(noun: CrossingNoun, subject_id: uuid.UUID) -> Received:
    return inbox.fetch(session(), actor(), noun, subject_id)


def _listed(noun: CrossingNoun, query: dict) -> dict:
    return pages.answer(inbox.list_all(session(), actor(), noun, pages.wanted(query)), query)


@blp.get("/repair-prompts")
@blp.arguments(PageQuery, location="query")
@blp.response(200, InboxRepairPromptPageSchema)
@blp.raises(pages.InvalidCursor)
def list_inbox_repair_prompts(query):
    """List the prompts your partner sent you"""
    return _listed(PROMPT, query)


@blp.get("/repair-prompts/<uuid:repair_prompt_id>")
@blp.response(200, InboxRepairPromptSchema, tagged=True)
@blp.raises(NotFound)
def get_inbox_repair_prompt(repair_prompt_id: uuid.UUID):
    """Read a prompt; your partner does not learn that you did"""
    return _fetch(PROMPT, repair_prompt_id)


@blp.put("/repair-prompts/<uuid:repair_prompt_id>/mute")
@blp.response(200, InboxRepairPromptSchema, tagged=True)
@blp.raises(NotFound)
def mute_inbox_repair_prompt(repair_prompt_id: uuid.UUID):
    """Be told nothing more about this prompt"""
    return inbox.mute(session(), actor(), PROMPT, repair_prompt_id)


@blp.delete("/repair-prompts/<uuid:repair_prompt_id>/mute")
@blp.response(204)
@blp.raises(NotFound)
def unmute_inbox_repair_prompt(repair_prompt_id: uuid.UUID):
    """Be told about this prompt again"""
    inbox.unmute(session(), actor(), PROMPT, repair_prompt_id)


@blp.get("/repairs")
@blp.arguments(PageQuery, location="query")
@blp.response(200, InboxRepairPageSchema)
@blp.raises(pages.InvalidCursor)
def list_inbox_repairs(query):
    """List the repairs your partner sent you, with what you made of them"""
    return _listed(REPAIR, query)


@blp.get("/repairs/<uuid:repair_id>")
@blp.response(200, InboxRepairSchema, tagged=True)
@blp.raises(NotFound)
def get_inbox_repair(repair_id: uuid.UUID):
    """Read a repair; your partner does not learn that you did"""
    return _fetch(REPAIR, repair_id)


@blp.post("/repairs/<uuid:repair_id>/answer")
@blp.arguments(NewAnswerSchema)
@blp.response(200, InboxRepairSchema, render=lambda made: _fetch(REPAIR, made))
@blp.raises(
    NotFound, NoCouple, ConsentRequired, QuietOn, WrongState, NothingAsked, OnItsPrompt,
    UnknownRupture, AlreadyLinked,
)  # fmt: skip
def answer_inbox_repair(body, repair_id: uuid.UUID):
    """Answer "did I hurt you when ...?"; it crosses as given"""
    responses.answer(session(), actor(), repair_id, **body)
    return _fetch(REPAIR, repair_id)


@blp.get("/repairs/<uuid:repair_id>/verdict")
@blp.response(200, VerdictSchema)
@blp.raises(NotFound)
def get_verdict(repair_id: uuid.UUID):
    """Show how you judged a repair"""
    return verdicts.fetch(session(), actor(), repair_id)


@blp.put("/repairs/<uuid:repair_id>/verdict")
@blp.arguments(NewVerdictSchema)
@blp.response(200, VerdictSchema)
@blp.raises(NotFound, ConsentRequired, OnItsPrompt, UnknownRupture, AlreadyLinked)
def set_verdict(body, repair_id: uuid.UUID):
    """Judge how a repair landed; private, and yours alone"""
    return verdicts.judge(session(), actor(), repair_id, **body)


@blp.put("/repairs/<uuid:repair_id>/feedback")
@blp.arguments(GiveFeedbackSchema)
@blp.response(200, InboxRepairSchema)
@blp.raises(NotFound, NoCouple, ConsentRequired, QuietOn, NothingGiven, NotJudgedYet)
def give_feedback(body, repair_id: uuid.UUID):
    """Let parts of your verdict cross, as they are now"""
    responses.give_feedback(session(), actor(), repair_id, **body)
    return _fetch(REPAIR, repair_id)


@blp.delete("/repairs/<uuid:repair_id>/feedback")
@blp.response(204)
@blp.raises(NotFound)
def take_feedback_back(repair_id: uuid.UUID):
    """Take your feedback back"""
    responses.take_feedback_back(session(), actor(), repair_id)


@blp.put("/repairs/<uuid:repair_id>/mute")
@blp.response(200, InboxRepairSchema, tagged=True)
@blp.raises(NotFound)
def mute_inbox_repair(repair_id: uuid.UUID):
    """Be told nothing more about this repair"""
    return inbox.mute(session(), actor(), REPAIR, repair_id)


@blp.delete("/repairs/<uuid:repair_id>/mute")
@blp.response(204)
@blp.raises(NotFound)
def unmute_inbox_repair(repair_id: uuid.UUID):
    """Be told about this repair again"""
    inbox.unmute(session(), actor(), REPAIR, repair_id)


@blp.get("/pauses")
@blp.arguments(PageQuery, location="query")
@blp.response(200, InboxPausePageSchema)
@blp.raises(pages.InvalidCursor)
def list_inbox_pauses(query):
    """List the pauses your partner took, with the promised return"""
    return _listed(PAUSE, query)


@blp.get("/moments")
@blp.arguments(PageQuery, location="query")
@blp.response(200, InboxMomentPageSchema)
@blp.raises(pages.InvalidCursor)
def list_inbox_moments(query):
    """List the moments your partner shared with you"""
    return _listed(MOMENT, query)


@blp.get("/moments/<uuid:moment_id>")
@blp.response(200, InboxMomentSchema, tagged=True)
@blp.raises(NotFound)
def get_inbox_moment(moment_id: uuid.UUID):
    """Read a shared moment"""
    return _fetch(MOMENT, moment_id)


@blp.put("/moments/<uuid:moment_id>/reply")
@blp.arguments(NewReplySchema)
@blp.response(200, InboxMomentSchema)
@blp.raises(NotFound, NoCouple, ConsentRequired, QuietOn)
def reply_to_moment(body, moment_id: uuid.UUID):
    """Say something to a shared moment, or say it anew"""
    responses.reply(session(), actor(), moment_id, **body)
    return _fetch(MOMENT, moment_id)


@blp.delete("/moments/<uuid:moment_id>/reply")
@blp.response(204)
@blp.raises(NotFound)
def take_reply_back(moment_id: uuid.UUID):
    """Take your reply back"""
    responses.take_reply_back(session(), actor(), moment_id)
