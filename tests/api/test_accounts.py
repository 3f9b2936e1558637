"""Signing up with a mailed code, and finding back in without the password."""

from datetime import timedelta

import pytest

from core import clock
from tests.cast import PASSWORD, VERSION, Phone, outcome

ACCOUNT = {"password": PASSWORD, "display_name": "Fay", "consent_version": VERSION, "adult": True}
FAY = "fay@example.com"
WRONG = "ZZZZ-ZZZZ"
INVALID_CODE = (422, "invalid_code")


def sign_up(anyone, email=FAY, **more):
    return anyone.post("/accounts", {"email": email} | ACCOUNT | more)


def verify(anyone, code, email=FAY, **more):
    return anyone.post("/accounts/verify", {"email": email, "code": code} | more)


def sign_in(anyone, email, password):
    return anyone.post("/sessions", {"email": email, "password": password})


def reset(anyone, email, code):
    body = {"email": email, "code": code, "password": "another-pass-word"}
    return anyone.post("/password-resets/confirm", body)


def bare(answer):
    """All of an answer but what names the request."""
    known = answer.headers.pop("X-Request-Id")
    return answer.status_code, answer.text.replace(known, ""), sorted(answer.headers)


def test_the_mailed_code_makes_the_account_and_signs_in(app, anyone, later):
    more = {"locale": "de-AT", "time_zone": "Europe/Vienna", "terms_version": VERSION}
    assert sign_up(anyone, **more).status_code == 202

    verified = verify(anyone, later.code(FAY), device_name="Fay's phone")

    assert verified.status_code == 201
    assert verified.json["expires_in"] == 600
    me = Phone(app, None, verified.json).seen("/me")
    assert (me["email"], me["display_name"], me["locale"]) == (FAY, "Fay", "de-AT")
    granted = {one["purpose"]: one["granted"] for one in me["consents"]}
    assert granted == {"process_feelings": True, "pairing": False}


def test_nothing_exists_before_the_code_comes_back(anyone, later):
    sign_up(anyone)
    later()

    assert outcome(sign_in(anyone, FAY, PASSWORD)) == (401, "wrong_credentials")


def test_a_known_address_answers_as_an_unknown_one(anyone, ana):
    assert bare(sign_up(anyone, ana.email)) == bare(sign_up(anyone))


def test_a_known_address_gets_a_word_and_no_code(anyone, ana, later):
    sign_up(anyone, ana.email, password="a-partner-guesses")
    later()

    assert later.mails()[-1]["Subject"] == "About your Mend account"
    assert sign_in(anyone, ana.email, PASSWORD).status_code == 201
    assert sign_in(anyone, ana.email, "a-partner-guesses").status_code == 401


def test_a_wrong_code_answers_the_same_for_any_address(anyone, ana):
    sign_up(anyone)

    answers = [verify(anyone, WRONG, email) for email in (FAY, ana.email, "no@example.com")]

    assert len({str(bare(answer)) for answer in answers}) == 1
    assert outcome(answers[0]) == INVALID_CODE


def test_each_request_keeps_the_password_it_came_with(anyone, later):
    sign_up(anyone, password="first-password-here")
    first = later.code(FAY)
    sign_up(anyone, password="second-password-here")
    assert later.code(FAY) != first

    assert verify(anyone, first).status_code == 201

    assert sign_in(anyone, FAY, "first-password-here").status_code == 201
    assert sign_in(anyone, FAY, "second-password-here").status_code == 401


def test_a_second_code_cannot_take_over_the_account(anyone, later):
    sign_up(anyone)
    first = later.code(FAY)
    sign_up(anyone, password="second-password-here")
    second = later.code(FAY)
    assert verify(anyone, first).status_code == 201

    assert outcome(verify(anyone, second)) == INVALID_CODE


def test_a_code_is_used_once(anyone, later):
    sign_up(anyone)
    code = later.code(FAY)
    assert verify(anyone, code).status_code == 201

    assert outcome(verify(anyone, code)) == INVALID_CODE


def test_a_used_code_does_not_bring_a_deleted_account_back(app, anyone, later):
    sign_up(anyone)
    code = later.code(FAY)
    fay = Phone(app, None, verify(anyone, code).json)

    fay.post("/sessions/current/step-up", {"password": PASSWORD})
    assert fay.delete("/me").status_code == 202

    assert outcome(verify(anyone, code)) == INVALID_CODE


def test_a_code_is_typed_by_people(anyone, later):
    sign_up(anyone, "Fay@Example.com")
    code = later.code("Fay@Example.com")

    typed = " " + code.lower().replace("-", " ").replace("1", "l").replace("0", "o")

    assert verify(anyone, typed).status_code == 201


def test_a_code_has_five_tries(anyone, later):
    sign_up(anyone)
    code = later.code(FAY)

    for _ in range(5):
        assert outcome(verify(anyone, WRONG)) == INVALID_CODE

    assert outcome(verify(anyone, code)) == INVALID_CODE


def test_four_wrong_tries_are_forgiven(anyone, later):
    sign_up(anyone)
    code = later.code(FAY)

    for _ in range(4):
        verify(anyone, WRONG)

    assert verify(anyone, code).status_code == 201


def test_a_code_lives_ten_minutes(anyone, later):
    sign_up(anyone)
    code = later.code(FAY)

    clock.move(timedelta(minutes=10), host="127.0.0.1")  # and no worker has cleared it away yet

    assert outcome(verify(anyone, code)) == INVALID_CODE


def test_a_code_is_for_its_purpose_and_address_alone(anyone, ana, later):
    sign_up(anyone)
    code = later.code(FAY)
    anyone.post("/password-resets", {"email": ana.email})

    assert outcome(verify(anyone, code, "gus@example.com")) == INVALID_CODE
    assert outcome(reset(anyone, FAY, code)) == INVALID_CODE
    assert outcome(verify(anyone, later.code(ana.email), ana.email)) == INVALID_CODE


def test_an_address_gets_eight_codes_a_day_and_every_answer_is_the_same(anyone, later):
    answers = [sign_up(anyone) for _ in range(9)]
    later()

    assert len({str(bare(answer)) for answer in answers}) == 1
    assert len(later.mails()) == 8
    later(days=1)
    sign_up(anyone)
    assert later() == 1
    assert len(later.mails()) == 9


def test_an_outdated_consent_is_asked_for_again(anyone):
    answer = sign_up(anyone, consent_version="1999-01")

    assert outcome(answer) == (422, "consent_outdated")
    assert answer.json["errors"][0]["pointer"] == "#/consent_version"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody"), ("email", 5), ("email", "x" * 250 + "@example.com"),
        ("password", "too-short"), ("password", "x" * 201), ("password", None),
        ("display_name", ""), ("display_name", "   "), ("display_name", "x" * 61),
        ("adult", False), ("adult", "yes"), ("adult", 1), ("consent_version", 1),
        ("locale", "../../etc/passwd"), ("locale", ""), ("time_zone", "../../etc/passwd"),
        ("time_zone", "Mars/Phobos"), ("is_admin", True),
    ],
)  # fmt: skip
def test_a_bad_sign_up_names_the_field(anyone, field, value):
    answer = sign_up(anyone, **{field: value})

    assert outcome(answer) == (422, "invalid")
    assert {error["pointer"] for error in answer.json["errors"]} == {f"#/{field}"}


@pytest.mark.parametrize(
    ("path", "pointers"),
    [
        ("/accounts/verify", {"#/email", "#/code"}),
        ("/password-resets", {"#/email"}),
        ("/password-resets/confirm", {"#/email", "#/code", "#/password"}),
    ],
)
def test_an_empty_body_names_what_is_missing(anyone, path, pointers):
    answer = anyone.post(path)

    assert outcome(answer) == (422, "invalid")
    assert {error["pointer"] for error in answer.json["errors"]} == pointers


@pytest.mark.parametrize("locale", ["DE", "de-AT", "De-Latn-CH"])
def test_any_spelling_of_a_language_is_understood(app, anyone, later, locale):
    sign_up(anyone, locale=locale)

    verified = verify(anyone, later.code(FAY))

    assert later.mails()[-1]["Subject"] == "Dein Code für Mend"
    assert Phone(app, None, verified.json).seen("/me")["locale"] == locale


def test_a_new_password_ends_every_session_and_tells_the_owner(anyone, ana, later):
    assert anyone.post("/password-resets", {"email": ana.email}).status_code == 202

    assert reset(anyone, ana.email, later.code(ana.email)).status_code == 204

    assert ana.get("/me").status_code == 401
    token = {"refresh_token": ana.tokens["refresh_token"], "refresh_nonce": "a-new-nonce"}
    assert outcome(anyone.post("/sessions/refresh", token)) == (401, "session_ended")
    assert sign_in(anyone, ana.email, PASSWORD).status_code == 401
    assert sign_in(anyone, ana.email, "another-pass-word").status_code == 201
    later()
    assert later.mails()[-1]["Subject"] == "Your Mend password was changed"


def test_a_wrong_reset_code_changes_nothing(anyone, ana, ben, later):
    anyone.post("/password-resets", {"email": ana.email})
    code = later.code(ana.email)

    assert outcome(reset(anyone, ana.email, WRONG)) == INVALID_CODE
    assert outcome(reset(anyone, ben.email, code)) == INVALID_CODE

    assert ana.get("/me").status_code == ben.get("/me").status_code == 200


def test_a_reset_code_works_once_and_for_five_tries(anyone, ana, later):
    anyone.post("/password-resets", {"email": ana.email})
    used = later.code(ana.email)
    assert reset(anyone, ana.email, used).status_code == 204
    assert outcome(reset(anyone, ana.email, used)) == INVALID_CODE

    anyone.post("/password-resets", {"email": ana.email})
    spent = later.code(ana.email)
    for _ in range(5):
        reset(anyone, ana.email, WRONG)
    assert outcome(reset(anyone, ana.email, spent)) == INVALID_CODE


def test_a_reset_answers_the_same_for_any_address(anyone, ana, later):
    asked = [anyone.post("/password-resets", {"email": one}) for one in (ana.email, FAY)]
    assert bare(asked[0]) == bare(asked[1])

    confirmed = [reset(anyone, one, WRONG) for one in (ana.email, FAY)]
    assert bare(confirmed[0]) == bare(confirmed[1])

    later()
    about = {mail["To"]: mail["Subject"] for mail in later.mails()}
    assert about[FAY] == "About your request to Mend"
