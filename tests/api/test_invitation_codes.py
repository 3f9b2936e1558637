"""A code that does not work is one and the same answer, whatever the reason; guesses are few."""

import pytest

from tests.cast import VERSION, a_person, fresh, outcome
from tests.pairs import a_claim, an_invitation, bare, claim, paired, pointers

NOT_FOUND = (404, "invitation_not_found")
DOORS = {
    "look-up": lambda phone, code: phone.post("/invitations/look-up", {"code": code}),
    "claim": claim,
    "decline": lambda phone, code: phone.post("/invitations/decline", {"code": code}),
}
WHY = ["expired", "used", "claimed", "revoked", "rejected", "own", "blocked", "deleted"]


@pytest.fixture(params=WHY)
def dead_code(request, app, ana, eve, later):
    """A code that was right once, and is not for Eve, each for another reason."""
    invitation = an_invitation(ana)
    code, path = invitation["code"], f"/invitations/{invitation['id']}"
    dan = a_person(app, "Dan")
    steps = {
        "expired": lambda: later(hours=72, seconds=1),
        "used": lambda: paired_by(ana, dan, path, code),
        "claimed": lambda: claim(dan, code),
        "revoked": lambda: ana.delete(path),
        "rejected": lambda: (claim(dan, code), ana.post(f"{path}/reject")),
        "own": lambda: None,
        "blocked": lambda: blocks(eve, ana),
        "deleted": lambda: deletes(ana),
    }
    steps[request.param]()
    if request.param == "own":
        code = an_invitation(eve)["code"]
    fresh(eve)
    return code


def paired_by(ana, dan, path, code):
    claim(dan, code)
    ana.made(f"{path}/confirm")


def blocks(phone, inviter):
    code = an_invitation(inviter)["code"]
    assert phone.post("/invitations/decline", {"code": code, "block": True}).status_code == 204


def deletes(phone):
    phone.post("/sessions/current/step-up", {"password": "kettle-river-49-moss"})
    assert phone.delete("/me").status_code == 202


@pytest.mark.parametrize("door", DOORS)
def test_a_dead_code_is_byte_equal_to_a_wrong_one(eve, dead_code, door):
    wrong = bare(DOORS[door](eve, "0000-0000-0000"))

    dead = bare(DOORS[door](eve, dead_code))

    assert dead == wrong
    assert wrong[0] == 404
    assert b"invitation_not_found" in wrong[1]


@pytest.mark.parametrize("typed", ["", "x" * 41])
@pytest.mark.parametrize("door", DOORS)
def test_what_cannot_be_a_code_names_the_field(eve, typed, door):
    assert pointers(DOORS[door](eve, typed)) == ["#/code"]


@pytest.mark.parametrize("door", DOORS)
def test_a_body_without_a_code_names_it(eve, door):
    assert "#/code" in pointers(eve.post(f"/invitations/{door}", {}))


def test_claiming_needs_the_present_consent(ana, eve):
    code = an_invitation(ana)["code"]

    answer = eve.post("/invitations/claim", {"code": code, "consent_version": "2020-01"})

    assert pointers(answer) == ["#/consent_version"]
    assert claim(eve, code).status_code == 200


def test_after_five_wrong_codes_in_an_hour_even_the_right_one_waits(ana, eve):
    code = an_invitation(ana)["code"]
    for door in ("look-up", "claim", "decline", "look-up", "claim"):
        assert outcome(DOORS[door](eve, "0000-0000-0000")) == NOT_FOUND

    for door in DOORS:
        answer = DOORS[door](eve, code)
        assert outcome(answer) == (429, "too_many_guesses")
        assert 3500 < int(answer.headers["Retry-After"]) <= 3601


def test_a_refused_guess_is_counted_although_nothing_else_is_kept(ana, eve):
    """Wrong claims and declines leave a count, and neither a consent nor a row."""
    for _ in range(3):
        claim(eve, "0000-0000-0000")
        DOORS["decline"](eve, "0000-0000-0000")

    assert outcome(DOORS["look-up"](eve, an_invitation(ana)["code"]))[0] == 429
    [pairing] = [c for c in eve.seen("/me/consents")["items"] if c["purpose"] == "pairing"]
    assert (pairing["granted"], pairing["history"]) == (False, [])


def test_with_a_key_a_wrong_guess_is_counted_each_time(eve):
    answers = [claim(eve, "0000-0000-0000", Idempotency_Key="one") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [404] * 5 + [429]


def test_an_hour_later_guessing_is_open_again(ana, eve, later):
    code = an_invitation(ana)["code"]
    for _ in range(5):
        DOORS["look-up"](eve, "0000-0000-0000")

    later(hours=1, seconds=1)

    assert DOORS["look-up"](fresh(eve), code).status_code == 200


def test_one_persons_guesses_are_not_anothers(app, ana, eve):
    for _ in range(6):
        DOORS["look-up"](eve, "0000-0000-0000")

    dan = a_person(app, "Dan")

    assert DOORS["look-up"](dan, an_invitation(ana)["code"]).status_code == 200


def test_right_codes_are_not_counted(ana, eve):
    code = an_invitation(ana)["code"]

    answers = [DOORS["look-up"](eve, code).status_code for _ in range(8)]

    assert answers == [200] * 8


@pytest.mark.parametrize("claims_first", [False, True])
def test_a_decline_looks_like_waiting_then_like_expiry_to_ana(ana, eve, later, claims_first):
    """Byte for byte: the invitation that was declined, beside one that nobody answered."""
    declined, ignored = an_invitation(ana), an_invitation(ana)
    if claims_first:
        claim(eve, declined["code"])
    before = shown(ana, declined)
    assert DOORS["decline"](eve, declined["code"]).status_code == 204
    assert shown(ana, declined) == before

    later(hours=72, seconds=1)
    fresh(ana)
    assert shown(ana, declined)["status"] == shown(ana, ignored)["status"] == "expired"
    if not claims_first:
        one, other = (ana.get(f"/invitations/{i['id']}").data for i in (declined, ignored))
        assert without_times(one, declined) == without_times(other, ignored)


def shown(phone, invitation):
    return phone.seen(f"/invitations/{invitation['id']}")


def without_times(body: bytes, invitation) -> bytes:
    for name in ("id", "expires_at", "created_at"):
        body = body.replace(invitation[name].encode(), name.encode())
    return body


@pytest.mark.parametrize("act", ["confirm", "reject"])
def test_what_ana_may_do_does_not_tell_a_decline_from_silence(app, ana, eve, act):
    declined, ignored = an_invitation(ana), an_invitation(ana)
    DOORS["decline"](eve, declined["code"])

    one, other = (bare(ana.post(f"/invitations/{i['id']}/{act}")) for i in (declined, ignored))

    assert one == other
    assert one[0] == 409


def test_a_declined_one_counts_as_live_and_can_be_revoked(ana, eve):
    declined, *_ = [an_invitation(ana) for _ in range(3)]
    DOORS["decline"](eve, declined["code"])

    wish = {"consent_version": VERSION}
    assert outcome(ana.post("/invitations", wish)) == (429, "too_many_invitations")
    assert ana.delete(f"/invitations/{declined['id']}").status_code == 204
    assert shown(ana, declined)["status"] == "revoked"


@pytest.mark.parametrize("door", DOORS)
def test_a_decline_is_final_for_that_code(ana, eve, door):
    code = an_invitation(ana)["code"]
    assert DOORS["decline"](eve, code).status_code == 204

    assert outcome(DOORS[door](eve, code)) == NOT_FOUND


def test_declining_takes_a_claim_back(ana, eve):
    invitation = a_claim(ana, eve)

    assert DOORS["decline"](eve, invitation["code"]).status_code == 204

    assert outcome(DOORS["decline"](eve, invitation["code"])) == NOT_FOUND
    assert a_claim(ana, eve)


def test_a_decline_is_replayed_as_done(ana, eve):
    wish = {"code": an_invitation(ana)["code"]}

    answers = [eve.post("/invitations/decline", wish, Idempotency_Key="one") for _ in range(2)]

    assert [(answer.status_code, answer.data) for answer in answers] == [(204, b"")] * 2


def test_blocking_is_listed_to_the_blocker_alone(ana, eve):
    blocks(eve, ana)

    [block] = eve.seen("/me/blocks")["items"]

    assert block["display_name"] == "Ana"
    assert ana.seen("/me/blocks")["items"] == []
    assert outcome(ana.delete(f"/me/blocks/{block['id']}")) == (404, "not_found")


def test_a_blocked_persons_codes_look_right_to_them(app, ana, eve):
    blocks(eve, ana)
    invitation = an_invitation(ana)

    assert outcome(claim(eve, invitation["code"])) == NOT_FOUND
    assert shown(ana, invitation)["status"] == "pending"
    assert claim(a_person(app, "Dan"), invitation["code"]).status_code == 200


def test_unblocking_lets_codes_work_again(ana, eve):
    blocks(eve, ana)
    [block] = eve.seen("/me/blocks")["items"]

    assert eve.delete(f"/me/blocks/{block['id']}").status_code == 204

    assert outcome(eve.delete(f"/me/blocks/{block['id']}")) == (404, "not_found")
    assert eve.seen("/me/blocks")["items"] == []
    assert paired(ana, eve)


def test_the_blocker_may_still_invite(ana, eve):
    blocks(eve, ana)

    assert paired(eve, ana)


def test_blocking_twice_is_once(ana, eve):
    assert paired(eve, ana)
    assert eve.post("/couple/end", {"block": True}).status_code == 204
    assert paired(eve, ana)

    assert eve.post("/couple/end", {"block": True}).status_code == 204

    assert len(eve.seen("/me/blocks")["items"]) == 1


def test_whoever_blocks_waits_for_that_person_no_more(app, ana, eve):
    """Else the claim could not be taken back: its code does not work any more."""
    claimed = a_claim(ana, eve)
    before = shown(ana, claimed)
    blocks(eve, ana)

    assert a_claim(a_person(app, "Dan"), eve)
    assert shown(ana, claimed) == before
