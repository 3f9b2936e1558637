"""Sync: every write tells exactly the right phones, and nobody learns of what is private."""

import base64

import pytest

from tests.api.test_check_ins import answers, wish
from tests.cast import a_person, a_prompt, a_repair, a_rupture, ahead, fresh, outcome
from tests.pairs import bare, paired, pointers

LISTS = {
    "ruptures", "repair_prompts", "repairs", "pauses", "check_ins", "moments",
    "inbox_repair_prompts", "inbox_repairs", "inbox_pauses", "inbox_moments", "notifications",
}  # fmt: skip


def synced(phone, cursor=None):
    return phone.seen("/changes" + (f"?cursor={cursor}" if cursor else ""))


def news(phone, cursor):
    """The lists that changed since, with what is gone, each by id."""
    found = synced(phone, cursor)
    changed = {name: {one["id"] for one in found[name]} for name in LISTS if found[name]}
    if found["couple"]:
        changed["couple"] = {found["couple"]["id"]}
    if found["deleted"]:
        changed["deleted"] = {(one["type"], one["id"]) for one in found["deleted"]}
    return changed


def test_a_first_sync_of_nothing(eve):
    first = synced(eve)

    assert {name: first[name] for name in LISTS} == {name: [] for name in LISTS}
    assert (first["couple"], first["deleted"], first["has_more"]) == (None, [], False)
    assert set(first) == LISTS | {"couple", "deleted", "next_cursor", "has_more"}
    assert synced(eve, first["next_cursor"]) == first


def test_a_first_sync_brings_everything_that_is(ana, ben, later):
    prompt = a_prompt(ana, later)
    gone = ana.made("/moments", {"kind": "good"})
    ana.delete(f"/moments/{gone['id']}")

    first = synced(ana)

    assert [one["id"] for one in first["repair_prompts"]] == [prompt["id"]]
    assert first["couple"] == ana.seen("/couple")
    assert (first["moments"], first["deleted"]) == ([], [])


PRIVATE = {
    "log": lambda ana, _: a_rupture(ana),
    "edit": lambda ana, own: ana.patch(f"/ruptures/{own['rupture']}", {"note": "n"}),
    "set aside": lambda ana, own: ana.made(
        f"/ruptures/{own['rupture']}/set-aside", {"until": ahead(days=2)}
    ),
    "let go": lambda ana, own: ana.made(f"/ruptures/{own['rupture']}/let-go", {}),
    "in person": lambda ana, own: ana.made(
        f"/ruptures/{own['rupture']}/in-person", {"verdict": "landed"}
    ),
    "delete": lambda ana, own: ana.delete(f"/ruptures/{own['rupture']}"),
    "moment": lambda ana, _: ana.made("/moments", {"kind": "held_back"}),
    "check in": lambda ana, _: ana.made("/check-ins", wish(ana)),
    "schedule": lambda ana, own: ana.made(
        "/repair-prompts", {"rupture_id": own["rupture"], "disclosure": "signal"}
    ),
    "verdict": lambda ana, own: ana.put(
        f"/inbox/repairs/{own['repair']}/verdict",
        {"verdict": "landed", "rupture_id": own["rupture"]},
    ),
    "mute": lambda ana, own: ana.put(f"/inbox/repairs/{own['repair']}/mute"),
    "quiet": lambda ana, _: ana.put("/me/quiet", {"for_safety": True}),
    "zone": lambda ana, _: ana.patch("/me", {"time_zone": "Asia/Tokyo"}),
    "consent": lambda ana, _: ana.put(
        "/me/consents/process_feelings", {"granted": False, "version": "2026-11"}
    ),
}


@pytest.mark.parametrize("act", PRIVATE)
def test_nothing_private_of_ana_moves_bens_feed(ana, ben, later, act):
    """Bodies and cursor byte for byte, from the start and from where he was."""
    own = {"rupture": a_rupture(ana)["id"], "repair": a_repair(ben, later)["id"]}
    cursor = synced(ben)["next_cursor"]
    before = [bare(ben.get(path)) for path in ("/changes", f"/changes?cursor={cursor}")]

    PRIVATE[act](ana, own)

    after = [bare(ben.get(path)) for path in ("/changes", f"/changes?cursor={cursor}")]
    assert after == before


CROSSING = {
    "share": (
        lambda ana, _: ana.made("/moments", {"kind": "thanks", "shared": True})["id"],
        "moments",
        "inbox_moments",
    ),
    "pause": (
        lambda ana, _: ana.made("/pauses", {"return_at": ahead(hours=1)})["id"],
        "pauses",
        "inbox_pauses",
    ),
    "prompt": (lambda ana, later: a_prompt(ana, later)["id"], "repair_prompts",
               "inbox_repair_prompts"),
    "repair": (lambda ana, later: a_repair(ana, later)["id"], "repairs", "inbox_repairs"),
}  # fmt: skip


@pytest.mark.parametrize("act", CROSSING)
def test_what_crosses_tells_both_and_no_one_else(ana, ben, cleo, eve, later, act):
    do, own, inbox = CROSSING[act]
    cursors = {phone: synced(phone)["next_cursor"] for phone in (ana, ben, cleo, eve)}

    subject_id = do(ana, later)

    assert news(ana, cursors[ana])[own] == {subject_id}
    assert news(ben, cursors[ben]) == {inbox: {subject_id}}
    assert news(cleo, cursors[cleo]) == news(eve, cursors[eve]) == {}


def test_what_comes_back_tells_the_author(ana, ben, later):
    repair, moment = a_repair(ben, later, approaches=["ask"])["id"], None
    moment = ben.made("/moments", {"kind": "thanks", "shared": True})["id"]
    cursor = synced(ben)["next_cursor"]

    ana.made(f"/inbox/repairs/{repair}/answer", {"answer": "later"})
    assert news(ben, cursor) == {"repairs": {repair}}
    cursor = synced(ben, cursor)["next_cursor"]
    ana.put(f"/inbox/repairs/{repair}/feedback", {"thanks": True})
    ana.put(f"/inbox/moments/{moment}/reply", {"text": "Gladly"})
    assert news(ben, cursor) == {"repairs": {repair}, "moments": {moment}}
    ana.patch("/me", {"display_name": "Anna"})
    assert "couple" in news(ben, cursor)


def test_ones_own_writes_reach_ones_other_phones(ana, ben):
    cursor = synced(ana)["next_cursor"]

    rupture = a_rupture(ana)["id"]
    check_in = ana.made("/check-ins", wish(ana))["id"]
    moment = ana.made("/moments", {"kind": "good"})["id"]

    expected = {"ruptures": {rupture}, "check_ins": {check_in}, "moments": {moment}}
    assert news(ana, cursor) == expected


def test_each_thing_is_there_once_as_it_is_now(eve):
    cursor = synced(eve)["next_cursor"]
    made = eve.made("/check-ins", wish(eve))
    for value in (1, 2, 3):
        eve.patch(f"/check-ins/{made['id']}", {"answers": answers(we_come_back=value)})

    found = synced(eve, cursor)

    assert found["check_ins"] == [eve.seen(f"/check-ins/{made['id']}")]


def test_what_is_gone_leaves_a_tombstone(ana, ben):
    moment = ana.made("/moments", {"kind": "thanks", "shared": True})["id"]
    rupture = a_rupture(ana)["id"]
    cursors = {phone: synced(phone)["next_cursor"] for phone in (ana, ben)}

    ana.delete(f"/moments/{moment}")
    ana.delete(f"/ruptures/{rupture}")

    gone = {"deleted": {("moments", moment), ("ruptures", rupture)}}
    assert news(ana, cursors[ana]) == gone
    assert news(ben, cursors[ben]) == {"deleted": {("inbox_moments", moment)}}


def test_what_came_and_went_between_two_syncs_is_only_gone(eve):
    cursor = synced(eve)["next_cursor"]

    moment = eve.made("/moments", {"kind": "good"})["id"]
    eve.delete(f"/moments/{moment}")

    assert news(eve, cursor) == {"deleted": {("moments", moment)}}


def test_becoming_a_couple_tells_both(app, ana, eve):
    cursors = {phone: synced(phone)["next_cursor"] for phone in (ana, eve)}

    couple = paired(ana, eve)

    for phone, cursor in cursors.items():
        assert synced(phone, cursor)["couple"] == phone.seen("/couple")
        assert news(phone, cursor) == {"couple": {couple["id"]}}


GETS = {
    "ruptures": "/ruptures", "repair_prompts": "/repair-prompts", "repairs": "/repairs",
    "pauses": "/pauses", "check_ins": "/check-ins", "moments": "/moments",
    "inbox_repair_prompts": "/inbox/repair-prompts", "inbox_repairs": "/inbox/repairs",
    "inbox_pauses": "/inbox/pauses", "inbox_moments": "/inbox/moments",
}  # fmt: skip


@pytest.mark.parametrize("ended", [False, True])
def test_every_entry_is_what_its_get_answers(ana, ben, later, ended):
    prompt = a_prompt(ana, later)
    repair = a_repair(ben, later, repair_prompt_id=prompt["id"])
    ana.put(f"/inbox/repairs/{repair['id']}/verdict", {"verdict": "partly"})
    ana.put(f"/inbox/repairs/{repair['id']}/feedback", {"thanks": True})
    moment = ben.made("/moments", {"kind": "thanks", "shared": True})
    ana.put(f"/inbox/moments/{moment['id']}/reply", {"text": "Gladly"})
    ana.made("/pauses", {"return_at": ahead(hours=1)})
    ana.made("/check-ins", wish(ana))
    copies = {phone: kept(phone, {}) for phone in (ana, ben)}
    if ended:
        ben.post("/couple/end", {})

    for phone, copy in copies.items():
        now = kept(phone, copy)
        listed = {
            (name, one["id"]): one for name in GETS for one in phone.seen(GETS[name])["items"]
        }
        assert now["things"] == listed


def kept(phone, copy):
    """What a phone knows after one more sync, on top of what it knew."""
    found = synced(phone, copy.get("cursor"))
    things = copy.get("things", {}) | {(n, one["id"]): one for n in LISTS for one in found[n]}
    for one in found["deleted"]:
        things.pop((one["type"], one["id"]), None)
    return {"cursor": found["next_cursor"], "things": things}


def test_long_changes_come_in_pages(eve):
    ids = {eve.made("/moments", {"kind": "good"})["id"] for _ in range(203)}

    first = synced(eve)
    rest = synced(eve, first["next_cursor"])

    assert (len(first["moments"]), first["has_more"]) == (200, True)
    assert (len(rest["moments"]), rest["has_more"]) == (3, False)
    assert {one["id"] for one in first["moments"] + rest["moments"]} == ids


def forged(cursor: str) -> list[str]:
    raw = bytearray(base64.urlsafe_b64decode(cursor))
    raw[-2] ^= 1
    return [base64.urlsafe_b64encode(raw).decode(), "AAAA", "not base64!", "é"]


def test_a_foreign_or_forged_cursor_is_refused(app, ana, ben, eve):
    mine, other = synced(ana)["next_cursor"], synced(ben)["next_cursor"]
    eve.made("/moments", {"kind": "good"}), eve.made("/moments", {"kind": "good"})
    of_a_list = eve.seen("/moments?limit=1")["next_cursor"]

    for phone, cursor in [(ana, other), (eve, of_a_list), *[(ana, bad) for bad in forged(mine)]]:
        answer = phone.get(f"/changes?cursor={cursor}")
        assert outcome(answer) == (422, "invalid_cursor")
        assert pointers(answer) == ["cursor"]


@pytest.mark.parametrize("query", ["cursor=", "limit=5", "cursor=a&cursor=b"])
def test_a_query_that_cannot_be_is_refused(ana, query):
    assert ana.get(f"/changes?{query}").status_code in (400, 422)


def test_a_cursor_outlives_the_session(app, later):
    eve = a_person(app, "Eve")
    cursor = synced(eve)["next_cursor"]

    later(days=3)

    assert synced(fresh(eve), cursor)["deleted"] == []
