"""Consents: two, explicit, versioned, in one's own hands; the log is for the giver alone."""

import pytest

from tests.cast import PASSWORD, VERSION, a_rupture, outcome
from tests.pairs import an_invitation, claim, pointers


def consent(phone, purpose):
    [found] = [c for c in phone.seen("/me/consents")["items"] if c["purpose"] == purpose]
    return found


def set_(phone, purpose, granted, version=VERSION):
    return phone.put(f"/me/consents/{purpose}", {"granted": granted, "version": version})


def test_both_purposes_are_listed_with_their_texts(eve):
    feelings, pairing = (consent(eve, one) for one in ("process_feelings", "pairing"))

    assert (feelings["granted"], pairing["granted"]) == (True, False)
    assert set(feelings) == {"purpose", "version", "text", "granted", "changed_at", "history"}
    assert len(feelings["text"]) > 100 < len(pairing["text"])
    assert (pairing["changed_at"], pairing["history"]) == (None, [])


def test_the_text_is_in_ones_own_language(eve, anyone):
    eve.patch("/me", {"locale": "de-AT"})

    asked = anyone.get("/meta", Accept_Language="de").json["consents"]

    shown = {one["purpose"]: one["text"] for one in asked}
    assert consent(eve, "pairing")["text"] == shown["pairing"]


def test_me_shows_them_too(eve):
    assert eve.seen("/me")["consents"] == eve.seen("/me/consents")["items"]


def test_every_change_is_in_the_log_once(eve):
    for granted in (False, False, True):
        assert set_(eve, "process_feelings", granted).status_code == 200

    found = consent(eve, "process_feelings")
    assert [one["granted"] for one in found["history"]] == [True, False, True]
    assert found["changed_at"] == found["history"][-1]["at"]


def test_pairing_consent_comes_with_invitation_and_claim(ana, eve):
    invitation = an_invitation(ana)
    claim(eve, invitation["code"])

    assert consent(ana, "pairing")["granted"] is consent(eve, "pairing")["granted"] is True


def test_taking_pairing_back_ends_the_couple(ana, ben):
    assert set_(ana, "pairing", False).json["granted"] is False

    assert outcome(ana.get("/couple")) == outcome(ben.get("/couple")) == (404, "no_couple")
    assert consent(ben, "pairing")["granted"] is True


def test_taking_it_back_names_any_version(eve):
    assert set_(eve, "process_feelings", False, "2019-01").status_code == 200


def test_giving_needs_the_version_in_force(eve):
    assert pointers(set_(eve, "pairing", True, "2019-01")) == ["#/version"]

    assert consent(eve, "pairing")["granted"] is False


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"version": VERSION}, "#/granted"),
        ({"granted": True}, "#/version"),
        ({"granted": "yes", "version": VERSION}, "#/granted"),
        ({"granted": 1, "version": VERSION}, "#/granted"),
        ({"granted": True, "version": "x" * 21}, "#/version"),
    ],
)
def test_a_malformed_consent_names_the_field(eve, body, pointer):
    assert pointers(eve.put("/me/consents/pairing", body)) == [pointer]


def test_an_unknown_purpose_is_not_found(eve):
    assert outcome(set_(eve, "marketing", True)) == (404, "not_found")


STORING = [
    ("/ruptures", {"kind": "ignored"}),
    ("/moments", {"kind": "held_back"}),
    ("/moments", {"kind": "thanks", "shared": True}),
    ("/check-ins", {"instrument": "felt-safety-daily"}),
    ("/repairs", {"approaches": ["own"]}),
]


@pytest.mark.parametrize(("path", "body"), STORING)
def test_without_the_feelings_consent_nothing_new_is_stored(ana, ben, path, body):
    set_(ana, "process_feelings", False)
    if path == "/check-ins":
        today = ana.seen("/me")["consents"][0]["changed_at"][:10]
        body = body | {"local_date": today, "answers": [{"item": "felt_understood", "value": 4}]}

    assert outcome(ana.post(path, body)) == (403, "consent_required")


def test_without_it_reading_and_deleting_stay(ana):
    rupture = a_rupture(ana)
    moment = ana.made("/moments", {"kind": "good"})
    set_(ana, "process_feelings", False)

    assert ana.seen(f"/ruptures/{rupture['id']}") == rupture
    assert ana.delete(f"/moments/{moment['id']}").status_code == 204
    assert ana.delete(f"/ruptures/{rupture['id']}").status_code == 204
    ana.post("/sessions/current/step-up", {"password": PASSWORD})
    assert ana.delete("/me").status_code == 202


def test_given_again_things_are_stored_again(ana):
    set_(ana, "process_feelings", False)
    set_(ana, "process_feelings", True)

    assert a_rupture(ana)


def test_the_feelings_consent_does_not_end_the_couple(ana, ben):
    before = ben.get("/couple").data

    set_(ana, "process_feelings", False)

    assert ben.get("/couple").data == before


def test_nobody_else_sees_the_log(ana, ben, cleo):
    before = [(p.get("/me").data, p.get("/changes").data) for p in (ben, cleo)]

    set_(ana, "process_feelings", False)

    assert [(p.get("/me").data, p.get("/changes").data) for p in (ben, cleo)] == before
