"""What repairs and verdicts do to the rupture they are on (PRODUCT section 3)."""

import pytest

from tests.cast import a_repair, a_rupture, ahead, answered, fresh, judged, outcome


def act(phone, rupture, path, **body):
    answer = phone.post(f"/ruptures/{rupture['id']}/{path}", body)
    assert answer.status_code == 200, answer.text
    return answer.json["rupture"]


def status(phone, rupture):
    return phone.seen(f"/ruptures/{rupture['id']}")


@pytest.mark.parametrize("verdict", ["partly", "not_yet"])
def test_short_of_landed_it_stays_in_repair(ana, ben, later, verdict):
    _rupture, _, repair = answered(ana, ben, later)

    after = judged(ana, repair, verdict)

    assert after["rupture"]["status"] == "in_repair"
    assert after["rupture"]["follow_up_due_at"] is None


def test_landed_repairs_it_and_asks_again_three_days_later(ana, ben, later):
    rupture, _, repair = answered(ana, ben, later)

    judged(ana, repair, "landed")
    later(days=2, hours=23)
    assert status(fresh(ana), rupture)["follow_up_asked_at"] is None
    later(hours=1, seconds=1)

    found = status(fresh(ana), rupture)
    assert (found["status"], found["follow_up_asked_at"]) == ("repaired", found["follow_up_due_at"])


def test_landed_repairs_from_set_aside_too(ana, ben, later):
    rupture, _, repair = answered(ana, ben, later)
    act(ana, rupture, "set-aside", until=ahead(days=1))

    after = judged(ana, repair, "landed")

    assert after["rupture"]["status"] == "repaired"
    assert after["rupture"]["set_aside_until"] is None


@pytest.mark.parametrize(
    ("path", "body", "state"),
    [("let-go", {}, "let_go"), ("not-for-repair", {"reason": "unsafe"}, "not_for_repair")],
)
def test_a_verdict_is_stored_and_moves_nothing_elsewhere(ana, ben, later, path, body, state):
    rupture, _, repair = answered(ana, ben, later)
    act(ana, rupture, path, **body)

    after = judged(ana, repair, "landed")

    assert after["rupture"]["status"] == state
    assert ana.seen(f"/inbox/repairs/{repair['id']}/verdict")["verdict"] == "landed"


def test_the_landed_verdict_changed_is_in_repair_again_and_nobody_asks(ana, ben, later):
    rupture, _, repair = answered(ana, ben, later)
    judged(ana, repair, "landed")

    after = judged(ana, repair, "not_yet")
    later(days=3, seconds=1)

    assert after["rupture"]["status"] == "in_repair"
    found = status(fresh(ana), rupture)
    assert found["follow_up_due_at"] is found["follow_up_asked_at"] is found["closed_at"] is None


def test_only_the_verdict_that_repaired_it_takes_that_back(ana, ben, later):
    _rupture, prompt, repair = answered(ana, ben, later)
    other = a_repair(ben, later, repair_prompt_id=prompt["id"])
    judged(ana, repair, "landed")

    after = judged(ana, other, "not_yet")

    assert after["rupture"]["status"] == "repaired"


def test_a_repair_that_held_stays_repaired_and_is_not_asked_again(ana, later):
    rupture = act(ana, a_rupture(ana), "in-person", verdict="landed")

    act(ana, rupture, "follow-up", held=True)
    later(days=4)

    found = status(fresh(ana), rupture)
    assert (found["status"], found["held"], found["cycle"]) == ("repaired", True, 1)
    assert found["follow_up_due_at"] is found["follow_up_asked_at"] is None


def test_the_last_repair_of_its_cycle_withdrawn_opens_it_again(ana, ben, later):
    rupture, prompt, first = answered(ana, ben, later)
    second = a_repair(ben, later, repair_prompt_id=prompt["id"])

    ben.delete(f"/repairs/{first['id']}")
    assert status(ana, rupture)["status"] == "in_repair"
    ben.delete(f"/repairs/{second['id']}")

    found = status(ana, rupture)
    assert (found["status"], found["cycle"]) == ("open", 1)


def test_a_repair_of_an_earlier_cycle_does_not_keep_it_in_repair(ana, ben, later):
    rupture, prompt, repair = answered(ana, ben, later)
    judged(ana, repair, "landed")
    act(ana, rupture, "follow-up", held=False)
    newer = a_repair(ben, later, repair_prompt_id=prompt["id"])
    assert status(ana, rupture)["status"] == "in_repair"

    ben.delete(f"/repairs/{newer['id']}")

    assert status(ana, rupture)["status"] == "open"


def test_the_end_of_the_couple_opens_it_again_and_drops_the_follow_up(ana, ben, later):
    rupture, _, _ = answered(ana, ben, later)
    held = act(ana, a_rupture(ana), "in-person", verdict="landed")

    ben.post("/couple/end")

    found = status(ana, rupture)
    assert (found["status"], found["cycle"]) == ("open", 1)
    assert status(ana, held)["status"] == "repaired"
    assert status(ana, held)["follow_up_due_at"] is None


def test_in_person_partly_keeps_it_in_repair_when_the_last_repair_is_withdrawn(ana, ben, later):
    rupture, _, repair = answered(ana, ben, later)
    act(ana, rupture, "in-person", verdict="partly")

    ben.delete(f"/repairs/{repair['id']}")

    assert status(ana, rupture)["status"] == "in_repair"


def test_in_person_needs_no_couple_and_says_how_it_went(eve):
    rupture = a_rupture(eve)
    how = {"verdict": "landed", "felt_understood": "yes", "approaches": ["own", "amend"]}

    after = act(eve, rupture, "in-person", **how, note="On the stairs.")

    assert after["status"] == "repaired"
    assert after["follow_up_due_at"]


def test_neither_time_nor_the_partner_ever_repairs_or_lets_go(ana, ben, later):
    rupture, prompt, _ = answered(ana, ben, later)

    ben.put(f"/inbox/repair-prompts/{prompt['id']}/mute")
    later(days=100)

    assert status(fresh(ana), rupture)["status"] == "in_repair"


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("let-go", {"how": "angrily"}, "#/how"),
        ("set-aside", {}, "#/until"),
        ("set-aside", {"until": "2020-01-01T00:00:00Z"}, "#/until"),
        ("set-aside", {"until": "2099-01-01T00:00:00Z"}, "#/until"),
        ("not-for-repair", {}, "#/reason"),
        ("follow-up", {"held": "yes"}, "#/held"),
        ("in-person", {"verdict": "fine"}, "#/verdict"),
        ("in-person", {"verdict": "partly", "approaches": []}, "#/approaches"),
        ("in-person", {"verdict": "partly", "approaches": ["own", "own"]}, "#/approaches"),
    ],
)
def test_an_act_with_a_bad_body_names_the_field(ana, path, body, pointer):
    rupture = a_rupture(ana)

    answer = ana.post(f"/ruptures/{rupture['id']}/{path}", body)

    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"].startswith(pointer)
    assert status(ana, rupture) == rupture


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("let-go", {}),
        ("set-aside", None),
        ("not-for-repair", {"reason": "other"}),
        ("reopen", None),
        ("follow-up", {"held": True}),
        ("in-person", {"verdict": "landed"}),
    ],
)
def test_neither_ben_nor_cleo_finds_a_rupture_to_act_on(ana, ben, cleo, path, body):
    rupture = a_rupture(ana)

    for other in (ben, cleo):
        body = {"until": ahead(days=1)} if path == "set-aside" else body
        answer = other.post(f"/ruptures/{rupture['id']}/{path}", body)
        assert outcome(answer) == (404, "not_found")

    assert status(ana, rupture) == rupture
