"""Two phones at the same moment: never two couples, never a crash, one wins and one is told."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models import Couple, Membership
from tests.cast import PASSWORD, VERSION, Phone, a_couple, a_person, fresh, outcome
from tests.pairs import a_claim, an_invitation, claim, confirm

ROUNDS = 2
END: dict[str, bool] = {}


def twin(phone: Phone) -> Phone:
    """A second phone of the same person, with a client of its own."""
    return fresh(Phone(phone.app, phone.user))


def at_once(*acts: Callable[[], TestResponse]) -> list[TestResponse]:
    """What each answered when all began together; nothing crashed."""
    gate, answers = threading.Barrier(len(acts)), {}

    def run(number: int) -> None:
        gate.wait()
        answers[number] = acts[number]()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    found = [answers[number] for number in range(len(acts))]
    assert max(answer.status_code for answer in found) < 500, [a.text for a in found]
    return found


def statuses(answers: list[TestResponse]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def people(app, round_: int, *names: str) -> list[Phone]:
    return [a_person(app, f"{name}{round_}") for name in names]


@pytest.fixture
def never_double(database):
    """After the test nobody is in two couples, and no couple has half of its two."""
    yield
    with database.reading() as session:
        open_ones = select(Membership).where(Membership.ended_at.is_(None)).subquery()
        a_person_each = select(func.count()).select_from(open_ones).group_by(open_ones.c.user_id)
        a_couple_each = select(func.count()).select_from(open_ones).group_by(open_ones.c.couple_id)
        assert set(session.scalars(a_person_each)) <= {1}
        assert set(session.scalars(a_couple_each)) <= {2}
        active = set(session.scalars(select(Couple.id).where(Couple.ended_at.is_(None))))
        assert active == set(session.scalars(select(open_ones.c.couple_id)))


pytestmark = pytest.mark.usefixtures("never_double")


@pytest.fixture(params=range(ROUNDS))
def round_(request) -> int:
    return request.param


def test_two_confirmations_of_one_claim(app, round_):
    ana, ben = people(app, round_, "Ana", "Ben")
    invitation = a_claim(ana, ben)
    other = twin(ana)

    answers = at_once(lambda: confirm(ana, invitation), lambda: confirm(other, invitation))

    assert statuses(answers) == [201, 409]


def test_two_people_claim_one_code(app, round_):
    ana, ben, eve = people(app, round_, "Ana", "Ben", "Eve")
    code = an_invitation(ana)["code"]

    answers = at_once(lambda: claim(ben, code), lambda: claim(eve, code))

    assert statuses(answers) == [200, 404]


def test_one_person_claims_two_codes(app, round_):
    ana, ben, eve = people(app, round_, "Ana", "Ben", "Eve")
    codes = [an_invitation(phone)["code"] for phone in (ana, eve)]
    other = twin(ben)

    answers = at_once(lambda: claim(ben, codes[0]), lambda: claim(other, codes[1]))

    assert statuses(answers) == [200, 409]
    assert {outcome(answer)[1] for answer in answers} == {None, "claim_pending"}


def test_crossed_invitations_make_one_couple(app, round_):
    """Each has invited the other, each holds the other's claim, and both confirm."""
    ana, ben = people(app, round_, "Ana", "Ben")
    of_ana, of_ben = a_claim(ana, ben), a_claim(ben, ana)

    answers = at_once(lambda: confirm(ana, of_ana), lambda: confirm(ben, of_ben))

    assert statuses(answers) == [201, 409]
    assert ana.seen("/couple")["id"] == ben.seen("/couple")["id"]


def test_two_inviters_never_get_the_same_person(app, round_):
    """Ana waits for Ben's yes to her; Ben's own invitation waits for Eve: both are confirmed."""
    ana, ben, eve = people(app, round_, "Ana", "Ben", "Eve")
    of_ana, of_ben = a_claim(ana, ben), a_claim(ben, eve)

    answers = at_once(lambda: confirm(ana, of_ana), lambda: confirm(ben, of_ben))

    assert statuses(answers) == [201, 409]
    assert ben.seen("/couple")


def test_confirm_against_revoke(app, round_):
    ana, ben = people(app, round_, "Ana", "Ben")
    invitation = a_claim(ana, ben)
    other = twin(ana)

    confirmed, revoked = at_once(
        lambda: confirm(ana, invitation), lambda: other.delete(f"/invitations/{invitation['id']}")
    )

    assert {confirmed.status_code, revoked.status_code} in ({201, 409}, {409, 204})
    assert ben.get("/couple").status_code == (200 if confirmed.status_code == 201 else 404)


def test_confirm_against_reject(app, round_):
    ana, ben = people(app, round_, "Ana", "Ben")
    invitation = a_claim(ana, ben)
    other = twin(ana)

    confirmed, rejected = at_once(
        lambda: confirm(ana, invitation),
        lambda: other.post(f"/invitations/{invitation['id']}/reject"),
    )

    assert {confirmed.status_code, rejected.status_code} in ({201, 409}, {409, 200})


@pytest.mark.parametrize("block", [False, True])
def test_confirm_against_decline(app, round_, block):
    """Whoever is first wins: a decline that was acknowledged makes no couple."""
    ana, ben = people(app, round_, "Ana", "Ben")
    invitation = a_claim(ana, ben)
    wish = {"code": invitation["code"], "block": block}

    confirmed, declined = at_once(
        lambda: confirm(ana, invitation), lambda: ben.post("/invitations/decline", wish)
    )

    assert (confirmed.status_code, declined.status_code) in ((201, 404), (409, 204))


def test_confirm_against_withdrawn_consent(app, round_):
    """In either order there is no couple in the end."""
    ana, ben = people(app, round_, "Ana", "Ben")
    invitation = a_claim(ana, ben)
    no = {"granted": False, "version": VERSION}

    confirmed, withdrawn = at_once(
        lambda: confirm(ana, invitation), lambda: ben.put("/me/consents/pairing", no)
    )

    assert (confirmed.status_code, withdrawn.status_code) in ((201, 200), (409, 200))
    assert outcome(ana.get("/couple")) == outcome(ben.get("/couple")) == (404, "no_couple")


@pytest.mark.parametrize("who", ["inviter", "claimant"])
def test_confirm_against_a_deleted_account(app, round_, who):
    ana, ben = people(app, round_, "Ana", "Ben")
    invitation = a_claim(ana, ben)
    leaver, stays = (twin(ana), ben) if who == "inviter" else (ben, ana)
    leaver.post("/sessions/current/step-up", {"password": PASSWORD})

    confirmed, gone = at_once(lambda: confirm(ana, invitation), lambda: leaver.delete("/me"))

    assert gone.status_code == 202
    assert confirmed.status_code in (201, 401, 404, 409)
    assert outcome(stays.get("/couple")) == (404, "no_couple")


def test_confirm_against_a_new_invitation(app, round_):
    """Whoever is paired has no invitation open, in whatever order it went."""
    ana, ben = people(app, round_, "Ana", "Ben")
    invitation = a_claim(ana, ben)
    other = twin(ana)

    confirmed, made = at_once(
        lambda: confirm(ana, invitation),
        lambda: other.post("/invitations", {"consent_version": VERSION}),
    )

    assert (confirmed.status_code, made.status_code) in ((201, 201), (201, 409))
    left = {one["status"] for one in ana.seen("/invitations")["items"]}
    assert left <= {"consumed", "revoked"}


def test_confirm_at_the_very_end_of_its_window(app, round_, later):
    """Expiry and confirmation: a couple for both, or for neither."""
    ana, ben = people(app, round_, "Ana", "Ben")
    invitation = a_claim(ana, ben)
    later(hours=23, minutes=59, seconds=59.9)
    fresh(ana), fresh(ben)
    other = twin(ana)

    answers = at_once(lambda: confirm(ana, invitation), lambda: confirm(other, invitation))

    assert statuses(answers) in ([201, 409], [409, 409])
    assert ana.get("/couple").status_code == ben.get("/couple").status_code


@pytest.mark.parametrize("same", [True, False])
def test_end_against_end(app, round_, same):
    """One ends it and the other finds nothing to end."""
    ana, ben = people(app, round_, "Ana", "Ben")
    a_couple(app, ana, ben)
    other = twin(ana) if same else ben

    answers = at_once(lambda: ana.post("/couple/end", END), lambda: other.post("/couple/end", END))

    assert statuses(answers) == [204, 404]
    assert outcome(ben.get("/couple")) == (404, "no_couple")


@pytest.mark.parametrize("ender", ["ana", "ben"])
def test_end_against_what_crosses(app, round_, ender):
    """What crosses in the same moment has crossed before the end, or not at all."""
    ana, ben = people(app, round_, "Ana", "Ben")
    a_couple(app, ana, ben)
    leaver, sender = (ana, ben) if ender == "ana" else (ben, ana)
    phones = [twin(sender) for _ in range(4)]
    thanks = {"kind": "thanks", "shared": True}

    ended, *shared = at_once(
        lambda: leaver.post("/couple/end", END),
        *[lambda p=p: p.post("/moments", thanks) for p in phones],
    )

    assert ended.status_code == 204
    assert set(Counter(outcome(answer) for answer in shared)) <= {(201, None), (404, "no_couple")}
    assert leaver.seen("/inbox/moments")["items"] == []


def test_end_against_a_deleted_account(app, round_):
    ana, ben = people(app, round_, "Ana", "Ben")
    a_couple(app, ana, ben)
    ben.post("/sessions/current/step-up", {"password": PASSWORD})

    ended, gone = at_once(lambda: ana.post("/couple/end", END), lambda: ben.delete("/me"))

    assert (ended.status_code, gone.status_code) in ((204, 202), (404, 202))
    assert outcome(ana.get("/couple")) == (404, "no_couple")


def test_three_live_whatever_the_race(app, round_):
    [ana] = people(app, round_, "Ana")
    phones = [twin(ana) for _ in range(5)]

    answers = at_once(
        *[lambda p=p: p.post("/invitations", {"consent_version": VERSION}) for p in phones]
    )

    assert statuses(answers) == [201, 201, 201, 429, 429]


def test_guesses_at_once_are_all_counted(app, round_):
    [eve] = people(app, round_, "Eve")
    phones = [twin(eve) for _ in range(5)]

    at_once(*[lambda p=p: claim(p, "0000-0000-0000") for p in phones])

    assert outcome(claim(eve, "0000-0000-0000")) == (429, "too_many_guesses")
