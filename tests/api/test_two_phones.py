"""The same person on several phones at once, and the worker beside them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from core import clock
from tests.cast import Phone, a_prompt, a_repair, a_rupture, answered, fresh, outcome


def at_once(phone, method, path, *bodies):
    """The answers to the same request from as many phones as there are bodies."""
    phones = [Phone(phone.app, phone.user, phone.tokens) for _ in bodies]
    with ThreadPoolExecutor(len(bodies)) as crowd:
        futures = [
            crowd.submit(p.ask, method, path, body) for p, body in zip(phones, bodies, strict=True)
        ]
    return sorted(outcome(future.result()) for future in futures)


def beside_the_worker(later, phone, method, path, body=None):
    """An act at the very moment at which what is scheduled goes out."""
    clock.move(timedelta(seconds=61), host="127.0.0.1")
    twin = Phone(phone.app, phone.user, phone.tokens)
    with ThreadPoolExecutor(2) as crowd:
        act, _ = crowd.submit(twin.ask, method, path, body), crowd.submit(later)
    later(minutes=3)  # what a collision put off
    return act.result().status_code


def test_of_eight_prompts_on_one_rupture_one_is_made(ana, ben):
    wish = {"rupture_id": a_rupture(ana)["id"], "disclosure": "signal"}

    answers = at_once(ana, "POST", "/repair-prompts", *[wish] * 8)

    assert answers == [(201, None)] + [(409, "already_live")] * 7


def test_of_eight_prompts_on_eight_ruptures_three_are_made(ana, ben):
    wishes = [{"rupture_id": a_rupture(ana)["id"], "disclosure": "signal"} for _ in range(8)]

    answers = at_once(ana, "POST", "/repair-prompts", *wishes)

    assert answers == [(201, None)] * 3 + [(429, "daily_limit")] * 5


def test_an_act_is_done_once_by_eight_phones(ana):
    path = f"/ruptures/{a_rupture(ana)['id']}"
    ana.made(path + "/in-person", {"verdict": "landed"})

    answers = at_once(ana, "POST", path + "/follow-up", *[{"held": False}] * 8)

    assert answers == [(200, None)] + [(409, "wrong_state")] * 7
    assert ana.seen(path)["cycle"] == 2


@pytest.mark.parametrize("prompted", [True, False])
def test_eight_verdicts_at_once_are_one_and_its_changes(ana, ben, later, prompted):
    repair = answered(ana, ben, later)[2] if prompted else a_repair(ben, later)
    words = ["landed", "partly", "not_yet", "landed"] * 2
    path = f"/inbox/repairs/{repair['id']}/verdict"

    answers = at_once(ana, "PUT", path, *[{"verdict": word} for word in words])

    assert answers == [(200, None)] * 8
    assert ana.seen(path)["verdict"] in words


def test_an_answer_is_given_once_by_eight_phones(ana, ben, later):
    repair = a_repair(ben, later, approaches=["ask"])
    path = f"/inbox/repairs/{repair['id']}/answer"

    answers = at_once(ana, "POST", path, *[{"answer": "yes"}] * 8)

    assert answers == [(200, None)] + [(409, "wrong_state")] * 7


def test_eight_phones_mute_and_unmute_in_peace(ana, ben, later):
    path = f"/inbox/repairs/{a_repair(ben, later)['id']}/mute"

    assert at_once(ana, "PUT", path, *[None] * 8) == [(200, None)] * 8
    assert at_once(ana, "DELETE", path, *[None] * 8) == [(204, None)] * 8


def test_a_prompt_withdrawn_as_it_goes_out_never_existed_or_is_a_stub(ana, ben, later):
    prompt = ana.made(
        "/repair-prompts", {"rupture_id": a_rupture(ana)["id"], "disclosure": "signal"}
    )
    path = f"/repair-prompts/{prompt['id']}"

    code = beside_the_worker(later, ana, "DELETE", path)

    seen = fresh(ben).get("/inbox" + path)
    assert code in (204, 409)
    if code == 204:
        assert fresh(ana).seen(path)["status"] == "withdrawn"
        assert seen.status_code == 404 or seen.json["content"] is None
    else:
        assert seen.json["status"] == "sent"


def test_a_rupture_let_go_as_a_repair_arrives_stays_let_go(ana, ben, later):
    rupture = a_rupture(ana)
    prompt = a_prompt(ana, later, rupture=rupture)
    ben.made("/repairs", {"approaches": ["own"], "repair_prompt_id": prompt["id"]})
    path = f"/ruptures/{rupture['id']}"

    code = beside_the_worker(later, ana, "POST", path + "/let-go", {})

    assert code == 200
    assert fresh(ana).seen(path)["status"] == "let_go"
    assert ana.seen("/inbox/repairs")["items"][0]["status"] == "sent"


def test_a_prompt_let_go_as_it_goes_out_is_sent_or_cancelled_for_both(ana, ben, later):
    rupture = a_rupture(ana)
    wish = {"rupture_id": rupture["id"], "disclosure": "signal"}
    prompt = ana.made("/repair-prompts", wish)

    beside_the_worker(later, ana, "POST", f"/ruptures/{rupture['id']}/let-go", {})

    status = fresh(ana).seen(f"/repair-prompts/{prompt['id']}")["status"]
    seen = len(fresh(ben).seen("/inbox/repair-prompts")["items"])
    assert (status, seen) in (("sent", 1), ("cancelled", 0))
