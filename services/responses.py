"""What a recipient chooses to send back: an answer, feedback, a reply. Copies cross."""

import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.errors import Conflict, Invalid, NotFound
from models import Crossing, Response, Verdict
from models.crossings import CrossingNoun
from models.inbox import ANSWERS, AnswerWord, ResponseNoun
from models.lifecycle import WrongState
from models.repairs import Channel
from models.words import Approach
from services import access, crossings, threads
from services.actors import Actor

PARTS = ("verdict", "felt_understood", "what_would_help")


class NothingAsked(Conflict):
    """This repair does not ask anything that could be answered."""

    code = "nothing_asked"


class NotJudgedYet(Conflict):
    """There is nothing of this to give yet; judge the repair first."""

    code = "not_judged_yet"


class NothingGiven(Invalid):
    """Choose at least one thing to let cross."""

    code = "nothing_given"


def answer(
    session: Session,
    actor: Actor,
    repair_id: uuid.UUID,
    *,
    answer: AnswerWord,
    message: str | None = None,
    rupture_id: uuid.UUID | None = None,
) -> None:
    """Answer "did I hurt you when ...?". ``later`` may still become ``no`` or ``yes``.

    Raises:
        NothingAsked: prompted, in person, or not an ``ask``.
        WrongState: answered for good, or withdrawn.
    """
    membership = crossings.open_door(session, actor)
    asked = access.crossed(session, actor, CrossingNoun.REPAIR, repair_id)
    if asked.withdrawn_at:
        raise WrongState
    if not _asks(asked):
        raise NothingAsked
    known = _find(session, actor, ResponseNoun.ANSWER, repair_id)
    if known:
        if answer is AnswerWord.LATER:
            raise WrongState
        ANSWERS.after(answer, AnswerWord(known.said["answer"]))
    threads.link(session, actor, asked, rupture_id)
    said = {"answer": answer, "message": message}
    _keep(session, actor, ResponseNoun.ANSWER, repair_id, said)
    crossings.deliver(session, membership, CrossingNoun.ANSWER, repair_id, said)
    session.flush()


def give_feedback(
    session: Session, actor: Actor, repair_id: uuid.UUID, *, thanks: bool = False, **parts: bool
) -> None:
    """Let parts of a verdict cross, as they are now. Later verdicts change nothing of it.

    Raises:
        NothingGiven: no part was chosen.
        NotJudgedYet: a part was chosen that the verdict does not have.
    """
    if not (thanks or any(parts.values())):
        raise NothingGiven(pointer="#")
    membership = crossings.open_door(session, actor)
    access.crossed(session, actor, CrossingNoun.REPAIR, repair_id)
    judged = session.scalar(
        select(Verdict).where(Verdict.owner_id == actor.id, Verdict.repair_id == repair_id)
    )
    said: dict[str, Any] = {"thanks": thanks} | dict.fromkeys(PARTS)
    for part in PARTS:
        if parts.get(part):
            said[part] = getattr(judged, part) if judged else None
            if said[part] is None:
                raise NotJudgedYet
    _keep(session, actor, ResponseNoun.FEEDBACK, repair_id, said)
    crossings.deliver(session, membership, CrossingNoun.FEEDBACK, repair_id, said)
    session.flush()


def take_feedback_back(session: Session, actor: Actor, repair_id: uuid.UUID) -> None:
    """The author of the repair sees none any more."""
    crossings.hold_inbox(session, actor)
    access.crossed(session, actor, CrossingNoun.REPAIR, repair_id)
    _remove(session, actor, ResponseNoun.FEEDBACK, CrossingNoun.FEEDBACK, repair_id)


def reply(session: Session, actor: Actor, moment_id: uuid.UUID, *, text: str) -> None:
    """Say something to a shared moment."""
    membership = crossings.open_door(session, actor)
    access.crossed(session, actor, CrossingNoun.MOMENT, moment_id)
    _keep(session, actor, ResponseNoun.REPLY, moment_id, {"text": text})
    crossings.deliver(session, membership, CrossingNoun.REPLY, moment_id, {"text": text})
    session.flush()


def take_reply_back(session: Session, actor: Actor, moment_id: uuid.UUID) -> None:
    """The moment has no reply any more."""
    crossings.hold_inbox(session, actor)
    access.crossed(session, actor, CrossingNoun.MOMENT, moment_id)
    _remove(session, actor, ResponseNoun.REPLY, CrossingNoun.REPLY, moment_id)


def _asks(repair: Crossing) -> bool:
    said = repair.snapshot
    return (
        said["repair_prompt_id"] is None
        and Approach.ASK in said["approaches"]
        and said["channel"] == Channel.APP
    )


def _find(
    session: Session, actor: Actor, noun: ResponseNoun, subject_id: uuid.UUID
) -> Response | None:
    return session.scalar(
        select(Response).where(
            Response.owner_id == actor.id,
            Response.noun == noun,
            Response.subject_id == subject_id,
        )
    )


def _keep(
    session: Session, actor: Actor, noun: ResponseNoun, subject_id: uuid.UUID, said: dict[str, Any]
) -> None:
    row = _find(session, actor, noun, subject_id)
    if row is None:
        row = Response(owner_id=actor.id, noun=noun, subject_id=subject_id)
        session.add(row)
    row.said, row.changed_at = said, clock.now()


def _remove(
    session: Session,
    actor: Actor,
    noun: ResponseNoun,
    crossed_as: CrossingNoun,
    subject_id: uuid.UUID,
) -> None:
    row = _find(session, actor, noun, subject_id)
    if row is None:
        raise NotFound
    session.delete(row)
    crossings.take_back(session, actor.membership, crossed_as, subject_id)
