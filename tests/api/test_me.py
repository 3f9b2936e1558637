"""A person's own account: profile, consents, quiet, leaving."""

import pytest

from models import User
from tests.cast import (
    PASSWORD,
    VERSION,
    Phone,
    a_prompt,
    a_rupture,
    outcome,
)

PROFILE = {
    "id", "email", "email_verified", "display_name", "locale", "time_zone", "has_partner",
    "quiet", "quiet_until", "consents",
}  # fmt: skip


def consent(phone, purpose, granted, version=VERSION):
    return phone.put(f"/me/consents/{purpose}", {"granted": granted, "version": version})


def leave(phone):
    phone.post("/sessions/current/step-up", {"password": PASSWORD})
    return phone.delete("/me")


def test_one_call_shows_all_that_an_app_needs_at_start_up(ana, ben):
    me = ana.seen("/me")

    assert set(me) == PROFILE
    assert (me["id"], me["email"], me["email_verified"]) == (str(ana.id), ana.email, True)
    assert (me["has_partner"], me["quiet"], me["quiet_until"]) == (True, False, None)
    assert ben.seen("/me")["id"] == str(ben.id)


def test_without_a_partner_it_says_so(eve):
    assert eve.seen("/me")["has_partner"] is False


def test_a_profile_can_be_changed(ana):
    wish = {"display_name": "Anna", "locale": "es-MX", "time_zone": "America/Mexico_City"}

    changed = ana.patch("/me", wish)

    assert changed.status_code == 200
    assert {name: changed.json[name] for name in wish} == wish
    assert changed.json == ana.seen("/me")


def test_what_is_cleared_falls_back(ana):
    ana.patch("/me", {"locale": "de-AT"})

    cleared = ana.patch("/me", {"clear": ["locale", "time_zone"]}).json

    assert (cleared["locale"], cleared["time_zone"]) == ("en", "UTC")
    assert cleared["display_name"] == "Ana"


def test_a_new_name_crosses_to_the_partner_alone(ana, ben, cleo):
    ana.patch("/me", {"display_name": "Anna"})

    assert ben.seen("/couple")["partner"] == {"display_name": "Anna"}
    assert cleo.seen("/couple")["partner"] == {"display_name": "Dan"}


def test_locale_and_zone_stay_private(ana, ben):
    before = ben.get("/couple").data, ben.get("/changes").data

    ana.patch("/me", {"locale": "de-AT", "time_zone": "Europe/Berlin"})

    assert (ben.get("/couple").data, ben.get("/changes").data) == before


def test_whoever_has_this_version_gets_nothing_new(ana):
    tag = ana.get("/me").headers["ETag"]

    assert ana.get("/me", If_None_Match=tag).status_code == 304
    ana.patch("/me", {"display_name": "Anna"})
    assert ana.get("/me", If_None_Match=tag).status_code == 200


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"display_name": ""}, "#/display_name"),
        ({"display_name": "x" * 61}, "#/display_name"),
        ({"display_name": ["Anna"]}, "#/display_name"),
        ({"locale": "\u202e"}, "#/locale"),
        ({"time_zone": "../../etc/passwd"}, "#/time_zone"),
        ({"email": "other@example.com"}, "#/email"),
        ({"clear": ["display_name"]}, "#/clear/0"),
        ({"clear": ["locale", "locale"]}, "#/clear"),
    ],
)
def test_a_bad_change_names_the_field(ana, body, pointer):
    answer = ana.patch("/me", body)

    assert outcome(answer) == (422, "invalid")
    assert {error["pointer"] for error in answer.json["errors"]} == {pointer}


def test_consents_come_with_text_and_history(ana):
    feelings, pairing = ana.seen("/me/consents")["items"]

    assert (feelings["purpose"], feelings["granted"]) == ("process_feelings", True)
    assert (pairing["purpose"], pairing["granted"]) == ("pairing", False)
    assert [one["granted"] for one in feelings["history"]] == [True]
    assert (pairing["history"], pairing["changed_at"]) == ([], None)
    assert all(one["text"] and one["version"] == VERSION for one in (feelings, pairing))


def test_every_change_of_a_consent_is_kept_and_the_same_again_is_none(ana):
    for granted in (False, False, True):
        assert consent(ana, "process_feelings", granted).status_code == 200

    feelings = ana.seen("/me/consents")["items"][0]
    assert [one["granted"] for one in feelings["history"]] == [True, False, True]
    assert feelings["changed_at"] == feelings["history"][-1]["at"]


def test_without_consent_nothing_new_is_stored_and_all_can_be_read(ana):
    rupture = a_rupture(ana)

    consent(ana, "process_feelings", False)

    assert outcome(ana.post("/ruptures", {"kind": "ignored"})) == (403, "consent_required")
    assert outcome(ana.post("/moments", {"kind": "good"})) == (403, "consent_required")
    assert ana.get(f"/ruptures/{rupture['id']}").status_code == 200
    assert ana.delete(f"/ruptures/{rupture['id']}").status_code == 204


def test_a_withdrawn_consent_changes_nothing_for_the_partner(ana, ben):
    before = ben.get("/couple").data, ben.get("/changes").data

    consent(ana, "process_feelings", False)

    assert (ben.get("/couple").data, ben.get("/changes").data) == before


def test_withdrawing_pairing_ends_the_couple(ana, ben):
    assert consent(ana, "pairing", False).json["granted"] is False

    for phone in (ana, ben):
        assert outcome(phone.get("/couple")) == (404, "no_couple")
    assert ben.seen("/me/consents")["items"][1]["granted"] is True


def test_a_consent_is_given_to_the_present_text_only(ana):
    answer = consent(ana, "pairing", True, version="1999-01")

    assert outcome(answer) == (422, "consent_outdated")
    assert answer.json["errors"][0]["pointer"] == "#/version"
    assert consent(ana, "process_feelings", False, version="1999-01").status_code == 200


def test_there_is_no_consent_of_another_name(ana):
    assert outcome(consent(ana, "marketing", True)) == (404, "not_found")


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/me/consents/pairing", {"granted": 1, "version": VERSION}, "#/granted"),
        ("/me/consents/pairing", {"granted": True}, "#/version"),
        ("/me/quiet", {"until": "2026-11-23"}, "#/until"),
        ("/me/quiet", {"until": "tomorrow"}, "#/until"),
        ("/me/quiet", {"for_safety": "yes"}, "#/for_safety"),
        ("/me/quiet", {"reason": "none of yours"}, "#/reason"),
    ],
)
def test_a_bad_body_names_the_field(ana, path, body, pointer):
    answer = ana.put(path, body)

    assert outcome(answer) == (422, "invalid")
    assert {error["pointer"] for error in answer.json["errors"]} == {pointer}


def test_leaving_takes_the_password_and_works_at_once(anyone, ana):
    assert outcome(ana.delete("/me")) == (403, "step_up_required")

    assert leave(ana).status_code == 202

    assert outcome(ana.get("/me")) == (401, "unauthenticated")
    credentials = {"email": ana.email, "password": PASSWORD}
    assert outcome(anyone.post("/sessions", credentials)) == (401, "wrong_credentials")


def test_leaving_ends_the_couple_and_takes_what_crossed(ana, ben, later):
    prompt = a_prompt(ana, later)
    assert ben.get(f"/inbox/repair-prompts/{prompt['id']}").status_code == 200
    mine = a_rupture(ben)

    leave(ana)

    assert outcome(ben.get("/couple")) == (404, "no_couple")
    assert outcome(ben.get(f"/inbox/repair-prompts/{prompt['id']}")) == (404, "not_found")
    assert ben.get(f"/ruptures/{mine['id']}").status_code == 200


def test_leaving_destroys_the_key_after_the_commit(database, ana, keyring, later):
    assert keyring.store.fetch(ana.id)

    leave(ana)
    later()

    assert not (keyring.store.root / ana.id.hex[:2] / ana.id.hex).exists()
    with database.reading() as session:
        assert session.get(User, ana.id) is None


def test_the_address_can_sign_up_again(app, anyone, ana, later):
    leave(ana)

    account = {"password": PASSWORD, "consent_version": VERSION, "adult": True}
    anyone.post("/accounts", {"email": ana.email, "display_name": "New"} | account)
    code = {"email": ana.email, "code": later.code(ana.email)}

    new = Phone(app, None, anyone.made("/accounts/verify", code)).seen("/me")
    assert (new["display_name"], new["has_partner"]) == ("New", False)
    assert new["id"] != str(ana.id)
