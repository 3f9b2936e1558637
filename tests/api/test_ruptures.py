"""Logging small hurts: private, in seconds, no partner needed."""

from datetime import timedelta

import pytest

from core import clock
from tests.cast import (
    a_prompt,
    a_rupture,
    ahead,
    answered,
    fresh,
    judged,
    outcome,
)

FELT = {
    "kind": "sharp_tone",
    "impact": 3,
    "held_back": True,
    "response": "said_nothing",
    "observation": "You looked at the phone.",
    "feelings": ["lonely", "sad"],
    "need": "to_matter",
    "request": "Ten minutes without phones tonight.",
    "note": "Again.",
    "reappraisal": "Tired, both of us.",
}
NOBODYS = "0b5f4a52-6ad5-4a64-9b50-6a5d6a2f9d10"
TEXTS = ("observation", "request", "note", "reappraisal")


def path(rupture):
    return f"/ruptures/{rupture['id']}"


def test_one_tap_is_a_valid_log_and_needs_no_partner(eve):
    answer = eve.post("/ruptures", {"kind": "interrupted"})

    assert answer.status_code == 201
    shown = {key: value for key, value in answer.json.items() if value is not None}
    assert shown.keys() == {"id", "kind", "status", "cycle", "history", "created_at", "version"}
    assert (shown["kind"], shown["status"], shown["cycle"]) == ("interrupted", "open", 1)


def test_the_owner_gets_back_all_that_was_felt(ana):
    felt = FELT | {"occurred_at": ahead(days=-2), "text_expires_at": ahead(days=30)}

    rupture = a_rupture(ana, **felt)

    assert rupture | FELT == rupture
    assert rupture["occurred_at"].endswith("Z")
    assert ana.seen(path(rupture)) == rupture
    assert ana.seen("/ruptures")["items"] == [rupture]


def test_neither_ben_nor_cleo_finds_it(ana, ben, cleo):
    rupture = a_rupture(ana, **FELT)

    for other in (ben, cleo):
        assert outcome(other.get(path(rupture))) == (404, "not_found")
        assert outcome(other.patch(path(rupture), {}, If_Match='"x"')) == (404, "not_found")
        assert outcome(other.delete(path(rupture))) == (404, "not_found")
        assert other.seen("/ruptures")["items"] == []


def test_what_is_not_mine_is_byte_equal_to_what_does_not_exist(ana, ben):
    rupture = a_rupture(ana)

    mine, nobodys = ben.get(path(rupture)), ben.get(path({"id": NOBODYS}))

    assert {**mine.json, "request_id": ""} == {**nobodys.json, "request_id": ""}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/kind"),
        ({"kind": "betrayal"}, "#/kind"),
        ({"kind": "other", "impact": 6}, "#/impact"),
        ({"kind": "other", "impact": 1.0}, "#/impact"),
        ({"kind": "other", "held_back": "true"}, "#/held_back"),
        ({"kind": "other", "feelings": ["abandoned"]}, "#/feelings/0"),
        ({"kind": "other", "feelings": []}, "#/feelings"),
        ({"kind": "other", "observation": "x" * 1001}, "#/observation"),
        ({"kind": "other", "note": "x" * 4001}, "#/note"),
        ({"kind": "other", "occurred_at": "2026-11-01T10:00:00"}, "#/occurred_at"),
        ({"kind": "other", "occurred_at": "2099-01-01T00:00:00Z"}, "#/occurred_at"),
        ({"kind": "other", "text_expires_at": "2020-01-01T00:00:00Z"}, "#/text_expires_at"),
        ({"kind": "other", "mood": "low"}, "#/mood"),
        ({"kind": "other", "status": "repaired"}, "#/status"),
    ],
)
def test_a_bad_log_names_the_field_and_stores_nothing(ana, body, pointer):
    answer = ana.post("/ruptures", body)

    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == pointer
    assert ana.seen("/ruptures")["items"] == []


def test_without_the_consent_nothing_new_is_stored_and_the_old_stays_readable(ana):
    rupture = a_rupture(ana)
    ana.put("/me/consents/process_feelings", {"granted": False, "version": "2026-11"})

    assert outcome(ana.post("/ruptures", {"kind": "other"})) == (403, "consent_required")
    assert outcome(ana.patch(path(rupture), {"impact": 1})) == (403, "consent_required")
    assert outcome(ana.post(path(rupture) + "/let-go", {})) == (403, "consent_required")
    assert ana.seen(path(rupture)) == rupture
    assert outcome(ana.delete(path(rupture))) == (204, None)


def test_an_edit_changes_what_it_names_and_clear_empties(ana):
    rupture = a_rupture(ana, **FELT)

    edited = ana.patch(path(rupture), {"impact": 1, "clear": ["note", "feelings"]}).json

    changed = {"impact": 1, "note": None, "feelings": None, "version": rupture["version"] + 1}
    assert edited == rupture | changed


def test_an_edit_without_news_changes_nothing(ana):
    rupture = a_rupture(ana, **FELT)

    edited = ana.patch(path(rupture), {"impact": 3, "note": None})

    assert edited.json == rupture


@pytest.mark.parametrize("clear", [["kind"], ["status"], ["note", "note"], "note"])
def test_only_what_may_be_empty_is_cleared(ana, clear):
    rupture = a_rupture(ana, **FELT)

    answer = ana.patch(path(rupture), {"clear": clear})

    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"].startswith("#/clear")


def test_the_texts_go_at_their_time_and_the_structure_stays(ana, later):
    rupture = a_rupture(ana, **FELT, text_expires_at=ahead(hours=1))

    later(hours=1, seconds=1)

    found = fresh(ana).seen(path(rupture))
    assert [found[name] for name in TEXTS] == [None] * 4
    assert found["feelings"] == ["lonely", "sad"]
    assert found["version"] == rupture["version"] + 1


def test_what_is_written_after_the_texts_went_stays(ana, later):
    rupture = a_rupture(ana, **FELT, text_expires_at=ahead(hours=1))
    later(hours=1, seconds=1)

    fresh(ana).patch(path(rupture), {"note": "A new thought."})
    later(hours=1)

    found = fresh(ana).seen(path(rupture))
    assert (found["note"], found["observation"]) == ("A new thought.", None)


def test_a_later_date_does_not_bring_back_texts_that_went(ana, later):
    rupture = a_rupture(ana, **FELT, text_expires_at=ahead(minutes=5))
    clock.move(timedelta(minutes=6), host="127.0.0.1")  # the worker has not come round

    edited = ana.patch(path(rupture), {"text_expires_at": ahead(days=1)})

    assert edited.json["note"] is None


def test_moving_the_date_of_the_texts_keeps_them_until_then(ana, later):
    rupture = a_rupture(ana, **FELT, text_expires_at=ahead(minutes=5))
    ana.patch(path(rupture), {"clear": ["text_expires_at"]})

    later(minutes=6)

    assert ana.seen(path(rupture))["note"] == "Again."


def test_not_for_repair_answers_with_support_and_withdraws_the_prompt(ana, ben, later):
    ana.patch("/me", {"locale": "de-AT"})
    rupture = a_rupture(ana)
    prompt = a_prompt(ana, later, rupture=rupture)

    after = ana.made(path(rupture) + "/not-for-repair", {"reason": "unsafe"})

    assert after["rupture"]["not_for_repair_reason"] == "unsafe"
    assert after["support_resources"]
    [stub] = ben.seen("/inbox/repair-prompts")["items"]
    assert (stub["id"], stub["status"], stub["content"]) == (prompt["id"], "withdrawn", None)


def test_not_for_repair_looks_to_ben_like_any_withdrawal(ana, ben, later):
    rupture = a_rupture(ana)
    one, two = a_prompt(ana, later, rupture=rupture), a_prompt(ana, later)

    ana.made(path(rupture) + "/not-for-repair", {"reason": "unsafe"})
    ana.delete(f"/repair-prompts/{two['id']}")

    stubs = [ben.seen(f"/inbox/repair-prompts/{p['id']}") for p in (one, two)]
    told = [{k: v for k, v in s.items() if k != "id" and not k.endswith("_at")} for s in stubs]
    assert told[0] == told[1]


@pytest.mark.parametrize("act", ["let-go", "set-aside", "in-person"])
def test_closing_it_cancels_a_prompt_that_waits_and_names_it(ana, ben, later, act):
    rupture = a_rupture(ana)
    wish = {"rupture_id": rupture["id"], "disclosure": "signal"}
    prompt = ana.made("/repair-prompts", wish)
    bodies = {"set-aside": {"until": ahead(days=1)}, "in-person": {"verdict": "landed"}}

    after = ana.made(f"{path(rupture)}/{act}", bodies.get(act, {}))
    later(seconds=61)

    assert after["repair_prompt"] == {"id": prompt["id"], "status": "cancelled"}
    assert ana.seen(f"/repair-prompts/{prompt['id']}")["content"] == prompt["content"]
    assert ben.seen("/inbox/repair-prompts")["items"] == []


@pytest.mark.parametrize("act", ["let-go", "set-aside", "in-person"])
def test_closing_it_leaves_a_prompt_that_was_sent_and_names_it(ana, ben, later, act):
    rupture = a_rupture(ana)
    prompt = a_prompt(ana, later, rupture=rupture)
    before = ben.get("/inbox/repair-prompts").data
    bodies = {"set-aside": {"until": ahead(days=1)}, "in-person": {"verdict": "landed"}}

    after = ana.made(f"{path(rupture)}/{act}", bodies.get(act, {}))

    assert after["repair_prompt"] == {"id": prompt["id"], "status": "sent"}
    assert ben.get("/inbox/repair-prompts").data == before


def test_a_landed_verdict_cancels_a_prompt_that_waits_and_names_it(ana, ben, later):
    rupture, prompt, repair = answered(ana, ben, later)
    ana.delete(f"/repair-prompts/{prompt['id']}")
    again = ana.made("/repair-prompts", {"rupture_id": rupture["id"], "disclosure": "signal"})

    after = judged(ana, repair, "landed")

    assert after["repair_prompt"] == {"id": again["id"], "status": "cancelled"}


def test_ruptures_are_filtered_by_state_and_time_of_logging(ana, later):
    old = a_rupture(ana)
    later(minutes=1)
    new = a_rupture(ana)
    ana.post(path(new) + "/let-go", {})

    def ids(query):
        return [item["id"] for item in ana.seen(f"/ruptures?{query}")["items"]]

    assert ids("status=open") == [old["id"]]
    assert ids(f"from={new['created_at']}") == [new["id"]]
    assert ids(f"to={new['created_at']}") == [old["id"]]
    assert ids("sort=oldest") == [old["id"], new["id"]]
    assert ids("sort=newest&limit=1") == [new["id"]]
