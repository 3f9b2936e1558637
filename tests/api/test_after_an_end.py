"""After an end, whatever the way, all that could cross answers as for a person never paired."""

import uuid

import pytest

from tests.api.test_couples import WAYS
from tests.cast import a_prompt, a_repair, a_rupture, ahead, fresh
from tests.pairs import bare

CROSSING = [
    ("GET", "/couple", None),
    ("POST", "/couple/end", {}),
    ("POST", "/couple/end", {"block": True}),
    ("GET", "/me/blocks", None),
    ("GET", "/inbox/repair-prompts", None),
    ("GET", "/inbox/repair-prompts/{prompt}", None),
    ("PUT", "/inbox/repair-prompts/{prompt}/mute", None),
    ("DELETE", "/inbox/repair-prompts/{prompt}/mute", None),
    ("GET", "/inbox/repairs", None),
    ("GET", "/inbox/repairs/{repair}", None),
    ("POST", "/inbox/repairs/{repair}/answer", {"answer": "no"}),
    ("GET", "/inbox/repairs/{repair}/verdict", None),
    ("PUT", "/inbox/repairs/{repair}/verdict", {"verdict": "landed"}),
    ("PUT", "/inbox/repairs/{repair}/feedback", {"thanks": True}),
    ("DELETE", "/inbox/repairs/{repair}/feedback", None),
    ("PUT", "/inbox/repairs/{repair}/mute", None),
    ("DELETE", "/inbox/repairs/{repair}/mute", None),
    ("GET", "/inbox/pauses", None),
    ("GET", "/inbox/moments", None),
    ("GET", "/inbox/moments/{moment}", None),
    ("PUT", "/inbox/moments/{moment}/reply", {"text": "Thanks"}),
    ("DELETE", "/inbox/moments/{moment}/reply", None),
    ("GET", "/starters?for=repair&repair_prompt_id={prompt}", None),
    ("POST", "/repairs", {"approaches": ["listen"], "message": "Hm"}),
    ("POST", "/repairs", {"approaches": ["listen"], "repair_prompt_id": "{prompt}"}),
    ("POST", "/repairs", {"approaches": ["listen"], "thread_id": "{repair}"}),
    ("POST", "/pauses", {"return_at": "{return_at}"}),
    ("POST", "/pauses", {"return_at": "{return_at}", "thread_id": "{prompt}"}),
    ("POST", "/moments", {"kind": "good", "shared": True}),
    ("POST", "/repair-prompts", {"rupture_id": "{rupture}", "disclosure": "signal"}),
    ("POST", "/repair-prompts/preview", {"rupture_id": "{rupture}", "disclosure": "signal"}),
    ("POST", "/repair-prompts/preview", {"rupture_id": "{foreign}", "disclosure": "signal"}),
]


def answers(phone, known):
    """What every operation that crosses says to this person about these ids."""
    found = {}
    for method, path, body in CROSSING:
        filled = body and {k: v.format(**known) if type(v) is str else v for k, v in body.items()}
        answer = phone.ask(method, path.format(**known), filled)
        found[method, path, str(body)] = bare(answer)[:2], answer.headers.get("WWW-Authenticate")
    return found


# Whoever deleted the account has none left to ask with.
BOTH_SIDES = [
    (way, who) for way in WAYS for who in ("ana", "ben") if (way, who) != ("delete", "ana")
]


@pytest.mark.parametrize(("way", "who"), BOTH_SIDES)
def test_an_ended_couple_is_byte_equal_to_none(ana, ben, eve, later, way, who):
    seen = lived(ana, ben, later) if who == "ben" else lived(ben, ana, later)
    WAYS[way](ana)
    person = {"ana": ana, "ben": ben}[who]
    rupture, hers = a_rupture(person)["id"], a_rupture(eve)["id"]
    random = {name: str(uuid.uuid4()) for name in seen}

    soon = {"return_at": ahead(hours=1)}
    after = answers(fresh(person), seen | soon | {"rupture": rupture})
    never = answers(fresh(eve), random | soon | {"rupture": hers})

    assert after == never


def lived(author, recipient, later) -> dict[str, str]:
    """The ids of what crossed from one to the other, and was dealt with."""
    rupture = a_rupture(author)
    prompt = a_prompt(author, later, rupture=rupture)
    repair = a_repair(author, later, approaches=["ask"])
    moment = author.made("/moments", {"kind": "thanks", "shared": True})
    recipient.put(f"/inbox/repairs/{repair['id']}/verdict", {"verdict": "landed"})
    recipient.put(f"/inbox/moments/{moment['id']}/reply", {"text": "Gladly"})
    recipient.put(f"/inbox/repair-prompts/{prompt['id']}/mute")
    return {
        "prompt": prompt["id"],
        "repair": repair["id"],
        "moment": moment["id"],
        "foreign": rupture["id"],
    }


def test_a_replay_after_the_end_shows_no_more_than_today(ana, ben, later):
    """The partner's words do not come back through an old Idempotency-Key."""
    known = lived(ana, ben, later)
    path = f"/inbox/repairs/{known['repair']}/answer"
    first = ben.post(path, {"answer": "no"}, Idempotency_Key="one")
    assert first.status_code in (200, 201), first.text
    WAYS["end"](ana)

    again = ben.post(path, {"answer": "no"}, Idempotency_Key="one")

    assert again.status_code == 404
    assert b"I hear you" not in again.data
