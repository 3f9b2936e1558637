"""Versions: no acknowledged edit is lost, and a tag tells its viewer only."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.cast import (
    Phone,
    a_prompt,
    a_repair,
    a_rupture,
    ahead,
    answered,
    fresh,
    judged,
    outcome,
)

PHONES, EDITS = 6, 5


def tag(phone, path):
    return phone.get(path).headers["ETag"]


def merged(phone, path, number):
    """Append a mark to the note until it is acknowledged, as a phone that merges does."""
    for turn in range(EDITS):
        while True:
            seen = phone.get(path)
            note = f"{seen.json['note']} {number}.{turn}"
            answer = phone.patch(path, {"note": note}, If_Match=seen.headers["ETag"])
            assert answer.status_code in (200, 412, 503), answer.text
            if answer.status_code == 200:
                break


def test_of_six_phones_that_merge_no_acknowledged_edit_is_missing(ana):
    path = f"/ruptures/{a_rupture(ana, note='-')['id']}"
    phones = [Phone(ana.app, ana.user, ana.tokens) for _ in range(PHONES)]

    with ThreadPoolExecutor(PHONES) as crowd:
        list(crowd.map(merged, phones, [path] * PHONES, range(PHONES)))

    found = ana.seen(path)
    marks = [f"{number}.{turn}" for number in range(PHONES) for turn in range(EDITS)]
    assert sorted(found["note"].split()[1:]) == sorted(marks)
    assert found["version"] == 1 + len(marks)


def test_of_six_edits_of_one_version_one_is_acknowledged(ana, ben, later):
    prompt = ana.made(
        "/repair-prompts", {"rupture_id": a_rupture(ana)["id"], "disclosure": "theme"}
    )
    path = f"/repair-prompts/{prompt['id']}"
    seen = tag(ana, path)

    def edit(number):
        phone = Phone(ana.app, ana.user, ana.tokens)
        return phone.patch(path, {"deliver_at": ahead(hours=1 + number)}, If_Match=seen)

    with ThreadPoolExecutor(6) as crowd:
        answers = list(crowd.map(edit, range(6)))

    acknowledged = [answer for answer in answers if answer.status_code == 200]
    assert sorted(a.status_code for a in answers) == [200] + [412] * 5
    assert acknowledged[0].json == ana.seen(path)


def test_a_stale_edit_is_refused_and_changes_nothing(ana):
    path = f"/ruptures/{a_rupture(ana)['id']}"
    old = tag(ana, path)
    new = ana.patch(path, {"impact": 2}).headers["ETag"]

    assert outcome(ana.patch(path, {"impact": 5}, If_Match=old)) == (412, "stale")
    assert ana.seen(path)["impact"] == 2
    assert ana.patch(path, {"impact": 5}, If_Match=new).status_code == 200


@pytest.mark.parametrize("given", ["*", "W/{}", "{}, {}", "unquoted", '""'])
def test_only_the_one_strong_tag_will_do(ana, given):
    path = f"/ruptures/{a_rupture(ana)['id']}"
    seen = tag(ana, path)

    answer = ana.patch(path, {"impact": 5}, If_Match=given.replace("{}", seen))

    assert outcome(answer) == (412, "stale")


def test_an_edit_must_say_which_version_it_saw(ana):
    path = f"/ruptures/{a_rupture(ana)['id']}"

    assert outcome(ana.ask("PATCH", path, {"impact": 5})) == (428, "precondition_required")


def test_acts_and_deletions_need_no_tag(ana):
    path = f"/ruptures/{a_rupture(ana)['id']}"

    assert ana.post(path + "/let-go", {}).status_code == 200
    assert ana.delete(path).status_code == 204


def test_a_tag_comes_with_what_is_made_and_what_is_changed(ana):
    made = ana.post("/ruptures", {"kind": "other"})
    path = f"/ruptures/{made.json['id']}"
    assert made.headers["ETag"] == tag(ana, path)

    changed = ana.patch(path, {"impact": 1}, If_Match=made.headers["ETag"])

    assert changed.headers["ETag"] == tag(ana, path) != made.headers["ETag"]


def test_who_has_this_version_gets_304_and_no_body(ana):
    path = f"/ruptures/{a_rupture(ana)['id']}"
    seen = tag(ana, path)

    same = ana.get(path, If_None_Match=f'"other", {seen}')
    ana.patch(path, {"impact": 1})
    newer = ana.get(path, If_None_Match=seen)

    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", seen)
    assert (newer.status_code, newer.json["impact"]) == (200, 1)


def test_two_alike_have_different_tags_and_so_have_their_viewers(ana, ben, later):
    one, other = a_rupture(ana), a_rupture(ana)
    prompt = a_prompt(ana, later, rupture=one)
    path = f"/repair-prompts/{prompt['id']}"

    assert tag(ana, f"/ruptures/{one['id']}") != tag(ana, f"/ruptures/{other['id']}")
    assert tag(ana, path) != tag(ben, "/inbox" + path)


def test_bens_view_of_his_repair_moves_by_what_crosses_alone(ana, ben, later):
    _, _, repair = answered(ana, ben, later)
    his, hers = f"/repairs/{repair['id']}", f"/inbox/repairs/{repair['id']}"
    before, seen = tag(ben, his), tag(ana, hers)

    judged(ana, repair, "landed", what_would_help="This.")
    ana.put(hers + "/mute")
    assert tag(ana, hers) != seen
    assert tag(ben, his) == before
    ana.put(hers + "/feedback", {"verdict": True})

    assert tag(ben, his) != before
    assert ben.get(his, If_None_Match=before).status_code == 200


def test_anas_view_of_her_prompt_moves_by_what_crosses_alone(ana, ben, later):
    prompt = a_prompt(ana, later)
    hers, his = f"/repair-prompts/{prompt['id']}", f"/inbox/repair-prompts/{prompt['id']}"
    before = tag(ana, hers)

    ben.put(his + "/mute")
    waits = ben.made("/repairs", {"approaches": ["own"], "repair_prompt_id": prompt["id"]})
    ben.delete(f"/repairs/{waits['id']}")
    assert tag(ana, hers) == before
    a_repair(ben, later, repair_prompt_id=prompt["id"])

    assert tag(ana, hers) != before


def test_bens_view_of_a_prompt_does_not_move_by_what_she_writes(ana, ben, later):
    rupture = a_rupture(ana)
    prompt = a_prompt(ana, later, rupture=rupture)
    his = f"/inbox/repair-prompts/{prompt['id']}"
    before = ben.get(his)

    ana.patch(f"/ruptures/{rupture['id']}", {"note": "x"})
    ana.post(f"/ruptures/{rupture['id']}/let-go", {})

    after = ben.get(his)
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])


def test_a_lapse_is_computed_and_moves_no_version(ana, ben, later):
    prompt = a_prompt(ana, later)
    path = f"/repair-prompts/{prompt['id']}"
    before = ana.seen(path)["version"]
    feed = ana.seen("/changes")["next_cursor"]

    later(days=8)

    lapsed = fresh(ana).seen(path)
    assert (lapsed["status"], lapsed["version"]) == ("lapsed", before)
    assert ana.seen(f"/changes?cursor={feed}")["repair_prompts"] == []
