"""The state table of ruptures (PRODUCT section 3), row by row, through HTTP."""

import pytest

from tests.cast import a_prompt, a_repair, a_rupture, ahead, answered, fresh, judged, outcome

ACTS = {
    "set aside": ("set-aside", lambda: {"until": ahead(days=1)}),
    "let go": ("let-go", lambda: {"how": "at_peace"}),
    "not for repair": ("not-for-repair", lambda: {"reason": "other"}),
    "reopen": ("reopen", lambda: None),
    "held": ("follow-up", lambda: {"held": True}),
    "not held": ("follow-up", lambda: {"held": False}),
    "in person, partly": ("in-person", lambda: {"verdict": "partly"}),
    "in person, not yet": ("in-person", lambda: {"verdict": "not_yet"}),
    "in person, landed": ("in-person", lambda: {"verdict": "landed"}),
}
PATHS = {
    "open": [],
    "set_aside": ["set aside"],
    "in_repair": ["in person, partly"],
    "repaired": ["in person, landed"],
    "let_go": ["let go"],
    "not_for_repair": ["not for repair"],
}
MOVES = {
    "set aside": ("open in_repair", "set_aside"),
    "let go": ("open set_aside in_repair", "let_go"),
    "not for repair": (" ".join(PATHS), "not_for_repair"),
    "reopen": ("set_aside repaired let_go not_for_repair", "open"),
    "held": ("repaired", "repaired"),
    "not held": ("repaired", "open"),
    "in person, partly": ("open in_repair set_aside", "in_repair"),
    "in person, not yet": ("open in_repair set_aside", "in_repair"),
    "in person, landed": ("open in_repair set_aside", "repaired"),
}


def do(phone, rupture, act):
    path, body = ACTS[act]
    return phone.post(f"/ruptures/{rupture['id']}/{path}", body())


def in_state(phone, state):
    rupture = a_rupture(phone)
    for act in PATHS[state]:
        assert do(phone, rupture, act).status_code == 200
    return status(phone, rupture) | {"status": state}


def status(phone, rupture):
    return phone.seen(f"/ruptures/{rupture['id']}")


@pytest.mark.parametrize("state", PATHS)
def test_every_act_in_a_state_does_what_the_table_says(ana, state):
    for act, (sources, target) in MOVES.items():
        rupture = in_state(ana, state)

        answer = do(ana, rupture, act)

        if state in sources.split():
            assert answer.json["rupture"]["status"] == target, act
        else:
            assert outcome(answer) == (409, "wrong_state"), act
            assert status(ana, rupture) == rupture


@pytest.mark.parametrize("state", PATHS)
def test_a_rupture_can_be_edited_and_deleted_in_any_state(ana, state):
    rupture = in_state(ana, state)

    edited = ana.patch(f"/ruptures/{rupture['id']}", {"impact": 4})
    deleted = ana.delete(f"/ruptures/{rupture['id']}")

    assert (edited.json["impact"], edited.json["status"]) == (4, state)
    assert outcome(deleted) == (204, None)
    assert ana.get(f"/ruptures/{rupture['id']}").status_code == 404


@pytest.mark.parametrize("state", ["repaired", "let_go", "not_for_repair"])
def test_reopening_what_was_closed_begins_a_cycle_and_keeps_the_history(ana, state):
    rupture = in_state(ana, state)

    do(ana, rupture, "reopen")

    found = status(ana, rupture)
    assert (found["status"], found["cycle"]) == ("open", 2)
    [before] = found["history"]
    assert (before["cycle"], before["status"]) == (1, state)
    assert before["closed_at"] == rupture["closed_at"]
    assert found["follow_up_due_at"] is found["closed_at"] is found["let_go_how"] is None


def test_reopening_what_was_set_aside_stays_in_its_cycle(ana):
    rupture = in_state(ana, "set_aside")

    do(ana, rupture, "reopen")

    found = status(ana, rupture)
    assert (found["status"], found["cycle"], found["history"]) == ("open", 1, [])
    assert found["set_aside_until"] is None


def test_the_history_tells_how_each_cycle_ended(ana):
    rupture = a_rupture(ana)

    for act in ("let go", "reopen", "in person, landed", "not held", "not for repair", "reopen"):
        assert do(ana, rupture, act).status_code == 200

    found = status(ana, rupture)
    assert found["cycle"] == 4
    told = [(h["status"], h["let_go_how"], h["held"]) for h in found["history"]]
    assert told == [
        ("let_go", "at_peace", None),
        ("repaired", None, False),
        ("not_for_repair", None, None),
    ]


def test_what_was_set_aside_comes_back_open_at_its_time(ana, later):
    rupture = in_state(ana, "set_aside")

    later(hours=23)
    assert status(fresh(ana), rupture)["status"] == "set_aside"
    later(hours=1, seconds=1)

    found = status(fresh(ana), rupture)
    assert (found["status"], found["cycle"], found["set_aside_until"]) == ("open", 1, None)
    assert found["version"] > rupture["version"]


def test_what_was_set_aside_comes_back_in_repair_if_an_unjudged_repair_waits(ana, ben, later):
    rupture = a_rupture(ana)
    prompt = a_prompt(ana, later, rupture=rupture)
    do(ana, rupture, "set aside")
    a_repair(ben, later, repair_prompt_id=prompt["id"])
    assert status(ana, rupture)["status"] == "set_aside"

    later(days=1, seconds=1)

    assert status(fresh(ana), rupture)["status"] == "in_repair"


def test_what_was_set_aside_comes_back_open_if_its_repair_was_judged(ana, ben, later):
    rupture, _, repair = answered(ana, ben, later)
    do(ana, rupture, "set aside")

    judged(ana, repair, "partly")
    assert status(ana, rupture)["status"] == "set_aside"
    later(days=1, seconds=1)

    assert status(fresh(ana), rupture)["status"] == "open"


def test_an_old_end_of_setting_aside_does_not_end_a_later_one(ana, later):
    rupture = in_state(ana, "set_aside")
    do(ana, rupture, "reopen")
    ana.made(f"/ruptures/{rupture['id']}/set-aside", {"until": ahead(days=2)})

    later(days=1, hours=1)

    assert status(fresh(ana), rupture)["status"] == "set_aside"


def test_a_repair_that_crosses_moves_only_an_open_rupture(ana, ben, later):
    rupture = a_rupture(ana)
    prompt = a_prompt(ana, later, rupture=rupture)
    ben.made("/repairs", {"approaches": ["own"], "repair_prompt_id": prompt["id"]})
    assert status(ana, rupture)["status"] == "open"

    later(seconds=61)

    assert status(ana, rupture)["status"] == "in_repair"


@pytest.mark.parametrize(
    ("act", "state"),
    [
        ("set aside", "set_aside"),
        ("let go", "let_go"),
        ("in person, landed", "repaired"),
        ("not for repair", "not_for_repair"),
    ],
)
def test_a_repair_that_crosses_moves_nothing_in_another_state(ana, ben, later, act, state):
    rupture = a_rupture(ana)
    prompt = a_prompt(ana, later, rupture=rupture)
    ben.made("/repairs", {"approaches": ["own"], "repair_prompt_id": prompt["id"]})
    do(ana, rupture, act)

    later(seconds=61)

    assert status(ana, rupture)["status"] == state
    assert len(ana.seen("/inbox/repairs")["items"]) == 1
