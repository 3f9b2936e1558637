"""What the partner let the actor see, on the wire. Filled from copies, never their rows."""

import marshmallow as ma

from models.crossings import CrossingStatus
from models.inbox import AnswerWord
from models.moments import MomentKind
from models.repair_prompts import Disclosure
from models.repairs import Channel
from models.words import Approach, FeltUnderstood, VerdictWord
from schemas.base import Flag, Incoming, Outgoing, Timestamp, described, page_of, text, words
from schemas.moments import ReplySchema
from schemas.repair_prompts import PromptContentSchema
from schemas.repairs import AnswerSchema, FeedbackSchema
from schemas.ruptures import PromptRefSchema, RuptureSchema


class InboxRepairPromptSchema(Outgoing):
    """A prompt, as the one who is asked sees it. Withdrawn, it has no content."""

    id = ma.fields.UUID(attribute="crossing.subject_id")
    status = words(CrossingStatus, attribute="crossing.status")
    disclosure = words(Disclosure, attribute="shown.disclosure", allow_none=True)
    content = ma.fields.Nested(PromptContentSchema, attribute="shown.content", allow_none=True)
    muted = Flag()
    crossed_at = Timestamp(attribute="crossing.crossed_at")
    changed_at = Timestamp(attribute="crossing.changed_at")
    withdrawn_at = Timestamp(attribute="crossing.withdrawn_at", allow_none=True)
    version = ma.fields.Integer(attribute="crossing.version")


InboxRepairPromptPageSchema = page_of(InboxRepairPromptSchema, "InboxRepairPromptPage")


class OwnVerdictSchema(Outgoing):
    """The recipient's own judgement, for their eyes only."""

    verdict = words(VerdictWord)
    felt_understood = words(FeltUnderstood, allow_none=True)
    what_would_help = ma.fields.String(allow_none=True)
    judged_at = Timestamp()


class InboxRepairSchema(Outgoing):
    """A repair, as the one it is meant for sees it, with what they made of it."""

    id = ma.fields.UUID(attribute="crossing.subject_id")
    thread_id = ma.fields.UUID(attribute="crossing.thread_id")
    repair_prompt_id = ma.fields.UUID(attribute="shown.repair_prompt_id", allow_none=True)
    status = words(CrossingStatus, attribute="crossing.status")
    approaches = ma.fields.List(words(Approach), attribute="shown.approaches", allow_none=True)
    message = ma.fields.String(attribute="shown.message", allow_none=True)
    channel = words(Channel, attribute="shown.channel", allow_none=True)
    answer = described(
        ma.fields.Nested(AnswerSchema, attribute="answered", allow_none=True), "What you answered"
    )
    verdict = described(ma.fields.Nested(OwnVerdictSchema, allow_none=True), "Yours alone")
    feedback = described(
        ma.fields.Nested(FeedbackSchema, attribute="fed_back", allow_none=True), "What you gave"
    )
    rupture_id = described(ma.fields.UUID(allow_none=True), "Your own rupture it is on")
    muted = Flag()
    crossed_at = Timestamp(attribute="crossing.crossed_at")
    changed_at = Timestamp(attribute="crossing.changed_at")
    withdrawn_at = Timestamp(attribute="crossing.withdrawn_at", allow_none=True)
    version = ma.fields.Integer(attribute="crossing.version")


InboxRepairPageSchema = page_of(InboxRepairSchema, "InboxRepairPage")


class InboxPauseSchema(Outgoing):
    """A pause, as the one who waits sees it."""

    id = ma.fields.UUID(attribute="crossing.subject_id")
    thread_id = ma.fields.UUID(attribute="crossing.thread_id", allow_none=True)
    return_at = Timestamp(attribute="shown.return_at")
    moved = Flag(attribute="shown.moved")
    message = ma.fields.String(attribute="shown.message", allow_none=True)
    crossed_at = Timestamp(attribute="crossing.crossed_at")
    changed_at = Timestamp(attribute="crossing.changed_at")
    version = ma.fields.Integer(attribute="crossing.version")


InboxPausePageSchema = page_of(InboxPauseSchema, "InboxPausePage")


class InboxMomentSchema(Outgoing):
    """A shared moment, as the one it was shared with sees it."""

    id = ma.fields.UUID(attribute="crossing.subject_id")
    kind = words(MomentKind, attribute="shown.kind")
    text = ma.fields.String(attribute="shown.text", allow_none=True)
    reply = described(
        ma.fields.Nested(ReplySchema, attribute="replied", allow_none=True), "What you replied"
    )
    crossed_at = Timestamp(attribute="crossing.crossed_at")
    version = ma.fields.Integer(attribute="crossing.version")


InboxMomentPageSchema = page_of(InboxMomentSchema, "InboxMomentPage")


class NewAnswerSchema(Incoming):
    """An answer to "did I hurt you when ...?"; it crosses as given."""

    answer = words(AnswerWord, required=True)
    message = text(1000)
    rupture_id = described(ma.fields.UUID(), "Your own rupture it is about; never crosses")


class NewVerdictSchema(Incoming):
    """How it landed. Private, and yours alone."""

    verdict = words(VerdictWord, required=True)
    felt_understood = words(FeltUnderstood)
    what_would_help = text(1000)
    rupture_id = described(ma.fields.UUID(), "Your own rupture it is about; never crosses")


class VerdictSchema(Outgoing):
    """Your verdict, and what it did."""

    repair_id = ma.fields.UUID(attribute="verdict.repair_id")
    verdict = words(VerdictWord, attribute="verdict.verdict")
    felt_understood = words(FeltUnderstood, attribute="verdict.felt_understood", allow_none=True)
    what_would_help = ma.fields.String(attribute="verdict.what_would_help", allow_none=True)
    judged_at = Timestamp(attribute="verdict.judged_at")
    rupture = ma.fields.Nested(RuptureSchema, allow_none=True)
    repair_prompt = described(
        ma.fields.Nested(PromptRefSchema, allow_none=True), "The newest prompt on that rupture"
    )


class GiveFeedbackSchema(Incoming):
    """What of it to let cross; at least one."""

    thanks = described(Flag(load_default=False), "Needs no verdict", True)
    verdict = Flag(load_default=False, metadata={"example": True})
    felt_understood = Flag(load_default=False, metadata={"example": False})
    what_would_help = Flag(load_default=False, metadata={"example": False})


class NewReplySchema(Incoming):
    """A few words."""

    text = text(1000, required=True)
