"""The whole arc, once, as two phones live it."""

from tests.cast import PASSWORD, VERSION, Phone

ACCOUNT = {"password": PASSWORD, "consent_version": VERSION, "adult": True}


def test_from_sign_up_to_a_repair_that_held(app, anyone, later):
    ana, ben = sign_up(app, anyone, later, "Ana"), sign_up(app, anyone, later, "Ben")
    pair(ana, ben)

    rupture = ana.made("/ruptures", {"kind": "missed_bid", "need": "closeness"})
    wish = {"rupture_id": rupture["id"], "disclosure": "theme"}
    preview = ana.made("/repair-prompts/preview", wish)
    prompt = ana.made("/repair-prompts", wish)
    assert ben.seen("/inbox/repair-prompts")["items"] == []
    later(seconds=61)
    [seen] = ben.seen("/inbox/repair-prompts")["items"]
    assert seen["content"] == preview["content"]

    ben.made(
        "/repairs",
        {"approaches": ["listen"], "repair_prompt_id": prompt["id"], "message": "Tell me?"},
    )
    later(seconds=61)
    assert ana.seen(f"/ruptures/{rupture['id']}")["status"] == "in_repair"
    [repair] = ana.seen("/inbox/repairs")["items"]
    judged = ana.put(f"/inbox/repairs/{repair['id']}/verdict", {"verdict": "landed"}).json
    assert judged["rupture"]["status"] == "repaired"
    assert ben.seen(f"/repairs/{repair['id']}")["feedback"] is None

    ana.put(f"/inbox/repairs/{repair['id']}/feedback", {"thanks": True, "verdict": True})
    assert ben.seen(f"/repairs/{repair['id']}")["feedback"]["verdict"] == "landed"
    later(days=3, seconds=1)
    refreshed(ana)
    assert ana.seen(f"/ruptures/{rupture['id']}")["follow_up_asked_at"]
    held = ana.made(f"/ruptures/{rupture['id']}/follow-up", {"held": True})
    assert held["rupture"]["held"] is True


def refreshed(phone: Phone) -> None:
    token = phone.tokens["refresh_token"]
    answer = Phone(phone.app).post(
        "/sessions/refresh", {"refresh_token": token, "refresh_nonce": "a-new-nonce"}
    )
    assert answer.status_code == 200, answer.text
    phone.tokens = answer.json


def sign_up(app, anyone: Phone, later, name: str) -> Phone:
    email = f"{name.lower()}@example.com"
    asked = anyone.post("/accounts", {"email": email, "display_name": name, **ACCOUNT})
    assert asked.status_code == 202, asked.text
    verified = anyone.made("/accounts/verify", {"email": email, "code": later.code(email)})
    return Phone(app, None, verified)


def pair(ana: Phone, ben: Phone) -> None:
    invitation = ana.made("/invitations", {"consent_version": VERSION})
    offer = ben.made("/invitations/look-up", {"code": invitation["code"]})
    assert offer["inviter_name"] == "Ana"
    claim = ben.made("/invitations/claim", {"code": invitation["code"], "consent_version": VERSION})
    waiting = ana.seen(f"/invitations/{invitation['id']}")
    assert waiting["claimed_by"] == {"display_name": "Ben"}
    assert waiting["match_phrase"] == claim["match_phrase"]
    assert ben.get("/couple").json["code"] == "no_couple"
    ana.made(f"/invitations/{invitation['id']}/confirm")
    assert ben.seen("/couple")["partner"] == {"display_name": "Ana"}
