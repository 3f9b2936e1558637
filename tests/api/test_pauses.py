"""Pauses: not now, and back at a promised time."""

import pytest

from tests.cast import a_prompt, a_repair, a_rupture, ahead, answered, fresh, outcome


def started(phone, **given):
    answer = phone.post("/pauses", {"return_at": ahead(hours=1)} | given)
    assert answer.status_code == 201, answer.text
    return answer


def move(phone, pause, body, tag=None):
    tag = tag or pause.headers["ETag"]
    return phone.ask("PATCH", f"/pauses/{pause.json['id']}", body, If_Match=tag)


def test_a_pause_crosses_at_once_with_its_promise(ana, ben):
    pause = started(ben, message="I need a walk.").json

    [seen] = ana.seen("/inbox/pauses")["items"]

    shown = {"id": pause["id"], "return_at": pause["return_at"], "message": "I need a walk."}
    assert seen | shown | {"moved": False, "thread_id": None} == seen
    assert ben.seen("/pauses")["items"] == [pause]
    assert ana.seen("/pauses")["items"] == ben.seen("/inbox/pauses")["items"] == []


def test_cleo_sees_no_pause_and_moves_none(ana, ben, cleo):
    pause = started(ben)

    for other in (ana, cleo):
        answer = move(other, pause, {"return_at": ahead(hours=2)})
        assert outcome(answer) == (404, "not_found")
    assert cleo.seen("/inbox/pauses")["items"] == []


def test_it_is_the_not_now_to_a_prompt_and_to_a_repair(ana, ben, later):
    _, prompt, _ = answered(ana, ben, later)
    unprompted = a_repair(ben, later)

    for phone, other in ((ana, ben), (ben, ana)):
        for thread in (prompt, unprompted):
            pause = started(phone, thread_id=thread["id"]).json
            seen = other.seen("/inbox/pauses")["items"][0]
            assert seen["id"] == pause["id"]
            assert seen["thread_id"] == pause["thread_id"] == thread["id"]


def test_a_thread_that_is_not_there_for_both_is_not_there(ana, ben, cleo, later):
    waits = ana.made(
        "/repair-prompts", {"rupture_id": a_rupture(ana)["id"], "disclosure": "signal"}
    )
    theirs = a_prompt(ben, later)
    again = ana.made("/repairs", {"approaches": ["own"]})

    for phone, thread in ((cleo, waits), (cleo, theirs), (ben, again), (ana, again)):
        body = {"return_at": ahead(hours=1), "thread_id": thread["id"]}
        assert outcome(phone.post("/pauses", body)) == (404, "not_found")


def test_a_pause_moves_no_rupture_and_counts_in_no_cap(ana, ben, later):
    rupture = a_rupture(ana)
    prompt = a_prompt(ana, later, rupture=rupture)
    sent = ana.get(f"/repair-prompts/{prompt['id']}").data

    for _ in range(5):
        started(ben, thread_id=prompt["id"])

    assert ana.seen(f"/ruptures/{rupture['id']}") == rupture
    assert ana.get(f"/repair-prompts/{prompt['id']}").data == sent
    assert ben.made("/repairs", {"approaches": ["own"], "repair_prompt_id": prompt["id"]})


@pytest.mark.parametrize(
    "span", [{"minutes": 19}, {"minutes": -1}, {"hours": 24, "minutes": 1}, {"days": 400}]
)
def test_a_promise_lies_between_twenty_minutes_and_a_day(ana, ben, span):
    answer = ben.post("/pauses", {"return_at": ahead(**span)})

    assert outcome(answer) == (422, "out_of_range")
    assert answer.json["errors"][0]["pointer"] == "#/return_at"
    assert ana.seen("/inbox/pauses")["items"] == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/return_at"),
        ({"return_at": "soon"}, "#/return_at"),
        ({"return_at": 3600}, "#/return_at"),
        ({"return_at": "2026-11-23T20:00:00"}, "#/return_at"),
        ({"return_at": "2099-11-23T20:00:00Z", "message": ""}, "#/message"),
        ({"return_at": "2099-11-23T20:00:00Z", "thread_id": 1}, "#/thread_id"),
        ({"return_at": "2099-11-23T20:00:00Z", "reason": "flooded"}, "#/reason"),
    ],
)
def test_a_bad_pause_names_the_field(ana, ben, body, pointer):
    answer = ben.post("/pauses", body)

    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == pointer


def test_it_is_moved_once_and_the_other_sees_it(ana, ben):
    pause = started(ben)

    moved = move(ben, pause, {"return_at": ahead(hours=3), "message": "A longer walk."})
    again = move(ben, pause, {"return_at": ahead(hours=4)}, moved.headers["ETag"])

    assert moved.json["moved_at"]
    assert outcome(again) == (409, "already_moved")
    [seen] = ana.seen("/inbox/pauses")["items"]
    assert (seen["moved"], seen["return_at"]) == (True, moved.json["return_at"])
    assert seen["message"] == "A longer walk."


def test_the_words_can_change_without_moving_it(ana, ben):
    pause = started(ben, message="I am too angry.")

    answer = move(ben, pause, {"clear": ["message"]})

    assert (answer.json["message"], answer.json["moved_at"]) == (None, None)
    [seen] = ana.seen("/inbox/pauses")["items"]
    assert (seen["message"], seen["moved"]) == (None, False)


def test_once_the_time_has_come_it_cannot_be_moved(ana, ben, later):
    pause = started(ben)
    later(hours=1, seconds=1)

    answer = move(fresh(ben), pause, {"return_at": ahead(hours=1)})

    assert outcome(answer) == (409, "wrong_state")


def test_a_move_out_of_range_moves_nothing(ana, ben):
    pause = started(ben)

    answer = move(ben, pause, {"return_at": ahead(days=2)})

    assert outcome(answer) == (422, "out_of_range")
    assert ana.seen("/inbox/pauses")["items"][0]["moved"] is False


def test_a_move_says_which_version_it_saw(ana, ben):
    pause = started(ben)
    body = {"return_at": ahead(hours=2)}

    without = ben.ask("PATCH", f"/pauses/{pause.json['id']}", body)
    stale = move(ben, pause, body, '"0123456789abcdef012345"')

    assert outcome(without) == (428, "precondition_required")
    assert outcome(stale) == (412, "stale")


def test_quiet_starts_and_moves_none(ana, ben):
    pause = started(ben)
    ben.put("/me/quiet", {})

    assert outcome(ben.post("/pauses", {"return_at": ahead(hours=1)})) == (409, "quiet_on")
    assert outcome(move(ben, pause, {"return_at": ahead(hours=2)})) == (409, "quiet_on")


def test_alone_there_is_nobody_to_promise_to(eve):
    assert outcome(eve.post("/pauses", {"return_at": ahead(hours=1)})) == (404, "no_couple")


def test_after_the_end_it_is_only_in_ones_own_list(ana, ben):
    pause = started(ben)

    ana.post("/couple/end", {})

    assert ana.seen("/inbox/pauses")["items"] == []
    assert ben.seen("/pauses")["items"] == [pause.json]
    assert outcome(move(ben, pause, {"return_at": ahead(hours=2)})) == (404, "no_couple")


def test_an_edit_without_news_crosses_nothing(ana, ben, later):
    pause = started(ben)
    before = ana.get("/inbox/pauses").data, ana.get("/changes").data
    later(seconds=2)

    assert move(ben, pause, {}).json == pause.json

    assert (ana.get("/inbox/pauses").data, ana.get("/changes").data) == before
