"""Leaving is safe: unilateral, immediate, silent; and a second time begins at nothing."""

import uuid

import pytest

from core.keys import KeyGone
from models import Couple
from tests.cast import PASSWORD, VERSION, a_prompt, a_repair, a_rupture, ahead, fresh, outcome
from tests.pairs import an_invitation, bare, claim, paired, pointers


def leave(phone, **given):
    return phone.post("/couple/end", given)


def withdraw_consent(phone):
    return phone.put("/me/consents/pairing", {"granted": False, "version": VERSION})


def delete_account(phone):
    phone.post("/sessions/current/step-up", {"password": PASSWORD})
    return phone.delete("/me")


WAYS = {"end": leave, "consent": withdraw_consent, "delete": delete_account}


@pytest.fixture(params=WAYS)
def parting(request):
    """One of the ways to leave."""
    return WAYS[request.param]


def test_each_sees_the_others_name(ana, ben):
    mine, theirs = ana.seen("/couple"), ben.seen("/couple")

    assert (mine["partner"], theirs["partner"]) == (
        {"display_name": "Ben"},
        {"display_name": "Ana"},
    )
    assert mine["id"] == theirs["id"]
    assert set(mine) == {"id", "partner", "since"}


def test_a_new_name_crosses(ana, ben):
    ana.patch("/me", {"display_name": "Anna"})

    assert ben.seen("/couple")["partner"] == {"display_name": "Anna"}


def test_another_couple_sees_its_own(ana, ben, cleo):
    assert cleo.seen("/couple")["partner"] == {"display_name": "Dan"}

    assert leave(cleo).status_code == 204

    assert ana.seen("/couple")
    assert ben.seen("/couple")


def test_either_ends_it_for_both_at_once(ana, ben, parting):
    assert parting(ana).status_code in (200, 202, 204)

    assert outcome(ben.get("/couple")) == (404, "no_couple")
    assert ben.seen("/me")["has_partner"] is False


def test_an_ended_one_cannot_be_ended_again(ana, ben):
    leave(ana)

    assert outcome(leave(ana)) == outcome(leave(ben)) == (404, "no_couple")


def test_ending_takes_a_flag_and_nothing_else(ana, ben):
    assert pointers(ana.post("/couple/end", {"block": "yes"})) == ["#/block"]
    assert pointers(ana.post("/couple/end", {"reason": "x"})) == ["#/reason"]
    assert ana.seen("/couple")


def test_a_replayed_end_is_done_once(ana, ben):
    first = ana.post("/couple/end", {}, Idempotency_Key="one")
    paired(ana, ben)

    again = ana.post("/couple/end", {}, Idempotency_Key="one")

    assert (first.status_code, again.status_code) == (204, 204)
    assert ana.seen("/couple")


def test_ending_needs_no_password_again(ana, ben):
    assert leave(ana).status_code == 204


def test_what_is_scheduled_never_goes_out(ana, ben, later):
    rupture = a_rupture(ana)
    wish = {"rupture_id": rupture["id"], "disclosure": "theme"}
    prompt = ana.made("/repair-prompts", wish)
    repair = ben.made("/repairs", {"approaches": ["listen"], "message": "Tell me?"})

    leave(ana)
    later(seconds=61)

    assert ana.seen(f"/repair-prompts/{prompt['id']}")["status"] == "cancelled"
    kept = ben.seen(f"/repairs/{repair['id']}")
    assert (kept["status"], kept["message"]) == ("cancelled", "Tell me?")


def test_what_was_in_repair_is_open_again_in_the_same_cycle(ana, ben, later, parting):
    rupture = a_rupture(ana)
    prompt = a_prompt(ana, later, rupture=rupture)
    a_repair(ben, later, repair_prompt_id=prompt["id"])
    assert ana.seen(f"/ruptures/{rupture['id']}")["status"] == "in_repair"

    parting(ben)

    now = ana.seen(f"/ruptures/{rupture['id']}")
    assert (now["status"], now["cycle"]) == ("open", rupture["cycle"])


def test_a_follow_up_is_dropped(ana, ben, later):
    rupture = a_rupture(ana)
    done = ana.made(f"/ruptures/{rupture['id']}/in-person", {"verdict": "landed"})
    assert done["rupture"]["follow_up_due_at"]

    leave(ben)
    later(days=4)

    now = fresh(ana).seen(f"/ruptures/{rupture['id']}")
    assert (now["status"], now["follow_up_due_at"]) == ("repaired", None)
    assert now["follow_up_asked_at"] is None


def test_each_keeps_their_own_and_loses_the_others(ana, ben, later, parting):
    prompt = a_prompt(ana, later)
    repair = a_repair(ben, later, repair_prompt_id=prompt["id"])
    moment = ben.made("/moments", {"kind": "thanks", "text": "For the tea", "shared": True})
    ana.put(f"/inbox/moments/{moment['id']}/reply", {"text": "Gladly"})
    ana.put(f"/inbox/repairs/{repair['id']}/feedback", {"thanks": True})
    pause = ana.made("/pauses", {"return_at": ahead(hours=2)})
    assert ben.seen(f"/moments/{moment['id']}")["reply"]["text"] == "Gladly"

    parting(ana)

    mine = ben.seen(f"/moments/{moment['id']}")
    assert (mine["text"], mine["reply"]) == ("For the tea", None)
    own = ben.seen(f"/repairs/{repair['id']}")
    assert (own["message"], own["feedback"]) == ("I hear you.", None)
    for noun in ("repair-prompts", "repairs", "pauses", "moments"):
        assert ben.seen(f"/inbox/{noun}")["items"] == []
    if parting is not delete_account:
        assert [one["id"] for one in ana.seen("/pauses")["items"]] == [pause["id"]]
        assert ana.seen(f"/repair-prompts/{prompt['id']}")["content"] == prompt["content"]
        assert ana.seen("/inbox/repairs")["items"] == []


def test_the_next_sync_brings_tombstones(ana, ben, later, parting):
    prompt = a_prompt(ana, later)
    moment = ana.made("/moments", {"kind": "good", "shared": True})
    couple, cursor = ben.seen("/couple"), ben.seen("/changes")["next_cursor"]

    parting(ana)

    synced = ben.seen(f"/changes?cursor={cursor}")
    gone = {(one["type"], one["id"]) for one in synced["deleted"]}
    assert gone == {
        ("couple", couple["id"]),
        ("inbox_repair_prompts", prompt["id"]),
        ("inbox_moments", moment["id"]),
    }
    assert synced["couple"] is None


def test_there_is_no_mail_and_no_trace_of_who_left(ana, ben, later, parting):
    parting(ana)
    later(minutes=5)

    assert [mail for mail in later.mails() if mail["To"] == ben.email] == []
    assert set(ben.seen("/me")) == set(fresh(ben).seen("/me"))
    assert b"Ana" not in ben.get("/changes").data


def test_who_left_cannot_be_told_from_who_was_left(app, ana, ben):
    """The two answer alike to everything about the couple, names and ids apart."""
    leave(ana)

    for path in ("/couple", "/changes", "/inbox/repairs", "/me/blocks", "/invitations"):
        assert bare(ana.get(path))[:1] == bare(ben.get(path))[:1]
    assert bare(ana.get("/couple")) == bare(ben.get("/couple"))


def has_key(database, key_id: uuid.UUID) -> bool:
    try:
        return bool(database.keyring.store.fetch(key_id))
    except KeyGone:
        return False


def test_the_couples_key_is_destroyed_by_the_worker(ana, ben, later, database, parting):
    couple_id = uuid.UUID(ana.seen("/couple")["id"])
    assert has_key(database, couple_id)

    parting(ana)
    later(seconds=1)

    assert not has_key(database, couple_id)
    with database.reading() as session:
        assert session.get_one(Couple, couple_id).ended_at


def test_a_deleted_account_takes_its_own_key_along(ana, ben, later, database):
    assert has_key(database, ana.id)

    delete_account(ana)
    later(seconds=1)

    assert not has_key(database, ana.id)
    assert outcome(ana.get("/me")) == (401, "unauthenticated")


def test_deleting_an_account_needs_the_password_again(ana, ben):
    assert outcome(ana.delete("/me")) == (403, "step_up_required")

    assert ana.seen("/couple")


def test_pairing_again_reopens_nothing(ana, ben, later):
    prompt = a_prompt(ana, later)
    a_repair(ben, later, repair_prompt_id=prompt["id"])
    moment = ana.made("/moments", {"kind": "good", "shared": True})
    first = ana.seen("/couple")
    leave(ben)

    second = paired(ana, ben)

    assert second["id"] != first["id"]
    for phone in (ana, ben):
        for noun in ("repair-prompts", "repairs", "pauses", "moments"):
            assert phone.seen(f"/inbox/{noun}")["items"] == []
    assert outcome(ben.get(f"/inbox/moments/{moment['id']}")) == (404, "not_found")
    reply = {"approaches": ["own"], "repair_prompt_id": prompt["id"]}
    assert outcome(ben.post("/repairs", reply)) == (404, "not_found")


def test_old_links_do_not_work_on_the_new_couple(ana, ben, later):
    """An old pause or prompt of hers stays where it is: nothing of it crosses again."""
    pause = ana.post("/pauses", {"return_at": ahead(hours=2)})
    prompt, tag = a_prompt(ana, later), pause.headers["ETag"]
    leave(ana)
    paired(ana, ben)

    wish = {"return_at": ahead(hours=3)}
    ana.patch(f"/pauses/{pause.json['id']}", wish, If_Match=tag)
    ana.patch(f"/repair-prompts/{prompt['id']}", {"disclosure": "words", "message": "Please"})

    assert ben.seen("/inbox/pauses")["items"] == ben.seen("/inbox/repair-prompts")["items"] == []


@pytest.mark.parametrize("blocks", [True, False])
def test_ending_may_block(ana, ben, blocks):
    leave(ana, block=blocks)

    assert len(ana.seen("/me/blocks")["items"]) == int(blocks)
    assert ben.seen("/me/blocks")["items"] == []
    answer = claim(ana, an_invitation(ben)["code"])
    assert answer.status_code == (404 if blocks else 200)


def test_a_block_can_be_lifted(ana, ben):
    leave(ana, block=True)
    [block] = ana.seen("/me/blocks")["items"]
    assert block["display_name"] == "Ben"

    ana.delete(f"/me/blocks/{block['id']}")

    assert paired(ben, ana)
