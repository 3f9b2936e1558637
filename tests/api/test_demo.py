"""The demo is played whole, over real HTTP, and read the way a person would."""

import logging
import re
import threading
from collections import Counter
from dataclasses import dataclass, field

import pytest
import structlog
from click.testing import CliRunner

from api import create_app
from cli.demo import demo, seed
from cli.setting_up import opened
from cli.story.page import WHOLE
from cli.story.phone import Phone
from cli.story.player import script
from core.config import Settings
from models.repair_prompts import Disclosure
from models.words import RuptureKind, VerdictWord
from tests.cast import Phone as Client

STORY = script()
ACTS = [act for day in STORY["days"] for act in day["acts"]]
PRIVATE_MOMENTS = {"held_back", "opened_up"}
NEVER = ("offender", "victim", "pursuer", "withdrawer", "score", "streak")
LOG_IN = re.compile(r"^  (\S+@example\.com)  (\S+)$", re.MULTILINE)


@dataclass
class Performance:
    """What was printed, and every answer to a sync by the name on the phone."""

    exit_code: int = -1
    told: str = ""
    errors: str = ""
    threads_left: set = field(default_factory=set)
    synced: dict = field(default_factory=lambda: {"Ana": [], "Ben": []})

    def column(self, name: str) -> str:
        """One person's half of the page, unwrapped."""
        rows = [line.split("│") for line in self.told.splitlines() if line.count("│") == 1]
        return unwrapped(" ".join(row[name == "Ben"] for row in rows))


@pytest.fixture(scope="module")
def logging_as_it_was():
    root, level = logging.getLogger(), logging.getLogger().level
    handlers = root.handlers[:]
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(scope="module")
def played(logging_as_it_was):
    performance = Performance()
    sync = Phone.sync

    def recorded(phone):
        found = sync(phone)
        texts = (entry.model_dump_json() for _, entry in found)
        performance.synced[phone.name] += [unwrapped(text) for text in texts]
        return found

    before = set(threading.enumerate())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Phone, "sync", recorded)
        result = CliRunner().invoke(demo, catch_exceptions=False)
    performance.exit_code, performance.told = result.exit_code, result.stdout
    performance.errors = result.stderr
    performance.threads_left = set(threading.enumerate()) - before
    return performance


def test_the_script_has_ruptures_of_every_kind_and_of_both():
    logged = of("log")

    assert len(logged) >= 12
    assert {act["say"]["kind"] for act in logged} == {kind.value for kind in RuptureKind}
    assert min(Counter(act["who"] for act in logged)[one] for one in ("ana", "ben")) >= 4


def test_the_script_uses_every_level_verdict_and_answer_to_the_follow_up():
    prompts = {act["say"]["disclosure"] for act in of("prompt")}
    verdicts = {act["say"]["verdict"] for act in of("judge")}

    assert prompts == {level.value for level in Disclosure}
    assert verdicts == {word.value for word in VerdictWord}
    assert {act["say"]["held"] for act in of("follow_up")} == {True, False}


@pytest.mark.parametrize("do", ["prompt", "repair", "judge"])
def test_either_partner_asks_repairs_and_judges(do):
    assert {act["who"] for act in of(do)} == {"ana", "ben"}


@pytest.mark.parametrize(
    "do",
    [
        "raise_prompt", "withdraw_prompt", "starters", "answer", "mute", "let_go", "set_aside",
        "in_person", "pause", "moment", "reply", "quiet", "check_in", "edit",
    ],
)  # fmt: skip
def test_the_script_lets_it_happen(do):
    assert of(do)


def test_the_check_ins_of_both_have_gaps():
    evenings = [act["evening"] for act in ACTS if "evening" in act]

    for one in ("ana", "ben"):
        mine = [evening[one] for evening in evenings if one in evening]
        assert len(STORY["days"]) / 2 < len(mine) < len(STORY["days"])
        assert any(None in values for values in mine)


def test_it_plays_to_the_end(played):
    assert played.exit_code == 0
    assert played.errors == ""
    assert played.threads_left == set()
    assert "Ana" in played.told
    assert "Ben" in played.told
    for day in STORY["days"]:
        assert f"Day {day['day']} · {day['title']}" in played.told
    assert unwrapped(STORY["closing"]) in unwrapped(played.told)


def test_it_fits_a_terminal_and_calls_nobody_names(played):
    assert max(len(line) for line in played.told.splitlines()) <= WHOLE + 1 <= 100
    assert not [word for word in NEVER if word in played.told.lower()]
    assert "None" not in played.told
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", played.told)


def test_what_was_sent_is_read_on_the_other_phone(played):
    for act in of("repair"):
        column = played.column("Ben" if act["who"] == "ana" else "Ana")
        assert quoted(act["say"]["message"]) in column


def test_what_is_private_is_on_one_phone_only(played):
    for who, text in private_texts():
        mine, theirs = ("Ana", "Ben") if who == "ana" else ("Ben", "Ana")
        assert any(unwrapped(text) in entry for entry in played.synced[mine]), text
        assert not any(unwrapped(text) in entry for entry in played.synced[theirs]), text
        assert quoted(text) not in played.column(theirs), text


def test_time_asks_brings_back_and_never_decides(played):
    ana, ben = played.column("Ana"), played.column("Ben")

    assert "A promise that wasn't kept → repaired. Three days on: did it hold?" in ana
    assert "A promise that wasn't kept → open, round 2." in ana
    assert "A promise that wasn't kept → repaired, round 2, and it held." in ana
    assert "Something important was forgotten → set aside." in ben
    assert ben.count("Something important was forgotten → open.") == 2
    assert "A promise" not in ben
    assert "Something important" not in ana


def test_the_seed_leaves_two_log_ins_that_work(tmp_path, monkeypatch, logging_as_it_was):
    monkeypatch.setenv("MEND_VAR", str(tmp_path / "var"))
    for name in ("MEND_DATABASE_URL", "MEND_KEYS", "MEND_SECRETS"):
        monkeypatch.delenv(name, raising=False)

    first = CliRunner().invoke(seed, catch_exceptions=False)
    assert first.exit_code == 0
    log_ins = LOG_IN.findall(first.stdout)
    assert [email for email, _ in log_ins] == ["ana@example.com", "ben@example.com"]

    database = opened(Settings.from_env())
    app = create_app(database)
    for (email, password), partner in zip(log_ins, ("Ben", "Ana"), strict=True):
        given = {"email": email, "password": password}
        phone = Client(app, None, Client(app).made("/sessions", given))
        assert phone.seen("/couple")["partner"] == {"display_name": partner}
        assert len(phone.seen("/ruptures")["items"]) >= 4
    database.engine.dispose()

    second = CliRunner().invoke(seed)
    assert second.exit_code == 1
    assert "already there" in second.output


def of(do: str) -> list[dict]:
    return [act for act in ACTS if act.get("do") == do]


def private_texts():
    """Whose, and what: everything in the script that its writer lets nobody read."""
    for act in ACTS:
        said = act.get("say", {})
        for name in ("note", "reappraisal"):
            if name in said and act["do"] != "in_person":
                yield act["who"], said[name]
        if act.get("do") == "moment" and said["kind"] in PRIVATE_MOMENTS:
            yield act["who"], said["text"]
        if act.get("undone"):
            yield act["who"], said["message"]


def unwrapped(text: str) -> str:
    return " ".join(text.split())


def quoted(text: str) -> str:
    """As the page has it within its own quotation marks."""
    single = {"“": "\N{LEFT SINGLE QUOTATION MARK}", "”": "\N{RIGHT SINGLE QUOTATION MARK}"}
    return unwrapped(text).translate(str.maketrans(single))
