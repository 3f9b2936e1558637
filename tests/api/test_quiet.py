"""Quiet: nothing new of mine crosses, and nothing visibly changes."""

import pytest

from tests.cast import a_person, a_prompt, a_repair, a_rupture, ahead, fresh, outcome
from tests.pairs import bare, pointers


def test_quiet_is_shown_to_oneself(ana, ben):
    answer = ana.put("/me/quiet", {})

    assert (answer.status_code, answer.json) == (
        200,
        {"quiet": True, "quiet_until": None, "support_resources": []},
    )
    me = ana.seen("/me")
    assert (me["quiet"], me["quiet_until"]) == (True, None)
    assert "for_safety" not in me


def test_quiet_ends_at_its_time(ana, later):
    until = ahead(hours=5)
    ana.put("/me/quiet", {"until": until})
    assert ana.seen("/me")["quiet_until"][:19] == until[:19]

    later(hours=5, seconds=1)

    me = fresh(ana).seen("/me")
    assert (me["quiet"], me["quiet_until"]) == (False, None)


def test_quiet_ends_when_one_says_so(ana):
    ana.put("/me/quiet", {})

    assert ana.delete("/me/quiet").status_code == 204
    assert ana.delete("/me/quiet").status_code == 204
    assert ana.seen("/me")["quiet"] is False


def test_quiet_can_be_changed(ana):
    ana.put("/me/quiet", {"until": ahead(hours=5)})

    assert ana.put("/me/quiet", {}).json["quiet_until"] is None


@pytest.mark.parametrize(
    ("wish", "pointer"),
    [
        ({"until": ahead(hours=-1)}, "#/until"),
        ({"until": "tomorrow"}, "#/until"),
        ({"until": "2026-11-23T10:00:00"}, "#/until"),
        ({"for_safety": 1}, "#/for_safety"),
        ({"until": ahead(days=9), "for_safety": True}, "#/until"),
        ({"why": "x"}, "#/why"),
    ],
)
def test_a_wish_that_cannot_be_names_the_field(ana, wish, pointer):
    assert pointers(ana.put("/me/quiet", wish)) == [pointer]
    assert ana.seen("/me")["quiet"] is False


def test_for_safety_brings_help_and_is_never_shown(ana):
    ana.patch("/me", {"locale": "de-AT"})

    help_ = ana.put("/me/quiet", {"for_safety": True}).json["support_resources"]

    assert help_ == ana.seen("/support/resources?country=AT")["items"]
    assert b"safety" not in ana.get("/me").data


def test_for_safety_without_a_country_still_brings_help(ana):
    """A locale such as ``en`` names no country; help must not be an empty list."""
    assert ana.seen("/me")["locale"] == "en"

    assert ana.put("/me/quiet", {"for_safety": True}).json["support_resources"]


def test_what_is_scheduled_is_cancelled_and_kept(ana, ben, later):
    wish = {"rupture_id": a_rupture(ana)["id"], "disclosure": "words", "message": "Come back?"}
    prompt = ana.made("/repair-prompts", wish)
    repair = ana.made("/repairs", {"approaches": ["own"], "message": "My part"})

    ana.put("/me/quiet", {"until": ahead(seconds=30)})
    later(minutes=5)

    for path, text in ((f"/repair-prompts/{prompt['id']}", "Come back?"),):
        kept = ana.seen(path)
        assert (kept["status"], kept["message"]) == ("cancelled", text)
    assert ana.seen(f"/repairs/{repair['id']}")["status"] == "cancelled"
    assert ben.seen("/inbox/repairs")["items"] == ben.seen("/inbox/repair-prompts")["items"] == []


@pytest.fixture
def between(ana, ben, later):
    """Something of either that crossed, so that everything could be answered."""
    prompt = a_prompt(ana, later)
    mine = a_repair(ben, later, approaches=["ask"])
    moment = ben.made("/moments", {"kind": "thanks", "shared": True})
    pause = ana.post("/pauses", {"return_at": ahead(hours=2)})
    return {"prompt": prompt["id"], "repair": mine["id"], "moment": moment["id"], "pause": pause}


def crossing_acts(ana, between):
    repair, moment = f"/inbox/repairs/{between['repair']}", f"/inbox/moments/{between['moment']}"
    wish = {"rupture_id": a_rupture(ana)["id"], "disclosure": "signal"}
    pause, tag = between["pause"].json["id"], between["pause"].headers["ETag"]
    return {
        "prompt": ana.post("/repair-prompts", wish),
        "raise": ana.patch(
            f"/repair-prompts/{between['prompt']}", {"disclosure": "words", "message": "Please"}
        ),
        "repair": ana.post("/repairs", {"approaches": ["own"], "message": "My part"}),
        "pause": ana.post("/pauses", {"return_at": ahead(hours=1)}),
        "move": ana.patch(f"/pauses/{pause}", {"return_at": ahead(hours=3)}, If_Match=tag),
        "answer": ana.post(f"{repair}/answer", {"answer": "no"}),
        "feedback": ana.put(f"{repair}/feedback", {"thanks": True}),
        "share": ana.post("/moments", {"kind": "good", "shared": True}),
        "reply": ana.put(f"{moment}/reply", {"text": "Gladly"}),
    }


def test_nothing_new_crosses_and_only_ana_is_told(ana, ben, between):
    ana.put("/me/quiet", {})
    before = ben.seen("/changes")

    refused = {name: outcome(answer) for name, answer in crossing_acts(ana, between).items()}

    assert refused == dict.fromkeys(refused, (409, "quiet_on"))
    assert ben.seen("/changes") == before


def test_private_things_go_on(ana, ben, between):
    ana.put("/me/quiet", {})

    assert a_rupture(ana)
    assert ana.made("/moments", {"kind": "held_back"})
    verdict = ana.put(f"/inbox/repairs/{between['repair']}/verdict", {"verdict": "partly"})
    assert verdict.status_code == 200


def test_taking_back_renaming_and_ending_work_as_ever(ana, ben, between):
    reply = f"/inbox/moments/{between['moment']}/reply"
    ana.put(reply, {"text": "Gladly"})
    ana.put("/me/quiet", {})

    assert ana.delete(reply).status_code == 204
    assert ana.delete(f"/repair-prompts/{between['prompt']}").status_code in (200, 204)
    assert ana.patch("/me", {"display_name": "Anna"}).status_code == 200

    assert ben.seen(f"/moments/{between['moment']}")["reply"] is None
    assert ben.seen("/couple")["partner"] == {"display_name": "Anna"}
    [stub] = ben.seen("/inbox/repair-prompts")["items"]
    assert (stub["status"], stub["content"]) == ("withdrawn", None)
    assert ana.post("/couple/end", {}).status_code == 204


def test_what_the_partner_sends_is_accepted_as_always(ana, ben, later):
    ana.put("/me/quiet", {})

    repair = a_repair(ben, later)
    ben.made("/moments", {"kind": "thanks", "shared": True})
    ben.made("/pauses", {"return_at": ahead(hours=1)})

    assert ben.seen(f"/repairs/{repair['id']}")["status"] == "sent"
    for noun in ("repairs", "moments", "pauses"):
        assert len(ana.seen(f"/inbox/{noun}")["items"]) == 1


def test_after_quiet_things_cross_again_but_nothing_cancelled_does(ana, ben, later):
    wish = {"rupture_id": a_rupture(ana)["id"], "disclosure": "signal"}
    ana.made("/repair-prompts", wish)
    ana.put("/me/quiet", {})
    ana.delete("/me/quiet")

    later(minutes=5)
    assert ben.seen("/inbox/repair-prompts")["items"] == []
    assert ana.post("/repair-prompts", wish).status_code == 201


def test_going_quiet_is_invisible_to_the_partner(ana, ben, between):
    """Bodies, tags and cursors of all that Ben may fetch are the same before and after."""
    paths = ["/couple", "/changes", "/me", "/inbox/repair-prompts", "/inbox/pauses", "/repairs"]
    before = [bare(ben.get(path)) for path in paths]

    ana.put("/me/quiet", {"for_safety": True})

    assert [bare(ben.get(path)) for path in paths] == before


def test_quiet_needs_no_couple(app):
    eve = a_person(app, "Eve")

    assert eve.put("/me/quiet", {}).status_code == 200
    share = {"kind": "good", "shared": True}
    assert outcome(eve.post("/moments", share)) == (404, "no_couple")
