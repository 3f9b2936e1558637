"""Repairs, starters and what is sent back, on the wire."""

from enum import StrEnum

import marshmallow as ma

from models.inbox import AnswerWord
from models.repairs import Channel, Hint, RepairStatus
from models.words import Approach, FeltUnderstood, VerdictWord
from schemas.base import (
    Flag,
    Incoming,
    Outgoing,
    Timestamp,
    client_ref,
    described,
    each_once,
    page_of,
    text,
    words,
)


class NewRepairSchema(Incoming):
    """One repair: on a prompt, on a thread of your own, or out of the blue."""

    approaches = ma.fields.List(
        words(Approach),
        required=True,
        validate=[ma.validate.Length(1, 3), each_once],
        metadata={"example": ["listen", "acknowledge"]},
    )
    message = described(text(1000), "In your own words", "I was short with you. I am sorry.")
    repair_prompt_id = described(ma.fields.UUID(), "The prompt it answers")
    thread_id = described(ma.fields.UUID(), "The thread it goes on with")
    channel = words(Channel, load_default=Channel.APP)
    client_ref = client_ref()


class AnswerSchema(Outgoing):
    """The answer the other chose to send."""

    answer = words(AnswerWord)
    message = ma.fields.String(allow_none=True)
    answered_at = Timestamp()


class FeedbackSchema(Outgoing):
    """What the other let cross of how it was for them."""

    thanks = Flag()
    verdict = words(VerdictWord, allow_none=True)
    felt_understood = words(FeltUnderstood, allow_none=True)
    what_would_help = ma.fields.String(allow_none=True)
    given_at = Timestamp()


class RepairSchema(Outgoing):
    """A repair, as its sender sees it.

    Tell them: your partner may read this in their own time; you will hear back if and when
    they choose.
    """

    id = ma.fields.UUID(attribute="repair.id")
    client_ref = ma.fields.UUID(attribute="repair.client_ref", allow_none=True)
    thread_id = ma.fields.UUID(attribute="repair.thread_id")
    repair_prompt_id = ma.fields.UUID(attribute="repair.repair_prompt_id", allow_none=True)
    status = words(RepairStatus, attribute="repair.status")
    approaches = ma.fields.List(words(Approach), attribute="repair.approaches")
    message = ma.fields.String(attribute="repair.message", allow_none=True)
    channel = words(Channel, attribute="repair.channel")
    hint = words(Hint, attribute="repair.hint", allow_none=True)
    answer = ma.fields.Nested(AnswerSchema, attribute="answered", allow_none=True)
    feedback = ma.fields.Nested(FeedbackSchema, attribute="fed_back", allow_none=True)
    deliver_at = Timestamp(attribute="repair.deliver_at")
    sent_at = Timestamp(attribute="repair.sent_at", allow_none=True)
    withdrawn_at = Timestamp(attribute="repair.withdrawn_at", allow_none=True)
    created_at = Timestamp(attribute="repair.created_at")
    version = ma.fields.Integer(attribute="repair.version")


RepairPageSchema = page_of(RepairSchema, "RepairPage")


class StarterFor(StrEnum):
    """What the words are for."""

    PROMPT = "prompt"
    REPAIR = "repair"


class StarterQuery(Incoming):
    """Which starters."""

    for_ = words(
        StarterFor,
        required=True,
        data_key="for",
        metadata={"description": "prompt or repair", "example": "repair"},
    )
    approach = words(Approach, metadata={"description": "Only this approach"})
    repair_prompt_id = ma.fields.UUID(
        metadata={"description": "A prompt in your inbox: what meets its need comes first"}
    )


class StarterSchema(Outgoing):
    """Words to begin with; a person edits and sends them."""

    id = ma.fields.String()
    approach = words(Approach)
    text = ma.fields.String()


class StartersSchema(Outgoing):
    """Starters in one language."""

    language = ma.fields.String()
    review = described(ma.fields.String(), "none, native or clinician")
    items = ma.fields.List(ma.fields.Nested(StarterSchema))
