"""What the partner let me see, what I make of it, and that they cannot tell."""

import pytest

from tests.cast import a_prompt, a_repair, a_rupture, answered, fresh, judged, outcome

NOBODYS = "0b5f4a52-6ad5-4a64-9b50-6a5d6a2f9d10"
BENS_VIEWS = ("/repairs", "/changes", "/me", "/couple", "/inbox/repair-prompts", "/inbox/repairs")


def one(repair):
    return f"/inbox/repairs/{repair['id']}"


def views(phone, *more):
    """All that a person can fetch, with its tags, in bytes."""
    answers = [phone.get(path) for path in (*BENS_VIEWS, *more)]
    return [(answer.status_code, answer.data, answer.headers.get("ETag")) for answer in answers]


def test_the_inbox_of_one_is_not_there_for_anyone_else(ana, ben, cleo, later):
    _, prompt, repair = answered(ana, ben, later)
    paths = [
        ("GET", one(repair)),
        ("GET", one(repair) + "/verdict"),
        ("PUT", one(repair) + "/verdict"),
        ("POST", one(repair) + "/answer"),
        ("PUT", one(repair) + "/feedback"),
        ("DELETE", one(repair) + "/feedback"),
        ("PUT", one(repair) + "/mute"),
        ("DELETE", one(repair) + "/mute"),
    ]
    bodies = {"verdict": {"verdict": "landed"}, "answer": {"answer": "no"}}
    bodies |= {"feedback": {"thanks": True}}

    for other in (ben, cleo):
        for method, path in paths:
            body = bodies.get(path.rsplit("/", 1)[1]) if method != "GET" else None
            assert outcome(other.ask(method, path, body)) == (404, "not_found"), path
    assert ana.seen(one(repair))["verdict"] is None
    assert prompt["id"] not in cleo.get("/changes").text


def test_a_verdict_is_hers_alone(ana, ben, later):
    _, _, repair = answered(ana, ben, later)
    said = {"felt_understood": "partly", "what_would_help": "Ask me again tonight."}

    after = judged(ana, repair, "partly", **said)

    shown = {"verdict": "partly", "judged_at": after["judged_at"], **said}
    assert after | shown == after
    assert ana.seen(one(repair))["verdict"] == shown
    assert ana.seen(one(repair) + "/verdict") == after
    assert ben.seen(f"/repairs/{repair['id']}")["feedback"] is None


def test_a_verdict_said_anew_replaces_the_one_before(ana, ben, later):
    _, _, repair = answered(ana, ben, later)
    judged(ana, repair, "partly", what_would_help="Less.")

    after = judged(ana, repair, "landed")

    assert (after["verdict"], after["what_would_help"]) == ("landed", None)


def test_before_it_is_judged_there_is_no_verdict(ana, ben, later):
    repair = a_repair(ben, later)

    assert outcome(ana.get(one(repair) + "/verdict")) == (404, "not_found")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/verdict"),
        ({"verdict": "great"}, "#/verdict"),
        ({"verdict": "landed", "felt_understood": True}, "#/felt_understood"),
        ({"verdict": "landed", "what_would_help": "x" * 1001}, "#/what_would_help"),
        ({"verdict": "landed", "rupture_id": "one"}, "#/rupture_id"),
        ({"verdict": "landed", "rupture_id": NOBODYS}, "#/rupture_id"),
    ],
)
def test_a_bad_verdict_names_the_field(ana, ben, later, body, pointer):
    repair = a_repair(ben, later)

    answer = ana.put(one(repair) + "/verdict", body)

    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == pointer
    assert ana.seen(one(repair))["verdict"] is None


def test_an_unprompted_repair_is_linked_to_a_rupture_by_its_verdict(ana, ben, later):
    repair, rupture = a_repair(ben, later), a_rupture(ana)

    after = judged(ana, repair, "partly", rupture_id=rupture["id"])

    assert after["rupture"]["id"] == rupture["id"]
    assert after["rupture"]["status"] == "in_repair"
    assert ana.seen(one(repair))["rupture_id"] == rupture["id"]


def test_the_link_is_of_the_whole_thread_and_there_is_one(ana, ben, later):
    first, rupture = a_repair(ben, later), a_rupture(ana)
    judged(ana, first, "not_yet", rupture_id=rupture["id"])
    second = a_repair(ben, later, thread_id=first["id"])

    other = {"verdict": "landed", "rupture_id": a_rupture(ana)["id"]}
    refused = ana.put(one(second) + "/verdict", other)
    after = judged(ana, second, "landed", rupture_id=rupture["id"])

    assert outcome(refused) == (409, "already_linked")
    assert after["rupture"]["status"] == "repaired"
    assert ana.seen(one(second))["rupture_id"] == rupture["id"]


def test_a_repair_on_a_linked_thread_moves_its_open_rupture(ana, ben, later):
    first, rupture = a_repair(ben, later), a_rupture(ana)
    judged(ana, first, "landed", rupture_id=rupture["id"])
    ana.made(f"/ruptures/{rupture['id']}/follow-up", {"held": False})

    a_repair(ben, later, thread_id=first["id"])

    assert ana.seen(f"/ruptures/{rupture['id']}")["status"] == "in_repair"


def test_a_repair_on_a_prompt_takes_no_other_link(ana, ben, later):
    rupture, _, repair = answered(ana, ben, later)

    for target in (rupture, a_rupture(ana)):
        body = {"verdict": "landed", "rupture_id": target["id"]}
        answer = ana.put(one(repair) + "/verdict", body)
        assert outcome(answer) == (422, "on_its_prompt")
        assert answer.json["errors"][0]["pointer"] == "#/rupture_id"
    assert ana.seen(one(repair))["verdict"] is None


def test_a_link_to_what_is_bens_is_a_link_to_nothing(ana, ben, later):
    repair, his = a_repair(ben, later), a_rupture(ben)

    answer = ana.put(one(repair) + "/verdict", {"verdict": "landed", "rupture_id": his["id"]})

    assert outcome(answer) == (422, "unknown_rupture")


def test_a_stub_can_still_be_judged_and_moves_by_landed_alone(ana, ben, later):
    repair, rupture = a_repair(ben, later), a_rupture(ana)
    ben.delete(f"/repairs/{repair['id']}")

    before = judged(ana, repair, "partly", rupture_id=rupture["id"])
    after = judged(ana, repair, "landed")

    assert before["rupture"]["status"] == "open"
    assert after["rupture"]["status"] == "repaired"


def test_muting_is_remembered_and_undone(ana, ben, later):
    _, prompt, repair = answered(ana, ben, later)

    for phone, path in ((ben, f"/inbox/repair-prompts/{prompt['id']}"), (ana, one(repair))):
        assert phone.put(path + "/mute").json["muted"] is True
        assert phone.put(path + "/mute").json["muted"] is True
        assert phone.seen(path)["muted"] is True
        assert outcome(phone.delete(path + "/mute")) == (204, None)
        assert outcome(phone.delete(path + "/mute")) == (204, None)
        assert phone.seen(path)["muted"] is False


def test_what_is_not_there_cannot_be_muted(ana, ben):
    for noun in ("repairs", "repair-prompts"):
        for method in ("PUT", "DELETE"):
            answer = ana.ask(method, f"/inbox/{noun}/{NOBODYS}/mute")
            assert outcome(answer) == (404, "not_found")


READ = ("read", lambda ana, path: (ana.get("/inbox/repairs"), ana.get(path)))
MUTED = ("muted", lambda ana, path: (ana.put(path + "/mute"),))
QUIET = ("quiet", lambda ana, path: (ana.put("/me/quiet", {}),))
JUDGED = (
    "judged",
    lambda ana, path: tuple(
        ana.put(path + "/verdict", {"verdict": word, "what_would_help": "Time."})
        for word in ("landed", "partly", "not_yet")
    ),
)


@pytest.mark.parametrize(("how", "act"), [READ, MUTED, QUIET, JUDGED])
def test_to_the_author_unread_read_muted_quiet_and_judged_are_one(ana, ben, later, how, act):
    _, prompt, repair = answered(ana, ben, later)
    mine = (f"/repairs/{repair['id']}", f"/inbox/repair-prompts/{prompt['id']}")
    before = views(ben, *mine)

    for answer in act(ana, one(repair)):
        assert answer.status_code == 200

    assert views(ben, *mine) == before


@pytest.mark.parametrize("act", ["read", "mute", "quiet", "log"])
def test_to_the_sender_of_a_prompt_nothing_tells_what_became_of_it(ana, ben, later, act):
    prompt = a_prompt(ana, later)
    mine = (f"/repair-prompts/{prompt['id']}", "/repair-prompts", "/ruptures")
    before = views(ana, *mine)
    path = f"/inbox/repair-prompts/{prompt['id']}"

    does = {
        "read": lambda: ben.get(path),
        "mute": lambda: ben.put(path + "/mute"),
        "quiet": lambda: ben.put("/me/quiet", {"for_safety": True}),
        "log": lambda: ben.post("/ruptures", {"kind": "criticism"}),
    }
    assert does[act]().status_code in (200, 201)

    assert views(ana, *mine) == before


def test_all_that_ana_does_in_private_leaves_ben_the_same_bytes(ana, ben, later):
    rupture, prompt, repair = answered(ana, ben, later)
    mine = (f"/repairs/{repair['id']}", f"/inbox/repair-prompts/{prompt['id']}", "/ruptures")
    before = views(ben, *mine)

    path = f"/ruptures/{rupture['id']}"
    ana.patch(path, {"impact": 5, "note": "Still."})
    judged(ana, repair, "landed", what_would_help="Nothing more.")
    ana.post(path + "/follow-up", {"held": False})
    ana.post(path + "/let-go", {"how": "brushed_aside"})
    ana.post(path + "/reopen")
    ana.made("/moments", {"kind": "held_back"})
    waits = ana.made("/repairs", {"approaches": ["own"]})
    ana.delete(f"/repairs/{waits['id']}")

    assert views(ben, *mine) == before


def test_what_can_be_done_with_a_repair_does_not_depend_on_what_became_of_it(ana, ben, later):
    one_repair, other = a_repair(ben, later), a_repair(ben, later)
    ana.put(one(one_repair) + "/mute")
    judged(ana, one_repair, "not_yet")

    acts = [
        (ben.post("/repairs", {"approaches": ["own"], "thread_id": r["id"]}), r)
        for r in (one_repair, other)
    ]
    gone = [ben.delete(f"/repairs/{r['id']}") for r in (one_repair, other)]

    assert [answer.status_code for answer, _ in acts] == [201, 201]
    assert [answer.status_code for answer in gone] == [204, 204]


def test_the_recipients_quiet_lets_everything_in(ana, ben, later):
    ana.put("/me/quiet", {})

    repair = a_repair(ben, later)

    assert ben.seen(f"/repairs/{repair['id']}")["status"] == "sent"
    assert fresh(ana).seen(one(repair))["status"] == "sent"
    assert judged(ana, repair, "landed")["verdict"] == "landed"
