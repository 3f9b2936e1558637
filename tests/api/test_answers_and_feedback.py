"""What a recipient chooses to send back: answers and feedback cross as given."""

import pytest

from tests.cast import a_repair, a_rupture, answered, judged, outcome

ASKED = {"approaches": ["ask"], "message": "Did I hurt you when I said that?"}
PARTS = {"verdict": True, "felt_understood": True, "what_would_help": True}


def one(repair):
    return f"/inbox/repairs/{repair['id']}"


def mine(repair):
    return f"/repairs/{repair['id']}"


def say(phone, repair, word, **more):
    return phone.post(one(repair) + "/answer", {"answer": word} | more)


@pytest.mark.parametrize("word", ["no", "later", "yes"])
def test_an_answer_crosses_as_given(ana, ben, later, word):
    repair = a_repair(ben, later, **ASKED)

    said = say(ana, repair, word, message="A little.").json["answer"]

    crossed = ben.seen(mine(repair))["answer"]
    assert (crossed["answer"], crossed["message"]) == (word, "A little.")
    assert {**crossed, "answered_at": ""} == {**said, "answered_at": ""}


@pytest.mark.parametrize("final", ["no", "yes"])
def test_no_and_yes_are_final_and_later_may_become_either(ana, ben, later, final):
    repair = a_repair(ben, later, **ASKED)
    say(ana, repair, "later")

    assert say(ana, repair, final).status_code == 200
    for word in ("no", "later", "yes"):
        assert outcome(say(ana, repair, word)) == (409, "wrong_state")
    assert ben.seen(mine(repair))["answer"]["answer"] == final


def test_later_is_not_said_twice(ana, ben, later):
    repair = a_repair(ben, later, **ASKED)
    say(ana, repair, "later")

    assert outcome(say(ana, repair, "later")) == (409, "wrong_state")


@pytest.mark.parametrize(
    "given", [{"approaches": ["own"]}, {"approaches": ["ask"], "channel": "in_person"}]
)
def test_only_a_question_in_the_app_is_answered(ana, ben, later, given):
    repair = a_repair(ben, later, **given)

    assert outcome(say(ana, repair, "yes")) == (409, "nothing_asked")


def test_a_question_on_a_prompt_is_not_answered_this_way(ana, ben, later):
    _, prompt, _ = answered(ana, ben, later)
    repair = a_repair(ben, later, **ASKED, repair_prompt_id=prompt["id"])

    assert outcome(say(ana, repair, "yes")) == (409, "nothing_asked")


def test_a_question_taken_back_is_not_answered(ana, ben, later):
    repair = a_repair(ben, later, **ASKED)
    ben.delete(mine(repair))

    assert outcome(say(ana, repair, "yes")) == (409, "wrong_state")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/answer"),
        ({"answer": "perhaps"}, "#/answer"),
        ({"answer": "yes", "message": "x" * 1001}, "#/message"),
        ({"answer": "yes", "rupture_id": "0b5f4a52-6ad5-4a64-9b50-6a5d6a2f9d10"}, "#/rupture_id"),
    ],
)
def test_a_bad_answer_names_the_field_and_crosses_nothing(ana, ben, later, body, pointer):
    repair = a_repair(ben, later, **ASKED)

    answer = ana.post(one(repair) + "/answer", body)

    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == pointer
    assert ben.seen(mine(repair))["answer"] is None


def test_yes_links_a_rupture_of_hers_and_ben_does_not_learn_which(ana, ben, later):
    repair, rupture = a_repair(ben, later, **ASKED), a_rupture(ana)

    said = say(ana, repair, "yes", rupture_id=rupture["id"]).json

    assert said["rupture_id"] == rupture["id"]
    assert ana.seen(f"/ruptures/{rupture['id']}")["status"] == "in_repair"
    assert rupture["id"] not in ben.get(mine(repair)).text + ben.get("/changes").text


def test_a_thread_is_linked_once(ana, ben, later):
    repair = a_repair(ben, later, **ASKED)
    say(ana, repair, "later", rupture_id=a_rupture(ana)["id"])

    answer = say(ana, repair, "yes", rupture_id=a_rupture(ana)["id"])

    assert outcome(answer) == (409, "already_linked")
    assert ben.seen(mine(repair))["answer"]["answer"] == "later"


def test_feedback_is_what_of_a_verdict_she_lets_cross(ana, ben, later):
    _, _, repair = answered(ana, ben, later)
    judged(ana, repair, "partly", felt_understood="yes", what_would_help="More time.")

    ana.put(one(repair) + "/feedback", {"felt_understood": True})

    given = ben.seen(mine(repair))["feedback"]
    assert (given["felt_understood"], given["thanks"]) == ("yes", False)
    assert given["verdict"] is given["what_would_help"] is None


def test_thanks_need_no_verdict_and_the_parts_do(ana, ben, later):
    repair = a_repair(ben, later)

    for part in PARTS:
        answer = ana.put(one(repair) + "/feedback", {"thanks": True, part: True})
        assert outcome(answer) == (409, "not_judged_yet")
    assert ben.seen(mine(repair))["feedback"] is None
    ana.put(one(repair) + "/feedback", {"thanks": True})

    assert ben.seen(mine(repair))["feedback"]["thanks"] is True


def test_a_part_the_verdict_left_out_cannot_be_given(ana, ben, later):
    repair = a_repair(ben, later)
    judged(ana, repair, "partly")

    answer = ana.put(one(repair) + "/feedback", {"what_would_help": True})

    assert outcome(answer) == (409, "not_judged_yet")


def test_a_later_verdict_changes_nothing_of_what_was_given(ana, ben, later):
    _, _, repair = answered(ana, ben, later)
    judged(ana, repair, "landed", felt_understood="yes", what_would_help="Just this.")
    ana.put(one(repair) + "/feedback", PARTS)
    before = ben.get(mine(repair))

    judged(ana, repair, "not_yet", felt_understood="no")

    after = ben.get(mine(repair))
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
    assert after.json["feedback"]["verdict"] == "landed"


def test_feedback_given_anew_replaces_the_one_before(ana, ben, later):
    repair = a_repair(ben, later)
    judged(ana, repair, "landed")
    ana.put(one(repair) + "/feedback", {"verdict": True})

    again = ana.put(one(repair) + "/feedback", {"thanks": True})

    given = ben.seen(mine(repair))["feedback"]
    assert (given["thanks"], given["verdict"]) == (True, None)
    assert again.json["feedback"]["thanks"] is True


def test_feedback_taken_back_is_gone_and_looks_as_if_never_given(ana, ben, later):
    repair = a_repair(ben, later)
    before = ben.get(mine(repair))
    ana.put(one(repair) + "/feedback", {"thanks": True})

    assert outcome(ana.delete(one(repair) + "/feedback")) == (204, None)

    after = ben.get(mine(repair))
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
    assert ana.seen(one(repair))["feedback"] is None
    assert outcome(ana.delete(one(repair) + "/feedback")) == (404, "not_found")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({}, "#"), ({"thanks": False}, "#"), ({"thanks": 1}, "#/thanks"), ({"hug": True}, "#/hug")],
)
def test_bad_feedback_names_the_field(ana, ben, later, body, pointer):
    repair = a_repair(ben, later)

    answer = ana.put(one(repair) + "/feedback", body)

    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == pointer


def test_a_stub_can_be_given_feedback(ana, ben, later):
    repair = a_repair(ben, later)
    ben.delete(mine(repair))

    ana.put(one(repair) + "/feedback", {"thanks": True})

    assert ben.seen(mine(repair))["feedback"]["thanks"] is True


def test_quiet_keeps_answers_and_feedback_back_and_lets_take_back(ana, ben, later):
    asked, thanked = a_repair(ben, later, **ASKED), a_repair(ben, later)
    ana.put(one(thanked) + "/feedback", {"thanks": True})
    ana.put("/me/quiet", {})

    assert outcome(say(ana, asked, "yes")) == (409, "quiet_on")
    again = ana.put(one(thanked) + "/feedback", {"thanks": True})
    assert outcome(again) == (409, "quiet_on")
    assert outcome(ana.delete(one(thanked) + "/feedback")) == (204, None)


def test_the_end_of_the_couple_takes_what_was_sent_back(ana, ben, later):
    asked = a_repair(ben, later, **ASKED)
    say(ana, asked, "no")
    ana.put(one(asked) + "/feedback", {"thanks": True})

    ana.post("/couple/end", {})

    after = ben.seen(mine(asked))
    assert after["answer"] is after["feedback"] is None
    assert outcome(say(ana, asked, "yes")) == (404, "no_couple")
