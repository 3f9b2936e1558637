"""Repairs: on a prompt, out of the blue, and going on from there."""

import pytest

from tests.cast import a_prompt, a_repair, a_rupture, answered, fresh, judged, outcome

NEW = {"approaches": ["listen"], "message": "I hear you."}


def one(repair):
    return f"/repairs/{repair['id']}"


def sent(phone, **given):
    return phone.made("/repairs", NEW | given)


def test_a_repair_on_a_prompt_crosses_after_the_undo_window(ana, ben, later):
    prompt = a_prompt(ana, later)
    repair = sent(ben, repair_prompt_id=prompt["id"], approaches=["own", "amend", "listen"])
    assert (repair["status"], repair["thread_id"]) == ("scheduled", prompt["id"])

    later(seconds=58)
    assert ana.seen("/inbox/repairs")["items"] == []
    later(seconds=3)

    assert ben.seen(one(repair))["status"] == "sent"
    [seen] = ana.seen("/inbox/repairs")["items"]
    assert seen["approaches"] == ["own", "amend", "listen"]
    assert (seen["id"], seen["message"]) == (repair["id"], "I hear you.")
    assert seen["thread_id"] == seen["repair_prompt_id"] == prompt["id"]
    assert seen["rupture_id"] == prompt["rupture_id"]


def test_an_unprompted_repair_begins_a_thread_of_its_own(ana, ben, later):
    repair = a_repair(ben, later)

    seen = ana.seen("/inbox" + one(repair))

    assert repair["thread_id"] == seen["thread_id"] == repair["id"]
    assert seen["repair_prompt_id"] is seen["rupture_id"] is None


def test_the_author_goes_on_with_a_thread_they_began(ana, ben, later):
    first = a_repair(ben, later)

    second = a_repair(ben, later, thread_id=first["id"])
    refused = ben.post("/repairs", NEW | {"thread_id": second["id"]})

    assert ana.seen("/inbox" + one(second))["thread_id"] == first["id"]
    assert outcome(refused) == (404, "not_found")


def test_the_thread_of_a_prompt_may_be_named_either_way(ana, ben, later):
    prompt = a_prompt(ana, later)

    repair = sent(ben, thread_id=prompt["id"])

    assert repair["repair_prompt_id"] == repair["thread_id"] == prompt["id"]


def test_only_the_prompts_recipient_adds_repairs_to_it(ana, ben, cleo, later):
    prompt = a_prompt(ana, later)

    for other in (ana, cleo):
        for name in ("repair_prompt_id", "thread_id"):
            answer = other.post("/repairs", NEW | {name: prompt["id"]})
            assert outcome(answer) == (404, "not_found")


def test_only_its_author_adds_to_an_unprompted_thread(ana, ben, cleo, later):
    repair = a_repair(ben, later)

    for other in (ana, cleo):
        answer = other.post("/repairs", NEW | {"thread_id": repair["id"]})
        assert outcome(answer) == (404, "not_found")
    as_prompt = ben.post("/repairs", NEW | {"repair_prompt_id": repair["id"]})
    assert outcome(as_prompt) == (404, "not_found")


def test_a_prompt_that_has_not_crossed_is_not_there_to_answer(ana, ben):
    wish = {"rupture_id": a_rupture(ana)["id"], "disclosure": "signal"}
    prompt = ana.made("/repair-prompts", wish)

    answer = ben.post("/repairs", NEW | {"repair_prompt_id": prompt["id"]})

    assert outcome(answer) == (404, "not_found")


def test_a_repair_belongs_to_its_author_alone(ana, ben, cleo, later):
    repair = a_repair(ben, later)

    for other in (ana, cleo):
        assert outcome(other.get(one(repair))) == (404, "not_found")
        assert outcome(other.delete(one(repair))) == (404, "not_found")
        assert other.seen("/repairs")["items"] == []
    assert ben.seen("/repairs")["items"] == [ben.seen(one(repair))]


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"approaches": None}, "#/approaches"),
        ({"approaches": []}, "#/approaches"),
        ({"approaches": ["own", "ask", "amend", "listen"]}, "#/approaches"),
        ({"approaches": ["own", "own"]}, "#/approaches"),
        ({"approaches": ["flowers"]}, "#/approaches/0"),
        ({"message": ""}, "#/message"),
        ({"message": "x" * 1001}, "#/message"),
        ({"channel": "letter"}, "#/channel"),
        ({"thread_id": "one"}, "#/thread_id"),
        ({"hint": "early_apology"}, "#/hint"),
    ],
)
def test_a_bad_repair_names_the_field(ana, ben, given, pointer):
    answer = ben.post("/repairs", NEW | given)

    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == pointer
    assert ben.seen("/repairs")["items"] == []


def test_prompt_or_thread_but_not_both(ana, ben, later):
    prompt = a_prompt(ana, later)

    answer = ben.post(
        "/repairs", NEW | {"repair_prompt_id": prompt["id"], "thread_id": prompt["id"]}
    )

    assert outcome(answer) == (422, "one_thread")
    assert answer.json["errors"][0]["pointer"] == "#/thread_id"


def test_one_approach_is_enough_and_words_are_not_needed(ana, ben):
    assert ben.made("/repairs", {"approaches": ["appreciate"]})["message"] is None


def test_a_repair_made_in_person_is_recorded_and_crosses_like_any(ana, ben, later):
    repair = a_repair(ben, later, channel="in_person")

    assert ana.seen("/inbox" + one(repair))["channel"] == "in_person"
    assert judged(ana, repair, "landed")["verdict"] == "landed"


@pytest.mark.parametrize(
    ("approaches", "hint"),
    [
        (["apologise"], "early_apology"),
        (["apologise", "listen"], None),
        (["own"], None),
    ],
)
def test_the_hint_is_for_an_apology_alone(ana, ben, approaches, hint):
    assert sent(ben, approaches=approaches)["hint"] == hint


def test_the_hint_is_for_the_first_on_a_thread_and_never_crosses(ana, ben, later):
    prompt = a_prompt(ana, later)

    early = a_repair(ben, later, repair_prompt_id=prompt["id"], approaches=["apologise"])
    second = a_repair(ben, later, repair_prompt_id=prompt["id"], approaches=["apologise"])

    assert (early["hint"], second["hint"]) == ("early_apology", None)
    assert ben.seen(one(early))["hint"] == "early_apology"
    assert "hint" not in ana.get("/inbox/repairs").text


def test_withdrawn_before_it_was_sent_it_never_existed(ana, ben, later):
    a_prompt(ana, later)
    paths = ("/inbox/repairs", "/changes", "/ruptures", "/repair-prompts")
    before = [ana.get(path).data for path in paths]
    repair = sent(ben)

    assert outcome(ben.delete(one(repair))) == (204, None)
    later(seconds=61)

    assert [ana.get(path).data for path in paths] == before
    assert ben.seen(one(repair))["status"] == "withdrawn"
    assert outcome(ben.delete(one(repair))) == (409, "wrong_state")


def test_withdrawn_after_it_was_sent_a_stub_without_content_stays(ana, ben, later):
    _, prompt, repair = answered(ana, ben, later)

    ben.delete(one(repair))

    stub = ana.seen("/inbox" + one(repair))
    assert (stub["status"], stub["thread_id"]) == ("withdrawn", prompt["id"])
    assert stub["approaches"] is stub["message"] is stub["channel"] is None
    assert ben.seen(one(repair))["message"] == "I hear you."


def test_a_thread_that_never_began_for_the_other_is_not_gone_on_with(ana, ben, later):
    first = sent(ben)
    ben.delete(one(first))

    answer = ben.post("/repairs", NEW | {"thread_id": first["id"]})

    assert outcome(answer) == (409, "wrong_state")


def test_a_thread_whose_first_repair_became_a_stub_goes_on(ana, ben, later):
    first = a_repair(ben, later)
    ben.delete(one(first))

    second = a_repair(ben, later, thread_id=first["id"])

    assert ana.seen("/inbox" + one(second))["thread_id"] == first["id"]


def test_three_unprompted_repairs_a_day(ana, ben, later):
    for _ in range(3):
        ben.delete(one(sent(ben)))  # withdrawn ones count

    answer = ben.post("/repairs", NEW)
    later(seconds=int(answer.headers["Retry-After"]))

    assert outcome(answer) == (429, "daily_limit")
    assert fresh(ben).post("/repairs", NEW).status_code == 201


def test_three_repairs_a_thread_and_each_thread_counts_alone(ana, ben, later):
    one_prompt, other = a_prompt(ana, later), a_prompt(ana, later)
    for _ in range(3):
        sent(ben, repair_prompt_id=one_prompt["id"])

    answer = ben.post("/repairs", NEW | {"thread_id": one_prompt["id"]})

    assert outcome(answer) == (429, "daily_limit")
    assert 86_000 < int(answer.headers["Retry-After"]) <= 86_401
    assert sent(ben, repair_prompt_id=other["id"])
    assert sent(ben)


def test_the_first_unprompted_repair_counts_on_its_thread(ana, ben):
    first = sent(ben)
    for _ in range(2):
        sent(ben, thread_id=first["id"])

    answer = ben.post("/repairs", NEW | {"thread_id": first["id"]})

    assert outcome(answer) == (429, "daily_limit")


def test_a_repair_on_the_way_is_delivered_whatever_became_of_its_prompt(ana, ben, later):
    rupture = a_rupture(ana)
    prompt = a_prompt(ana, later, rupture=rupture)
    repair = sent(ben, repair_prompt_id=prompt["id"])

    ana.delete(f"/repair-prompts/{prompt['id']}")
    later(seconds=61)

    assert ana.seen("/inbox" + one(repair))["status"] == "sent"
    assert ana.seen(f"/ruptures/{rupture['id']}")["status"] == "in_repair"
    assert ben.seen(one(repair))["status"] == "sent"


def test_quiet_refuses_new_ones_cancels_what_waits_and_lets_withdraw(ana, ben, later):
    crossed, waits = a_repair(ben, later), sent(ben)

    ben.put("/me/quiet", {})
    later(seconds=61)

    assert ben.seen(one(waits))["status"] == "cancelled"
    assert ben.seen(one(waits))["message"] == "I hear you."
    assert outcome(ben.post("/repairs", NEW)) == (409, "quiet_on")
    assert outcome(ben.delete(one(waits))) == (409, "wrong_state")
    assert outcome(ben.delete(one(crossed))) == (204, None)
    assert [item["id"] for item in ana.seen("/inbox/repairs")["items"]] == [crossed["id"]]


def test_alone_there_is_nobody_to_repair_with(eve):
    assert outcome(eve.post("/repairs", NEW)) == (404, "no_couple")


def test_either_is_the_hurt_one_in_one_rupture_and_the_repairer_in_the_next(ana, ben, later):
    hers, _, from_ben = answered(ana, ben, later)
    his, _, from_ana = answered(ben, ana, later)

    judged(ana, from_ben, "landed")
    judged(ben, from_ana, "not_yet")

    assert ana.seen(f"/ruptures/{hers['id']}")["status"] == "repaired"
    assert ben.seen(f"/ruptures/{his['id']}")["status"] == "in_repair"


def test_the_end_of_the_couple_takes_the_thread_from_both(ana, ben, later):
    _, prompt, repair = answered(ana, ben, later)

    ana.post("/couple/end", {})

    assert ana.seen("/inbox/repairs")["items"] == []
    assert ben.seen(one(repair))["feedback"] is None
    late = ben.post("/repairs", NEW | {"repair_prompt_id": prompt["id"]})
    assert outcome(late) == (404, "no_couple")
    assert outcome(ana.put("/inbox" + one(repair) + "/verdict", {"verdict": "landed"})) == (
        404,
        "not_found",
    )
