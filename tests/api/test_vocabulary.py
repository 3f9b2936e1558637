"""Labels: every word people choose from has one, in every language."""

import pytest

from models.moments import MomentKind
from models.repair_prompts import Disclosure, Pace
from models.ruptures import LetGoHow, NotForRepairReason
from models.words import (
    Approach,
    Feeling,
    Need,
    RuptureFamily,
    RuptureKind,
    RuptureResponse,
    VerdictWord,
)

GROUPS = {
    "kinds": RuptureKind,
    "families": RuptureFamily,
    "feelings": Feeling,
    "needs": Need,
    "approaches": Approach,
    "responses": RuptureResponse,
    "let_go_hows": LetGoHow,
    "not_for_repair_reasons": NotForRepairReason,
    "verdicts": VerdictWord,
    "paces": Pace,
    "disclosures": Disclosure,
    "moment_kinds": MomentKind,
}
LANGUAGES = ("en", "es", "de")
NEVER = ("offender", "victim", "täter", "opfer", "agresor", "víctima", "pursuer", "withdrawer")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_has_a_label_of_its_own(anyone, language):
    found = anyone.get("/vocabulary", Accept_Language=language).json

    assert found["language"] == language
    for group, words in GROUPS.items():
        assert [one["code"] for one in found[group]] == [word.value for word in words]
        labels = [one["label"].strip() for one in found[group]]
        assert all(labels)
        assert len(set(labels)) == len(labels)


def test_every_group_is_known_here(anyone):
    assert set(anyone.seen("/vocabulary")) == {*GROUPS, "language", "review"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_accuses(anyone, language):
    text = anyone.get("/vocabulary", Accept_Language=language).text.lower()

    assert [word for word in NEVER if word in text] == []


def test_the_languages_differ(anyone):
    texts = {anyone.get("/vocabulary", Accept_Language=one).text for one in LANGUAGES}

    assert len(texts) == 3


def test_whoever_asks_gets_the_same_bytes(anyone, ana, cleo):
    assert anyone.get("/vocabulary").data == ana.get("/vocabulary").data
    assert ana.get("/vocabulary").data == cleo.get("/vocabulary").data
