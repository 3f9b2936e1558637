"""Every state x verb of every lifecycle, against PRODUCT section 3 written out."""

from itertools import product

import pytest

from models import inbox, repair_prompts, repairs, ruptures
from models.lifecycle import WrongState

RUPTURE = """
set_aside: open in_repair -> set_aside
let_go: open set_aside in_repair -> let_go
not_for_repair: open set_aside in_repair repaired let_go not_for_repair -> not_for_repair
receive_repair: open -> in_repair
repair_in_person: open set_aside in_repair -> in_repair
land: open set_aside in_repair -> repaired
unland: repaired -> in_repair
hold: repaired -> repaired
not_hold: repaired -> open
lose_repairs: in_repair -> open
come_back: set_aside -> open
come_back_to_repair: set_aside -> in_repair
reopen: set_aside repaired let_go not_for_repair -> open
"""
PROMPT = """
send: scheduled -> sent
withdraw: scheduled sent -> withdrawn
cancel: scheduled -> cancelled
edit: scheduled -> scheduled
raise: sent -> sent
"""
REPAIR = """
send: scheduled -> sent
withdraw: scheduled sent -> withdrawn
cancel: scheduled -> cancelled
"""
ANSWER = """
no: later -> no
yes: later -> yes
"""
ALL = {
    "rupture": (ruptures.LIFECYCLE, ruptures.RuptureStatus, RUPTURE),
    "prompt": (repair_prompts.LIFECYCLE, repair_prompts.PromptStatus, PROMPT),
    "repair": (repairs.LIFECYCLE, repairs.RepairStatus, REPAIR),
    "answer": (inbox.ANSWERS, inbox.AnswerWord, ANSWER),
}


def table(text):
    """``verb: from from -> to`` a line, as a dict of verb to (from-states, to-state)."""
    lines = [line.partition(": ") for line in text.strip().splitlines()]
    moves = {verb: move.partition(" -> ") for verb, _, move in lines}
    return {verb: (set(sources.split()), target) for verb, (sources, _, target) in moves.items()}


CASES = [
    (name, verb, state)
    for name, (lifecycle, states, _) in ALL.items()
    for verb, state in product(lifecycle.moves, states)
]


@pytest.mark.parametrize("name", ALL)
def test_a_lifecycle_knows_the_verbs_of_the_table_and_no_other(name):
    lifecycle, _, text = ALL[name]

    assert set(lifecycle.moves) == set(table(text))


@pytest.mark.parametrize(("name", "verb", "state"), CASES)
def test_a_verb_moves_from_where_the_table_says_and_is_refused_elsewhere(name, verb, state):
    lifecycle, _, text = ALL[name]
    sources, target = table(text)[verb]

    allowed = lifecycle.allows(verb, state)

    assert allowed == (state in sources)
    if allowed:
        assert lifecycle.after(verb, state) == target
    else:
        with pytest.raises(WrongState):
            lifecycle.after(verb, state)


@pytest.mark.parametrize("verb", ["edit", "send", "withdraw", "cancel", "raise"])
def test_lapsed_is_computed_and_never_a_state_to_move_from(verb):
    lapsed = repair_prompts.PromptStatus.LAPSED

    assert not repair_prompts.LIFECYCLE.allows(verb, lapsed)
