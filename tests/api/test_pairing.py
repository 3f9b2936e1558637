"""Invitations from both sides: made, looked up, claimed, confirmed, or not."""

import re
import uuid

import pytest

from tests.cast import VERSION, a_person, fresh, outcome
from tests.pairs import a_claim, an_invitation, bare, claim, confirm, paired, pointers


def test_an_invitation_has_a_code_a_link_and_three_days(ana):
    invitation = an_invitation(ana)

    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", invitation["code"])
    assert invitation["code"] in invitation["link"]
    assert (invitation["status"], invitation["claimed_by"]) == ("pending", None)
    assert invitation["match_phrase"] is invitation["confirm_by"] is None


def test_the_code_is_shown_once(ana):
    invitation = an_invitation(ana)

    again = ana.seen(f"/invitations/{invitation['id']}")

    assert again == invitation | {"code": None, "link": None}
    assert ana.seen("/invitations")["items"] == [again]


def test_a_replay_shows_neither_code_nor_link(ana):
    wish = {"consent_version": VERSION}
    first = ana.post("/invitations", wish, Idempotency_Key="one")

    again = ana.post("/invitations", wish, Idempotency_Key="one")

    assert again.status_code == 201
    assert again.json == first.json | {"code": None, "link": None}


def test_inviting_needs_the_present_consent(ana):
    assert pointers(ana.post("/invitations", {"consent_version": "2020-01"})) == [
        "#/consent_version"
    ]
    assert pointers(ana.post("/invitations", {})) == ["#/consent_version"]


def test_whoever_has_a_partner_invites_nobody(ana, ben):
    wish = {"consent_version": VERSION}

    assert outcome(ana.post("/invitations", wish)) == (409, "already_paired")


def test_at_most_three_live(ana, later):
    first, *_ = [an_invitation(ana) for _ in range(3)]
    wish = {"consent_version": VERSION}

    assert outcome(ana.post("/invitations", wish)) == (429, "too_many_invitations")
    assert ana.delete(f"/invitations/{first['id']}").status_code == 204
    an_invitation(ana)


def test_an_expired_one_makes_room(ana, later):
    for _ in range(3):
        an_invitation(ana)

    later(hours=72, seconds=1)

    an_invitation(fresh(ana))


def test_looking_up_tells_who_invites_and_what_is_asked(ana, eve):
    invitation = an_invitation(ana)

    offer = eve.made("/invitations/look-up", {"code": invitation["code"]})

    assert (offer["inviter_name"], offer["consent_version"]) == ("Ana", VERSION)
    assert set(offer) == {"inviter_name", "consent_version", "consent_text"}
    assert ana.seen(f"/invitations/{invitation['id']}")["status"] == "pending"


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", ""), str.title])
def test_case_and_hyphens_do_not_matter(ana, eve, typed):
    code = typed(an_invitation(ana)["code"])

    assert eve.post("/invitations/look-up", {"code": code}).status_code == 200


def test_both_see_the_same_match_phrase(ana, eve):
    invitation = an_invitation(ana)

    claimed = claim(eve, invitation["code"]).json
    waiting = ana.seen(f"/invitations/{invitation['id']}")

    assert claimed["inviter_name"] == "Ana"
    assert (waiting["status"], waiting["claimed_by"]) == ("claimed", {"display_name": "Eve"})
    assert waiting["match_phrase"] == claimed["match_phrase"]
    assert waiting["confirm_by"] == claimed["confirm_by"]


def test_a_claim_is_replayed_as_it_was(ana, eve):
    invitation = an_invitation(ana)
    first = claim(eve, invitation["code"], Idempotency_Key="one")

    again = claim(eve, invitation["code"], Idempotency_Key="one")

    assert (again.status_code, again.json) == (200, first.json)


def test_only_the_confirmation_makes_the_couple(ana, eve):
    invitation = a_claim(ana, eve)
    assert outcome(eve.get("/couple")) == (404, "no_couple")

    made = confirm(ana, invitation)

    assert (made.status_code, made.json["partner"]) == (201, {"display_name": "Eve"})
    assert ana.seen("/couple") == made.json
    assert eve.seen("/couple") == made.json | {"partner": {"display_name": "Ana"}}
    assert ana.seen(f"/invitations/{invitation['id']}")["status"] == "consumed"


def test_confirming_again_finds_her_paired(ana, eve):
    invitation = a_claim(ana, eve)
    first = confirm(ana, invitation, Idempotency_Key="one")

    assert outcome(confirm(ana, invitation)) == (409, "already_paired")
    assert confirm(ana, invitation, Idempotency_Key="one").json == first.json


def test_nothing_to_confirm_before_a_claim(ana):
    invitation = an_invitation(ana)

    assert outcome(confirm(ana, invitation)) == (409, "wrong_state")
    assert outcome(ana.post(f"/invitations/{invitation['id']}/reject")) == (409, "wrong_state")


def test_she_has_a_day_to_confirm(ana, eve, later):
    invitation = a_claim(ana, eve)

    later(hours=23, minutes=59)
    assert fresh(ana).seen(f"/invitations/{invitation['id']}")["status"] == "claimed"
    later(minutes=2)

    assert fresh(ana).seen(f"/invitations/{invitation['id']}")["status"] == "expired"
    assert outcome(confirm(ana, invitation)) == (409, "invitation_expired")


def test_rejecting_turns_the_claimant_away(ana, eve):
    invitation = a_claim(ana, eve)

    rejected = ana.made(f"/invitations/{invitation['id']}/reject")

    assert rejected["status"] == "rejected"
    assert outcome(confirm(ana, invitation)) == (409, "wrong_state")
    assert outcome(eve.get("/couple")) == (404, "no_couple")


@pytest.mark.parametrize("make", [lambda ana, _: an_invitation(ana), a_claim])
def test_revoking_works_claimed_or_not(ana, eve, make):
    invitation = make(ana, eve)

    assert ana.delete(f"/invitations/{invitation['id']}").status_code == 204

    assert ana.seen(f"/invitations/{invitation['id']}")["status"] == "revoked"
    assert outcome(ana.delete(f"/invitations/{invitation['id']}")) == (409, "wrong_state")
    assert outcome(confirm(ana, invitation)) == (409, "wrong_state")


def test_an_expired_one_cannot_be_revoked(ana, later):
    invitation = an_invitation(ana)

    later(hours=72, seconds=1)

    assert outcome(fresh(ana).delete(f"/invitations/{invitation['id']}")) == (409, "wrong_state")


@pytest.mark.parametrize(
    ("method", "act"), [("GET", ""), ("DELETE", ""), ("POST", "/confirm"), ("POST", "/reject")]
)
def test_an_invitation_is_nobody_elses_business(ana, eve, cleo, method, act):
    invitation = a_claim(ana, eve)
    theirs, nothing = (f"/invitations/{one}{act}" for one in (invitation["id"], uuid.uuid4()))

    for other in (eve, cleo):
        assert bare(other.ask(method, theirs)) == bare(other.ask(method, nothing))
        assert other.ask(method, theirs).status_code == 404
        assert other.seen("/invitations")["items"] == []


def test_one_claim_waits_at_a_time(app, ana, eve):
    dan = a_person(app, "Dan")
    a_claim(ana, eve)
    second = an_invitation(dan)

    assert outcome(claim(eve, second["code"])) == (409, "claim_pending")
    assert dan.seen(f"/invitations/{second['id']}")["status"] == "pending"


@pytest.mark.parametrize("over", ["revoked", "rejected", "expired", "declined"])
def test_a_claim_that_is_over_lets_another_begin(app, ana, eve, later, over):
    first = a_claim(ana, eve)
    {
        "revoked": lambda: ana.delete(f"/invitations/{first['id']}"),
        "rejected": lambda: ana.post(f"/invitations/{first['id']}/reject"),
        "expired": lambda: later(hours=24, seconds=1),
        "declined": lambda: eve.post("/invitations/decline", {"code": first["code"]}),
    }[over]()

    assert a_claim(a_person(app, "Dan"), fresh(eve))


def test_whoever_has_a_partner_claims_nothing(ana, cleo):
    invitation = an_invitation(ana)

    assert outcome(claim(cleo, invitation["code"])) == (409, "already_paired")
    assert ana.seen(f"/invitations/{invitation['id']}")["status"] == "pending"


def test_pairing_voids_every_other_invitation_and_claim_of_both(app, ana, eve):
    dan = a_person(app, "Dan")
    of_ana, of_eve = an_invitation(ana), an_invitation(eve)
    waits_for_ana = a_claim(ana, dan)
    paired(ana, eve)

    for owner, invitation in ((ana, of_ana), (eve, of_eve), (ana, waits_for_ana)):
        assert owner.seen(f"/invitations/{invitation['id']}")["status"] == "revoked"
    for invitation in (of_ana, of_eve, waits_for_ana):
        assert outcome(dan.post("/invitations/look-up", {"code": invitation["code"]}))[0] == 404


def test_a_claim_voided_by_another_pairing_confirms_as_expired(app, ana, eve):
    """Eve waits for Ana, and meanwhile Dan confirms Eve's own invitation the other way."""
    dan = a_person(app, "Dan")
    of_eve = a_claim(eve, dan)
    waits = a_claim(ana, eve)
    before = ana.seen(f"/invitations/{waits['id']}")
    assert confirm(eve, of_eve).status_code == 201

    assert ana.seen(f"/invitations/{waits['id']}") == before
    assert outcome(confirm(ana, waits)) == (409, "invitation_expired")


@pytest.mark.parametrize("wrong", ["declined", "blocked", "paired", "no consent", "expired"])
def test_anything_on_the_others_side_confirms_as_expired(app, ana, eve, later, wrong):
    invitation = a_claim(ana, eve)
    code = {"code": invitation["code"]}
    {
        "declined": lambda: eve.post("/invitations/decline", code),
        "blocked": lambda: eve.post("/invitations/decline", code | {"block": True}),
        "paired": lambda: paired(eve, a_person(app, "Dan")),
        "no consent": lambda: eve.put(
            "/me/consents/pairing", {"granted": False, "version": VERSION}
        ),
        "expired": lambda: later(hours=24, seconds=1),
    }[wrong]()

    answer = confirm(fresh(ana), invitation)

    assert outcome(answer) == (409, "invitation_expired")
    assert set(answer.json) == {"type", "title", "status", "code", "request_id"}


def test_a_claimant_who_deleted_their_account_confirms_as_expired(app, ana, eve):
    invitation = a_claim(ana, eve)
    eve.post("/sessions/current/step-up", {"password": "kettle-river-49-moss"})
    assert eve.delete("/me").status_code == 202

    assert outcome(confirm(ana, invitation)) == (409, "invitation_expired")


def test_confirming_without_ones_own_consent_says_so(ana, eve):
    invitation = a_claim(ana, eve)
    ana.put("/me/consents/pairing", {"granted": False, "version": VERSION})

    assert outcome(confirm(ana, invitation)) == (403, "consent_required")


def test_the_list_is_paged_newest_first(ana):
    ids = [an_invitation(ana)["id"] for _ in range(3)]

    first = ana.seen("/invitations?limit=2")
    rest = ana.seen(f"/invitations?limit=2&cursor={first['next_cursor']}")

    assert [one["id"] for one in (*first["items"], *rest["items"])] == ids[::-1]
    assert rest["next_cursor"] is None
