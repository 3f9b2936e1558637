"""Repair prompts: how much crosses, when, and what never does."""

import json

import pytest

from tests.cast import a_prompt, a_repair, a_rupture, ahead, fresh, outcome

FELT = {
    "kind": "sarcasm",
    "impact": 5,
    "observation": "You laughed when I stumbled.",
    "feelings": ["ashamed", "lonely"],
    "need": "respect",
    "request": "Ask me how it was.",
    "note": "SECRET-NOTE",
    "reappraisal": "SECRET-VIEW",
    "occurred_at": "2025-11-02T22:30:00Z",
}
KEYS = ("pace", "week", "family", "need", "message", "observation", "feelings", "request")
ALL_FIELDS = ["observation", "feelings", "need", "request"]


def content_in(answer):
    """The bytes of ``content`` as they stand in an answer."""
    start = answer.text.index('"content":') + len('"content":')
    _, end = json.JSONDecoder().raw_decode(answer.text, start)
    return answer.text[start:end]


def shown(**filled):
    return dict.fromkeys(KEYS) | {"pace": "no_hurry"} | filled


def wish(rupture, disclosure="signal", **more):
    return {"rupture_id": rupture["id"], "disclosure": disclosure} | more


def one(prompt):
    return f"/repair-prompts/{prompt['id']}"


@pytest.mark.parametrize(
    ("given", "content"),
    [
        ({"disclosure": "signal"}, shown()),
        ({"disclosure": "signal", "pace": "soon"}, shown(pace="soon")),
        ({"disclosure": "signal", "show_week": True}, shown(week="2025-W44")),
        ({"disclosure": "theme"}, shown(family="tone_between_us", need="respect")),
        (
            {"disclosure": "words", "message": "Can we?"},
            shown(family="tone_between_us", message="Can we?"),
        ),
        (
            {"disclosure": "words", "message": "Can we?", "fields": ["need", "feelings"]},
            shown(
                family="tone_between_us",
                message="Can we?",
                need="respect",
                feelings=["ashamed", "lonely"],
            ),
        ),
        (
            {"disclosure": "words", "message": "Can we?", "fields": ALL_FIELDS, "show_week": True},
            shown(
                family="tone_between_us",
                message="Can we?",
                week="2025-W44",
                **{name: FELT[name] for name in ALL_FIELDS},
            ),
        ),
    ],
)
def test_each_level_shows_this_and_nothing_else_byte_for_byte(ana, ben, later, given, content):
    given = {"rupture_id": a_rupture(ana, **FELT)["id"]} | given

    preview = content_in(ana.post("/repair-prompts/preview", given))
    made = ana.post("/repair-prompts", given)
    later(seconds=61)

    assert json.loads(preview) == content
    assert content_in(made) == content_in(ana.get(one(made.json))) == preview
    assert content_in(ben.get("/inbox" + one(made.json))) == preview


def test_ben_never_sees_kind_impact_note_times_or_the_rupture(ana, ben, later):
    rupture = a_rupture(ana, **FELT)
    prompt = a_prompt(
        ana, later, rupture=rupture, disclosure="words", message="Hi", fields=ALL_FIELDS
    )

    told = ben.get("/inbox/repair-prompts").text + ben.get("/changes").text

    assert prompt["id"] in told
    hidden = ("sarcasm", "SECRET", rupture["id"], "rupture_id", "impact", "2025-11-02")
    assert not [word for word in hidden if word in told]


def test_the_week_is_that_of_her_own_zone_and_of_the_logging_without_a_date(ana):
    late_on_sunday = a_rupture(ana, occurred_at="2025-11-09T23:30:00Z")
    undated = a_rupture(ana)

    vienna = ana.made("/repair-prompts/preview", wish(late_on_sunday, show_week=True))
    ana.patch("/me", {"time_zone": "America/New_York"})
    york = ana.made("/repair-prompts/preview", wish(late_on_sunday, show_week=True))
    today = ana.made("/repair-prompts/preview", wish(undated, show_week=True))

    assert (vienna["content"]["week"], york["content"]["week"]) == ("2025-W46", "2025-W45")
    assert today["content"]["week"] > "2026-W00"


def test_a_preview_stores_nothing_and_needs_no_couple(eve):
    rupture = a_rupture(eve)

    answer = eve.post("/repair-prompts/preview", wish(rupture), Idempotency_Key="once")

    assert answer.status_code == 200
    assert eve.seen("/repair-prompts")["items"] == []


def test_a_prompt_waits_out_the_undo_window_and_then_crosses(ana, ben, later):
    prompt = ana.made("/repair-prompts", wish(a_rupture(ana)))
    assert (prompt["status"], prompt["sent_at"], prompt["lapses_at"]) == ("scheduled", None, None)

    later(seconds=58)
    assert ben.seen("/inbox/repair-prompts")["items"] == []
    later(seconds=3)

    assert ana.seen(one(prompt))["status"] == "sent"
    [seen] = ben.seen("/inbox/repair-prompts")["items"]
    assert (seen["id"], seen["status"], seen["muted"]) == (prompt["id"], "sent", False)


def test_a_prompt_can_be_sent_at_a_chosen_time(ana, ben, later):
    prompt = ana.made("/repair-prompts", wish(a_rupture(ana), deliver_at=ahead(minutes=9)))

    later(minutes=8, seconds=50)
    assert ben.seen("/inbox/repair-prompts")["items"] == []
    later(seconds=20)

    assert len(fresh(ben).seen("/inbox/repair-prompts")["items"]) == 1
    assert fresh(ana).seen(one(prompt))["status"] == "sent"


def test_a_time_within_the_undo_window_waits_for_its_end(ana, ben):
    prompt = ana.made("/repair-prompts", wish(a_rupture(ana), deliver_at=ahead(seconds=1)))

    assert prompt["deliver_at"] > ahead(seconds=50)


def test_while_scheduled_everything_may_be_edited(ana, ben, later):
    rupture = a_rupture(ana, **FELT)
    prompt = ana.made("/repair-prompts", wish(rupture, "words", message="You!", pace="soon"))

    less = {"disclosure": "theme", "pace": "no_hurry", "deliver_at": ahead(minutes=5)}
    edited = ana.patch(one(prompt), less).json
    later(seconds=61)
    assert ben.seen("/inbox/repair-prompts")["items"] == []
    later(minutes=5)

    content = shown(family="tone_between_us", need="respect")
    assert edited["content"] == content
    assert ben.seen("/inbox/repair-prompts")["items"][0]["content"] == content


def test_later_edits_of_the_rupture_change_nothing_that_crosses(ana, ben, later):
    rupture = a_rupture(ana, **FELT)
    waits = ana.made("/repair-prompts", wish(rupture, "theme"))

    ana.patch(f"/ruptures/{rupture['id']}", {"kind": "forgotten", "need": "space"})
    later(seconds=61)
    crossed = ben.get("/inbox" + one(waits)).data
    ana.patch(f"/ruptures/{rupture['id']}", {"kind": "other", "clear": ["need"]})

    assert json.loads(crossed)["content"]["need"] == "respect"
    assert ben.get("/inbox" + one(waits)).data == crossed
    assert ana.seen(one(waits))["content"]["family"] == "tone_between_us"


def test_what_was_sent_can_be_raised_and_crosses_at_once(ana, ben, later):
    rupture = a_rupture(ana, **FELT)
    prompt = a_prompt(ana, later, rupture=rupture, disclosure="signal")

    ana.patch(one(prompt), {"disclosure": "theme"})
    assert ben.seen("/inbox" + one(prompt))["disclosure"] == "theme"
    more = {"disclosure": "words", "message": "It was the laugh.", "fields": ["observation"]}
    raised = ana.patch(one(prompt), more)

    content = ben.seen("/inbox" + one(prompt))["content"]
    assert content == raised.json["content"]
    assert (content["need"], content["message"]) == ("respect", "It was the laugh.")
    assert content["observation"] == FELT["observation"]


def test_raising_keeps_what_was_shown_though_the_rupture_changed(ana, ben, later):
    rupture = a_rupture(ana, **FELT)
    prompt = a_prompt(ana, later, rupture=rupture)
    ana.patch(f"/ruptures/{rupture['id']}", {"need": "space", "kind": "forgotten"})

    ana.patch(one(prompt), {"show_week": True})

    content = ben.seen("/inbox" + one(prompt))["content"]
    assert content == shown(family="tone_between_us", need="respect", week="2025-W44")


@pytest.mark.parametrize(
    "change",
    [
        {"disclosure": "signal"},
        {"disclosure": "theme"},
        {"show_week": False},
        {"fields": []},
        {"fields": ["observation"]},
        {"message": "Something else."},
        {"clear": ["message"]},
        {"clear": ["fields"]},
        {"pace": "soon"},
        {"deliver_at": "2026-12-01T00:00:00Z"},
    ],
)
def test_nothing_already_shown_is_taken_away(ana, ben, later, change):
    rupture = a_rupture(ana, **FELT)
    words = {"message": "Hi", "fields": ["need"], "show_week": True}
    prompt = a_prompt(ana, later, rupture=rupture, disclosure="words", **words)
    before = ben.get("/inbox" + one(prompt)).data

    answer = ana.patch(one(prompt), change)

    assert outcome(answer) == (409, "takes_away")
    assert ben.get("/inbox" + one(prompt)).data == before


def test_withdrawn_before_it_was_sent_it_never_existed(ana, ben, later):
    rupture = a_rupture(ana)
    paths = ("/inbox/repair-prompts", "/changes", "/me", "/couple")
    before = [ben.get(path).data for path in paths]
    prompt = ana.made("/repair-prompts", wish(rupture))

    assert outcome(ana.delete(one(prompt))) == (204, None)
    later(seconds=61)

    assert [ben.get(path).data for path in paths] == before
    assert ben.get("/inbox" + one(prompt)).status_code == 404
    assert ana.seen(one(prompt))["status"] == "withdrawn"


def test_withdrawn_after_it_was_sent_a_stub_without_content_stays(ana, ben, later):
    prompt = a_prompt(ana, later)

    ana.delete(one(prompt))

    stub = ben.seen("/inbox" + one(prompt))
    assert (stub["status"], stub["content"], stub["disclosure"]) == ("withdrawn", None, None)
    assert stub["withdrawn_at"]
    refused = ben.post("/repairs", {"approaches": ["own"], "repair_prompt_id": prompt["id"]})
    assert outcome(refused) == (409, "wrong_state")


def test_an_unanswered_prompt_lapses_and_can_still_be_used(ana, ben, later):
    prompt = a_prompt(ana, later)
    sent, seen = ana.seen(one(prompt)), ben.get("/inbox" + one(prompt)).data

    later(days=7)

    lapsed = fresh(ana).seen(one(prompt))
    assert lapsed == sent | {"status": "lapsed"}
    assert fresh(ben).get("/inbox" + one(prompt)).data == seen
    assert ana.patch(one(prompt), {"show_week": True}).json["status"] == "lapsed"
    again = {"rupture_id": prompt["rupture_id"], "disclosure": "signal"}
    assert outcome(ana.post("/repair-prompts", again)) == (409, "already_live")


def test_a_repair_makes_a_lapsed_prompt_sent_again_for_good(ana, ben, later):
    prompt = a_prompt(ana, later)
    later(days=8)
    repair = a_repair(fresh(ben), later, repair_prompt_id=prompt["id"])

    after = fresh(ana).seen(one(prompt))
    ben.delete(f"/repairs/{repair['id']}")
    later(days=8)

    assert (after["status"], after["lapses_at"]) == ("sent", None)
    assert fresh(ana).seen(one(prompt))["status"] == "sent"


def test_a_lapsed_prompt_can_be_withdrawn(ana, ben, later):
    prompt = a_prompt(ana, later)
    later(days=8)

    assert outcome(fresh(ana).delete(one(prompt))) == (204, None)

    assert fresh(ben).seen("/inbox" + one(prompt))["status"] == "withdrawn"
