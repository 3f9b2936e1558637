"""Moments: one tap, private, or shared when it is made."""

import uuid

import pytest

from tests.cast import a_person, outcome
from tests.pairs import bare, pointers


@pytest.mark.parametrize("kind", ["good", "thanks", "held_back", "opened_up"])
def test_one_tap_is_a_moment(eve, kind):
    answer = eve.post("/moments", {"kind": kind})

    assert (answer.status_code, answer.json["kind"]) == (201, kind)
    assert (answer.json["text"], answer.json["shared"], answer.json["reply"]) == (None, False, None)
    assert eve.seen(f"/moments/{answer.json['id']}") == answer.json
    assert answer.headers["ETag"] == eve.get(f"/moments/{answer.json['id']}").headers["ETag"]


def test_a_private_moment_stays_with_ana(ana, ben):
    before = [bare(ben.get(path)) for path in ("/changes", "/inbox/moments")]

    moment = ana.made("/moments", {"kind": "good", "text": "Coffee in bed"})

    assert [bare(ben.get(path)) for path in ("/changes", "/inbox/moments")] == before
    for path in (f"/inbox/moments/{moment['id']}", f"/moments/{moment['id']}"):
        assert outcome(ben.get(path)) == (404, "not_found")


def test_a_shared_moment_crosses_at_once(ana, ben):
    moment = ana.made("/moments", {"kind": "thanks", "text": "For the tea", "shared": True})

    [seen] = ben.seen("/inbox/moments")["items"]

    assert (seen["id"], seen["kind"], seen["text"]) == (moment["id"], "thanks", "For the tea")
    assert seen == ben.seen(f"/inbox/moments/{moment['id']}")
    assert set(seen) == {"id", "kind", "text", "reply", "crossed_at", "version"}


@pytest.mark.parametrize("kind", ["held_back", "opened_up"])
def test_holding_back_and_opening_up_are_never_shared(ana, ben, kind):
    assert pointers(ana.post("/moments", {"kind": kind, "shared": True})) == ["#/shared"]

    assert ana.seen("/moments")["items"] == []


def test_sharing_needs_somebody_to_share_with(eve):
    assert outcome(eve.post("/moments", {"kind": "good", "shared": True})) == (404, "no_couple")

    assert eve.seen("/moments")["items"] == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/kind"),
        ({"kind": "bad"}, "#/kind"),
        ({"kind": 1}, "#/kind"),
        ({"kind": "good", "text": ""}, "#/text"),
        ({"kind": "good", "text": "x" * 1001}, "#/text"),
        ({"kind": "good", "text": 7}, "#/text"),
        ({"kind": "good", "shared": "true"}, "#/shared"),
        ({"kind": "good", "client_ref": "mine"}, "#/client_ref"),
        ({"kind": "good", "mood": 3}, "#/mood"),
    ],
)
def test_a_malformed_moment_names_the_field(eve, body, pointer):
    assert pointers(eve.post("/moments", body)) == [pointer]


def test_a_text_of_a_thousand_characters_is_kept_whole(eve):
    text = "é" * 999 + "🌱"

    moment = eve.made("/moments", {"kind": "good", "text": text})

    assert eve.seen(f"/moments/{moment['id']}")["text"] == text


def test_a_client_ref_comes_back_and_is_taken_once(ana, ben):
    ref = str(uuid.uuid4())
    wish = {"kind": "good", "client_ref": ref, "shared": True}
    moment = ana.made("/moments", wish)

    again = ana.post("/moments", wish)

    assert moment["client_ref"] == ref
    assert outcome(again) == (409, "client_ref_taken")
    assert again.json["existing_id"] == moment["id"]
    assert ben.made("/moments", wish)["client_ref"] == ref
    assert ref not in ben.get("/inbox/moments").text


def test_one_key_makes_one_moment(ana, ben):
    wish = {"kind": "thanks", "shared": True}
    answers = [ana.post("/moments", wish, Idempotency_Key="one") for _ in range(2)]

    assert answers[0].json == answers[1].json
    assert len(ben.seen("/inbox/moments")["items"]) == 1


def test_a_key_for_another_moment_is_refused(ana):
    ana.post("/moments", {"kind": "good"}, Idempotency_Key="one")

    again = ana.post("/moments", {"kind": "thanks"}, Idempotency_Key="one")

    assert outcome(again) == (422, "idempotency_key_reused")


def test_the_list_is_paged_newest_first(eve):
    ids = [eve.made("/moments", {"kind": "good"})["id"] for _ in range(5)]

    first = eve.seen("/moments?limit=3")
    rest = eve.seen(f"/moments?limit=3&cursor={first['next_cursor']}")

    found = [one["id"] for one in (*first["items"], *rest["items"])]
    assert sorted(found) == sorted(ids)
    assert rest["next_cursor"] is None


def test_a_cursor_of_another_list_or_person_is_refused(app, ana, eve):
    for phone in (ana, eve):
        [phone.made("/moments", {"kind": "good"}) for _ in range(2)]
    cursor = ana.seen("/moments?limit=1")["next_cursor"]

    for phone, path in ((eve, "/moments"), (ana, "/check-ins"), (ana, "/invitations")):
        answer = phone.get(f"{path}?cursor={cursor}")
        assert outcome(answer) == (422, "invalid_cursor")
        assert pointers(answer) == ["cursor"]


@pytest.mark.parametrize("limit", ["0", "101", "x", "1.0", "-1"])
def test_a_limit_that_cannot_be_is_named(eve, limit):
    assert pointers(eve.get(f"/moments?limit={limit}")) == ["limit"]


def test_a_deleted_moment_is_gone_for_both(ana, ben):
    moment = ana.made("/moments", {"kind": "thanks", "shared": True})
    ben.put(f"/inbox/moments/{moment['id']}/reply", {"text": "Gladly"})
    cursors = {phone: phone.seen("/changes")["next_cursor"] for phone in (ana, ben)}

    assert ana.delete(f"/moments/{moment['id']}").status_code == 204

    assert outcome(ana.get(f"/moments/{moment['id']}")) == (404, "not_found")
    assert outcome(ana.delete(f"/moments/{moment['id']}")) == (404, "not_found")
    assert outcome(ben.get(f"/inbox/moments/{moment['id']}")) == (404, "not_found")
    for phone, noun in ((ana, "moments"), (ben, "inbox_moments")):
        [gone] = phone.seen(f"/changes?cursor={cursors[phone]}")["deleted"]
        assert gone == {"type": noun, "id": moment["id"]}


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_nobody_else_finds_it(ana, ben, cleo, eve, method):
    moment = ana.made("/moments", {"kind": "thanks", "shared": True})
    nothing = f"/moments/{uuid.uuid4()}"

    for other in (ben, cleo, eve):
        found = bare(other.ask(method, f"/moments/{moment['id']}"))
        assert found == bare(other.ask(method, nothing))
        assert found[0] == 404
    for other in (cleo, eve):
        path = f"/inbox/moments/{moment['id']}"
        assert bare(other.ask("GET", path)) == bare(other.ask("GET", f"/inbox{nothing}"))


def test_a_reply_crosses_back_and_changes_the_tag(ana, ben):
    moment = ana.made("/moments", {"kind": "thanks", "shared": True})
    path = f"/moments/{moment['id']}"
    tag = ana.get(path).headers["ETag"]

    assert ben.put(f"/inbox{path}/reply", {"text": "Gladly"}).status_code == 200

    assert ana.seen(path)["reply"]["text"] == "Gladly"
    assert ana.get(path, If_None_Match=tag).status_code == 200
    assert ben.seen(f"/inbox{path}")["reply"]["text"] == "Gladly"
    assert ben.delete(f"/inbox{path}/reply").status_code == 204
    assert ana.seen(path)["reply"] is None


def test_a_known_tag_saves_the_body(eve):
    path = f"/moments/{eve.made('/moments', {'kind': 'good'})['id']}"
    tag = eve.get(path).headers["ETag"]

    answer = eve.get(path, If_None_Match=tag)

    assert (answer.status_code, answer.data) == (304, b"")


def test_moments_from_before_the_couple_stay_private(app, eve):
    moment = eve.made("/moments", {"kind": "good", "text": "Alone"})
    dan = a_person(app, "Dan")

    assert outcome(dan.get(f"/inbox/moments/{moment['id']}")) == (404, "not_found")
