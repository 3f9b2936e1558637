"""Deleting a rupture: gone from everything derived; what was received stays."""

from tests.cast import a_prompt, a_repair, a_rupture, answered, judged, outcome

WORDS = {"disclosure": "words", "message": "Can we?", "fields": ["observation", "need"]}


def path(rupture):
    return f"/ruptures/{rupture['id']}"


def test_deleting_withdraws_its_prompt_and_leaves_her_the_repairs(ana, ben, later):
    rupture, prompt, repair = answered(ana, ben, later)
    judged(ana, repair, "partly")

    ana.delete(path(rupture))

    assert ana.get(path(rupture)).status_code == 404
    assert ana.seen(f"/repair-prompts/{prompt['id']}")["rupture_id"] is None
    [kept] = ana.seen("/inbox/repairs")["items"]
    assert (kept["id"], kept["rupture_id"]) == (repair["id"], None)
    assert kept["verdict"]["verdict"] == "partly"
    assert ben.seen("/inbox/repair-prompts")["items"][0]["status"] == "withdrawn"


def test_a_repair_on_the_way_arrives_though_its_rupture_was_deleted(ana, ben, later):
    rupture = a_rupture(ana)
    prompt = a_prompt(ana, later, rupture=rupture)
    ben.made("/repairs", {"approaches": ["own"], "repair_prompt_id": prompt["id"]})

    ana.delete(path(rupture))
    later(seconds=61)

    [repair] = ana.seen("/inbox/repairs")["items"]
    assert (repair["status"], repair["rupture_id"]) == ("sent", None)
    assert judged(ana, repair, "landed")["rupture"] is None


def test_deleting_frees_an_unprompted_thread_for_another_link(ana, ben, later):
    repair = a_repair(ben, later)
    rupture, other = a_rupture(ana), a_rupture(ana)
    judged(ana, repair, "partly", rupture_id=rupture["id"])

    ana.delete(path(rupture))

    after = judged(ana, repair, "landed", rupture_id=other["id"])
    assert after["rupture"]["id"] == other["id"]


def test_deleting_takes_what_was_copied_of_it_out_of_her_prompt(ana, ben, later):
    rupture = a_rupture(ana, observation="You laughed.", need="respect")
    prompt = a_prompt(ana, later, rupture=rupture, **WORDS)

    ana.delete(path(rupture))

    content = ana.seen(f"/repair-prompts/{prompt['id']}")["content"]
    assert {key: value for key, value in content.items() if value} == {
        "pace": "no_hurry",
        "message": "Can we?",
    }


def test_deleting_tells_her_phones_of_every_repair_that_was_on_it(ana, ben, later):
    rupture, _, judged_one = answered(ana, ben, later)
    linked = a_repair(ben, later)
    judged(ana, judged_one, "partly")
    judged(ana, linked, "partly", rupture_id=rupture["id"])
    waiting = a_repair(ben, later, repair_prompt_id=judged_one["repair_prompt_id"])
    cursor = ana.seen("/changes")["next_cursor"]

    ana.delete(path(rupture))

    changes = ana.seen(f"/changes?cursor={cursor}")
    told = {repair["id"]: repair["rupture_id"] for repair in changes["inbox_repairs"]}
    assert told == {judged_one["id"]: None, linked["id"]: None, waiting["id"]: None}
    assert {"type": "ruptures", "id": rupture["id"]} in changes["deleted"]


def test_deleting_twice_finds_nothing(ana):
    rupture = a_rupture(ana)
    ana.delete(path(rupture))

    assert outcome(ana.delete(path(rupture))) == (404, "not_found")
