"""Small traces by which one could have learned what the other keeps private."""

import json
import uuid

import pytest

from tests.cast import (
    PASSWORD,
    VERSION,
    a_prompt,
    a_repair,
    a_rupture,
    fresh,
    outcome,
)


def test_a_first_repair_that_was_undone_leaves_no_id_behind(ana, ben, later):
    first = ben.made("/repairs", {"approaches": ["own"]})
    second = ben.made("/repairs", {"approaches": ["listen"], "thread_id": first["id"]})

    ben.delete(f"/repairs/{first['id']}")
    later(seconds=61)

    [seen] = ana.seen("/inbox/repairs")["items"]
    assert seen["id"] == seen["thread_id"] == second["id"]
    assert first["id"] not in ana.get("/changes").text


def test_two_repairs_of_a_thread_cross_in_their_order(ana, ben, later):
    first = ben.made("/repairs", {"approaches": ["own"]})
    ben.made("/repairs", {"approaches": ["listen"], "thread_id": first["id"]})

    later(seconds=61)

    threads = {one["thread_id"] for one in ana.seen("/inbox/repairs")["items"]}
    assert threads == {first["id"]}


def test_a_block_outlives_the_account_it_is_about(ana, ben, later):
    ana.post("/couple/end", {"block": True})
    before = ana.get("/me/blocks").data

    ben.post("/sessions/current/step-up", {"password": PASSWORD})
    assert ben.delete("/me").status_code == 202
    later()

    assert ana.get("/me/blocks").data == before


def test_a_profile_sent_whole_with_the_same_name_does_not_cross(ana, ben):
    cursor = ben.seen("/changes")["next_cursor"]

    ana.patch("/me", {"display_name": "Ana", "time_zone": "Asia/Tokyo"})

    assert ben.seen(f"/changes?cursor={cursor}")["couple"] is None
    assert ben.seen(f"/changes?cursor={cursor}")["next_cursor"] == cursor


def test_a_replayed_claim_shows_no_name_once_it_was_revoked(ana, eve):
    invitation = ana.made("/invitations", {"consent_version": VERSION})
    claim = {"code": invitation["code"], "consent_version": VERSION}
    eve.made("/invitations/claim", claim, Idempotency_Key="claim")
    assert eve.made("/invitations/claim", claim, Idempotency_Key="claim")["inviter_name"] == "Ana"

    ana.delete(f"/invitations/{invitation['id']}")

    assert outcome(eve.post("/invitations/claim", claim, Idempotency_Key="claim"))[0] == 404


def test_the_same_pace_again_takes_nothing_away(ana, ben, later):
    prompt = a_prompt(ana, later)

    answer = ana.patch(f"/repair-prompts/{prompt['id']}", {"pace": "no_hurry"})

    assert answer.status_code == 200


def test_a_prompt_of_an_ended_couple_does_not_stand_in_the_way(app, ana, ben, later):
    rupture = a_rupture(ana)
    a_prompt(ana, later, rupture=rupture)
    ana.post("/couple/end")
    invitation = ana.made("/invitations", {"consent_version": VERSION})
    ben.made("/invitations/claim", {"code": invitation["code"], "consent_version": VERSION})
    ana.made(f"/invitations/{invitation['id']}/confirm")

    again = {"rupture_id": rupture["id"], "disclosure": "signal"}

    assert ana.post("/repair-prompts", again).status_code == 201


@pytest.mark.parametrize("path", ["/couple", "/changes", "/inbox/repairs"])
def test_a_couple_key_that_has_just_gone_is_no_crash(database, ana, ben, later, path):
    a_repair(ben, later)
    fresh(ana)
    database.keyring.destroy(_couple_id(ana))

    answer = ana.get(path)

    assert outcome(answer) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "1"


def test_leaving_and_blocking_work_without_the_couple_key(database, ana, ben):
    database.keyring.destroy(_couple_id(ana))

    assert ana.post("/couple/end", {"block": True}).status_code == 204
    assert outcome(ben.get("/couple")) == (404, "no_couple")


def test_every_text_at_its_full_length_is_accepted_even_escaped(ana):
    heart = "\N{SPARKLING HEART}"
    body = {"kind": "other", "note": heart * 4000, "reappraisal": heart * 4000}
    body |= {"observation": heart * 1000, "request": heart * 1000}

    answer = ana.client.post(
        "/v1/ruptures",
        data=json.dumps(body),
        headers={
            "Authorization": f"Bearer {ana.tokens['access_token']}",
            "Content-Type": "application/json",
        },
    )

    assert answer.status_code == 201
    assert answer.json["note"] == heart * 4000


def _couple_id(phone):
    return uuid.UUID(phone.seen("/couple")["id"])
