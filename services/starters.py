"""Help with the wording of a prompt or a repair. Only a person ever sends one."""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from core import content
from models.crossings import CrossingNoun
from models.words import Approach, Need
from services import access
from services.actors import Actor

# Which ways of repairing meet a disclosed need first; the others follow.
MEETS = {
    Need.TO_BE_HEARD: (Approach.LISTEN, Approach.ASK, Approach.ACKNOWLEDGE),
    Need.TO_MATTER: (Approach.ACKNOWLEDGE, Approach.REASSURE, Approach.APPRECIATE),
    Need.RESPECT: (Approach.OWN, Approach.ACKNOWLEDGE, Approach.APOLOGISE),
    Need.CLOSENESS: (Approach.REASSURE, Approach.LISTEN, Approach.APPRECIATE),
    Need.REASSURANCE: (Approach.REASSURE, Approach.ACKNOWLEDGE, Approach.LISTEN),
    Need.TO_RELY_ON_YOU: (Approach.OWN, Approach.AMEND, Approach.APOLOGISE),
    Need.SPACE: (Approach.ACKNOWLEDGE, Approach.ASK, Approach.REASSURE),
    Need.FAIRNESS: (Approach.OWN, Approach.AMEND, Approach.ACKNOWLEDGE),
    Need.OTHER: (Approach.ASK, Approach.LISTEN, Approach.ACKNOWLEDGE),
}


def suggest(
    session: Session,
    actor: Actor,
    language: str,
    *,
    for_: str,
    approach: Approach | None = None,
    repair_prompt_id: uuid.UUID | None = None,
) -> dict[str, Any]:
    """Starters in one language; for a prompt received, those that meet its need first.

    Raises:
        NotFound: the prompt did not cross to the actor.
    """
    order = list(Approach) if approach is None else [approach]
    if repair_prompt_id:
        crossing = access.crossed(session, actor, CrossingNoun.REPAIR_PROMPT, repair_prompt_id)
        need = crossing.snapshot.get("content", {}).get("need")
        first = MEETS[Need(need)] if need else MEETS[Need.OTHER]
        order.sort(key=lambda one: first.index(one) if one in first else len(first))
    texts = content.load(f"starters/{language}.yaml")
    items = [
        {"id": starter["id"], "approach": one, "text": starter["text"]}
        for one in order
        for starter in texts[for_][one.value]
    ]
    return {"language": language, "review": texts["review"], "items": items}
