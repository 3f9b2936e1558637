"""When a repair prompt is refused, and to whom it is not there."""

import pytest

from tests.cast import a_couple, a_person, a_prompt, a_rupture, ahead, fresh, outcome


def wish(rupture, disclosure="signal", **more):
    return {"rupture_id": rupture["id"], "disclosure": disclosure} | more


def one(prompt):
    return f"/repair-prompts/{prompt['id']}"


def test_a_prompt_belongs_to_its_sender_alone(ana, ben, cleo, later):
    prompt = a_prompt(ana, later)

    for other in (ben, cleo):
        assert outcome(other.get(one(prompt))) == (404, "not_found")
        assert outcome(other.delete(one(prompt))) == (404, "not_found")
        assert outcome(other.patch(one(prompt), {}, If_Match='"x"')) == (404, "not_found")
        assert other.seen("/repair-prompts")["items"] == []
    assert ana.seen("/repair-prompts")["items"] == [ana.seen(one(prompt))]


def test_only_ben_finds_it_in_an_inbox(ana, ben, cleo, later):
    prompt = a_prompt(ana, later)

    for other in (ana, cleo):
        assert other.seen("/inbox/repair-prompts")["items"] == []
        assert outcome(other.get("/inbox" + one(prompt))) == (404, "not_found")
        assert outcome(other.put("/inbox" + one(prompt) + "/mute")) == (404, "not_found")
        assert outcome(other.delete("/inbox" + one(prompt) + "/mute")) == (404, "not_found")


def test_a_rupture_of_someone_else_cannot_be_prompted(ana, ben, cleo):
    rupture = a_rupture(ana)

    for other in (ben, cleo):
        for path in ("/repair-prompts", "/repair-prompts/preview"):
            assert outcome(other.post(path, wish(rupture))) == (404, "not_found")


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"disclosure": "words"}, "#/message"),
        ({"disclosure": "theme", "message": "Hi"}, "#/message"),
        ({"disclosure": "signal", "fields": ["need"]}, "#/fields"),
        ({"disclosure": "all"}, "#/disclosure"),
        ({"disclosure": "signal", "pace": "now"}, "#/pace"),
        ({"disclosure": "signal", "show_week": 1}, "#/show_week"),
        ({"disclosure": "words", "message": "x" * 1001}, "#/message"),
        ({"disclosure": "words", "message": "Hi", "fields": ["note"]}, "#/fields/0"),
        ({"disclosure": "words", "message": "Hi", "fields": ["need", "need"]}, "#/fields"),
        ({"disclosure": "signal", "rupture_id": "one"}, "#/rupture_id"),
        ({}, "#/disclosure"),
    ],
)
def test_a_bad_wish_names_the_field(ana, ben, given, pointer):
    given = {"rupture_id": a_rupture(ana)["id"]} | given

    for path in ("/repair-prompts", "/repair-prompts/preview"):
        answer = ana.post(path, given)
        assert answer.status_code == 422
        assert answer.json["errors"][0]["pointer"] == pointer
    assert ana.seen("/repair-prompts")["items"] == []


def test_a_time_too_far_ahead_is_refused(ana, ben):
    answer = ana.post("/repair-prompts", wish(a_rupture(ana), deliver_at=ahead(days=91)))

    assert outcome(answer) == (422, "out_of_range")
    assert answer.json["errors"][0]["pointer"] == "#/deliver_at"


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("let-go", {}),
        ("set-aside", None),
        ("not-for-repair", {"reason": "unsafe"}),
        ("in-person", {"verdict": "landed"}),
    ],
)
def test_only_what_is_open_or_in_repair_can_be_prompted(ana, ben, act, body):
    rupture = a_rupture(ana)
    body = {"until": ahead(days=1)} if body is None else body
    ana.made(f"/ruptures/{rupture['id']}/{act}", body)

    assert outcome(ana.post("/repair-prompts", wish(rupture))) == (409, "wrong_state")


def test_a_rupture_in_repair_can_be_prompted(ana, ben):
    rupture = a_rupture(ana)
    ana.made(f"/ruptures/{rupture['id']}/in-person", {"verdict": "partly"})

    assert ana.post("/repair-prompts", wish(rupture)).status_code == 201


def test_a_rupture_has_one_live_prompt(ana, ben, later):
    rupture = a_rupture(ana)
    prompt = ana.made("/repair-prompts", wish(rupture))

    assert outcome(ana.post("/repair-prompts", wish(rupture))) == (409, "already_live")
    later(seconds=61)
    assert outcome(ana.post("/repair-prompts", wish(rupture))) == (409, "already_live")
    ana.delete(one(prompt))
    assert ana.post("/repair-prompts", wish(rupture)).status_code == 201


def test_three_prompts_a_day_and_the_answer_says_when_there_is_a_fourth(ana, ben, later):
    for _ in range(3):
        prompt = ana.made("/repair-prompts", wish(a_rupture(ana)))
        ana.delete(one(prompt))  # withdrawn ones count
    rupture = a_rupture(ana)

    answer = ana.post("/repair-prompts", wish(rupture))
    wait = int(answer.headers["Retry-After"])
    later(seconds=wait - 30)
    early = fresh(ana).post("/repair-prompts", wish(rupture))
    later(seconds=31)

    assert outcome(answer) == outcome(early) == (429, "daily_limit")
    assert 86_000 < wait <= 86_401
    assert fresh(ana).post("/repair-prompts", wish(rupture)).status_code == 201


def test_the_cap_of_one_is_not_the_cap_of_the_other(ana, ben):
    for _ in range(3):
        ana.made("/repair-prompts", wish(a_rupture(ana)))

    assert ben.post("/repair-prompts", wish(a_rupture(ben))).status_code == 201


def test_alone_there_is_nobody_to_prompt(eve):
    assert outcome(eve.post("/repair-prompts", wish(a_rupture(eve)))) == (404, "no_couple")


def test_quiet_lets_nothing_new_cross_and_cancels_what_waits(ana, ben, later):
    rupture = a_rupture(ana)
    waits = ana.made("/repair-prompts", wish(rupture))
    sent = ana.made("/repair-prompts", wish(a_rupture(ana)))
    later(seconds=61)
    again = ana.made("/repair-prompts", wish(a_rupture(ana)))

    ana.put("/me/quiet", {})
    later(seconds=61)

    assert ana.seen(one(again))["status"] == "cancelled"
    assert ana.seen(one(waits))["status"] == "sent"
    assert outcome(ana.post("/repair-prompts", wish(rupture))) == (409, "quiet_on")
    assert outcome(ana.patch(one(sent), {"show_week": True})) == (409, "quiet_on")
    assert outcome(ana.delete(one(sent))) == (204, None)
    assert ben.seen("/inbox" + one(sent))["status"] == "withdrawn"


def test_a_rupture_logged_with_ben_is_never_shown_to_the_next_partner(app, ana, ben):
    rupture = a_rupture(ana)
    ana.post("/couple/end", {})
    a_couple(app, ana, a_person(app, "Finn"))

    answer = ana.post("/repair-prompts", wish(rupture))

    assert outcome(answer) == (409, "other_partner")


def test_a_rupture_logged_with_ben_may_be_shown_to_ben_in_a_new_couple(app, ana, ben):
    rupture = a_rupture(ana)
    ana.post("/couple/end", {})
    a_couple(app, ana, ben)

    assert ana.post("/repair-prompts", wish(rupture)).status_code == 201


def test_a_rupture_logged_alone_may_be_shown_to_the_present_partner(app, eve):
    rupture = a_rupture(eve)
    a_couple(app, eve, a_person(app, "Finn"))

    assert eve.post("/repair-prompts", wish(rupture)).status_code == 201


def test_the_end_of_the_couple_cancels_what_waits_and_takes_what_crossed(ana, ben, later):
    prompt = a_prompt(ana, later)
    waits = ana.made("/repair-prompts", wish(a_rupture(ana)))

    ben.post("/couple/end", {})
    later(seconds=61)

    assert ana.seen(one(waits))["status"] == "cancelled"
    assert ana.seen(one(prompt))["status"] == "sent"
    assert ben.seen("/inbox/repair-prompts")["items"] == []
    assert outcome(ana.patch(one(prompt), {"show_week": True})) == (404, "no_couple")
    assert outcome(ana.delete(one(prompt))) == (204, None)


@pytest.mark.parametrize("change", [{}, {"disclosure": "theme"}, {"show_week": False}])
def test_raising_by_nothing_crosses_nothing(ana, ben, later, change):
    prompt = a_prompt(ana, later)
    before = ben.get("/inbox" + one(prompt)).data, ben.get("/changes").data
    later(seconds=2)

    assert ana.patch(one(prompt), change).status_code == 200

    assert (ben.get("/inbox" + one(prompt)).data, ben.get("/changes").data) == before


def test_nothing_goes_out_once_the_consent_was_taken_back(ana, ben, later):
    prompt = ana.made("/repair-prompts", wish(a_rupture(ana)))
    ana.put("/me/consents/process_feelings", {"granted": False, "version": "2026-11"})

    later(seconds=61)

    assert ben.seen("/inbox/repair-prompts")["items"] == []
    assert ana.seen(one(prompt))["status"] == "cancelled"
    assert outcome(ana.post("/repair-prompts", wish(prompt))) == (403, "consent_required")


@pytest.mark.parametrize("state", ["withdrawn", "cancelled"])
def test_what_is_over_can_be_neither_edited_nor_withdrawn(ana, ben, state):
    rupture = a_rupture(ana)
    prompt = ana.made("/repair-prompts", wish(rupture))
    if state == "withdrawn":
        ana.delete(one(prompt))
    else:
        ana.post(f"/ruptures/{rupture['id']}/let-go", {})

    assert ana.seen(one(prompt))["status"] == state
    for change in ({"disclosure": "theme"}, {"pace": "soon"}, {"clear": ["message"]}):
        assert outcome(ana.patch(one(prompt), change)) == (409, "wrong_state")
    assert outcome(ana.delete(one(prompt))) == (409, "wrong_state")
