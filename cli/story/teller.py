"""One person's phone in words: turns synced entries into lines, and repeats none."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

SKIPPED = "\N{EN DASH}"
SINGLE = str.maketrans(
    {"“": "\N{LEFT SINGLE QUOTATION MARK}", "”": "\N{RIGHT SINGLE QUOTATION MARK}"}
)


class Teller:
    """Speaks as the owner of a phone, with the labels of the vocabulary."""

    def __init__(
        self, vocabulary: Any, items: Mapping[str, list[str]], *, other: str, zone: ZoneInfo
    ) -> None:
        self.items, self.other, self.zone = items, other, zone
        self.labels: dict[str, Mapping[str, str]] = {
            group: {label.code: label.label for label in getattr(vocabulary, group)}
            for group in type(vocabulary).model_fields
            if isinstance(getattr(vocabulary, group), list)
        }
        self._told: set[tuple[Any, ...]] = set()
        self._states: dict[Any, str] = {}

    def lines(self, found: Iterable[tuple[str, Any]]) -> list[str]:
        """The entries of a feed that say something new."""
        told = [getattr(self, name)(entry) for name, entry in found if hasattr(self, name)]
        return [line for line in told if line]

    def found(self, act: str, made: Any) -> list[str]:
        """What an act shows that no feed carries."""
        if act == "starters":
            return [f"Mend offers: {_quote(starter.text)}" for starter in made]
        if act == "quiet":
            return [f"Quiet until {self._clock(made.quiet_until)}. Only I know."]
        return []

    def ruptures(self, rupture: Any) -> str:
        """One's own rupture, with what nobody else reads."""
        state = _spaced(rupture.status)
        if rupture.cycle > 1:
            state += f", round {rupture.cycle}"
        if rupture.held:
            state += ", and it held"
        elif rupture.follow_up_asked_at:
            state += ". Three days on: did it hold?"
        texts = self._own_texts(rupture)
        if not texts and self._states.get(rupture.id) == state:
            return ""
        self._states[rupture.id] = state
        end = "" if state.endswith("?") else "."
        kind = self.labels["kinds"][rupture.kind]
        return " ".join([f"My rupture: {kind} → {state}{end}", *texts])

    def _own_texts(self, rupture: Any) -> list[str]:
        said = []
        for how, text in (
            ("", rupture.observation),
            ("To myself: ", rupture.note),
            ("From outside: ", rupture.reappraisal),
        ):
            if text and self._new(rupture.id, text):
                said.append(f"{how}{_quote(text)}")
        return said

    def repair_prompts(self, prompt: Any) -> str:
        """One's own prompt."""
        said = f"My prompt ({prompt.disclosure.value}): {_spaced(prompt.status)}."
        return said if self._new(prompt.id, said) else ""

    def repairs(self, repair: Any) -> str:
        """One's own repair, and what came back."""
        said = []
        if self._new(repair.id, repair.status):
            said.append(f"My repair: {_spaced(repair.status)}.")
        if repair.hint and self._new(repair.id, repair.hint):
            said.append("(Apologies work better once the other feels understood.)")
        if repair.answer and self._new(repair.id, repair.answer.answer):
            word = repair.answer.answer.value
            said.append(f"{self.other} answers {word}{_quoted(repair.answer.message)}")
        if repair.feedback and self._new(repair.id, "feedback"):
            said.append(f"{self.other} lets me know: {self._feedback(repair.feedback)}")
        return " ".join(said)

    def pauses(self, pause: Any) -> str:
        """One's own pause."""
        return f"My pause. I promised to be back at {self._clock(pause.return_at)}."

    def check_ins(self, check_in: Any) -> str:
        """One's own check-in; a dash is an item skipped."""
        given = {one.item: str(one.value) for one in check_in.answers}
        values = " ".join(given.get(item, SKIPPED) for item in self.items[check_in.instrument])
        which = "My week" if check_in.instrument.endswith("weekly") else "My check-in"
        return f"☾ {which}: {values}"

    def moments(self, moment: Any) -> str:
        """One's own moment, and the reply."""
        if moment.reply and self._new(moment.id, moment.reply.text):
            return f"{self.other} replies: {_quote(moment.reply.text)}"
        kind = self._label("moment_kinds", moment.kind)
        whose = "I share" if moment.shared else "My moment"
        return f"{whose}: {kind}{_quoted(moment.text)}"

    def inbox_repair_prompts(self, prompt: Any) -> str:
        """A prompt received, exactly as much as was disclosed."""
        if prompt.content is None:
            return f"{self.other} took a prompt back."
        if prompt.muted:
            return f"{self.other}'s prompt: muted. Only I know."
        said = self._content(prompt.content)
        if not self._new(prompt.id, said):
            return ""
        return f"A prompt from {self.other} ({prompt.disclosure.value}): {said}"

    def inbox_repairs(self, repair: Any) -> str:
        """A repair received, and what one made of it in private."""
        if repair.approaches is None:
            return f"{self.other} took a repair back."
        said = []
        if self._new(repair.id, "here"):
            how = ", ".join(one.value for one in repair.approaches)
            said.append(f"A repair from {self.other} ({how}){_quoted(repair.message)}")
        if repair.answer and self._new(repair.id, repair.answer.answer):
            said.append(f"I answered {repair.answer.answer.value}.")
        if repair.verdict and self._new(repair.id, repair.verdict.verdict):
            verdict = self._label("verdicts", repair.verdict.verdict)
            whose = "My verdict" if repair.feedback else "My verdict, mine alone"
            said.append(f"{whose}: {verdict}.")
        if repair.feedback and self._new(repair.id, "feedback"):
            said.append(f"I let {self.other} know: {self._feedback(repair.feedback)}")
        return " ".join(said)

    def inbox_pauses(self, pause: Any) -> str:
        """The other takes a break."""
        back = self._clock(pause.return_at)
        return f"{self.other} takes a pause, back at {back}{_quoted(pause.message)}"

    def inbox_moments(self, moment: Any) -> str:
        """A moment the other shared."""
        if moment.reply:
            return f"My reply is with {self.other}."
        kind = self._label("moment_kinds", moment.kind)
        return f"{self.other} shares: {kind}{_quoted(moment.text)}"

    def couple(self, couple: Any) -> str:
        """The couple."""
        return f"We are a couple: {couple.partner.display_name} and I."

    def deleted(self, gone: Any) -> str:
        """A tombstone."""
        return f"Gone: {_spaced(gone.type)}."

    def _content(self, content: Any) -> str:
        parts = []
        if content.family:
            parts.append(f"{self._label('families', content.family)}.")
        if content.observation:
            parts.append(_quote(content.observation))
        if content.feelings:
            feelings = (self._label("feelings", one) for one in content.feelings)
            parts.append(f"Felt {', '.join(feelings)}.")
        if content.need:
            parts.append(f"Need: {self._label('needs', content.need)}.")
        parts += [_quote(text) for text in (content.message, content.request) if text]
        if not parts:
            parts.append("something would like to be mended; no more than that.")
        if content.pace != "no_hurry":
            parts.append(f"{self.labels['paces'][content.pace]}.")
        return " ".join(parts)

    def _feedback(self, feedback: Any) -> str:
        parts = ["thank you"] if feedback.thanks else []
        if feedback.verdict:
            parts.append(self._label("verdicts", feedback.verdict))
        if feedback.felt_understood:
            parts.append(f"felt understood: {feedback.felt_understood.value}")
        if feedback.what_would_help:
            parts.append(f"what would help: {_quote(feedback.what_would_help)}")
            return ", ".join(parts)
        return ", ".join(parts) + "."

    def _label(self, group: str, code: Any) -> str:
        label = self.labels[group][code]
        return label if label.startswith("I ") else label[:1].lower() + label[1:]

    def _clock(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%H:%M}"

    def _new(self, *fact: Any) -> bool:
        """Whether this was not told yet; from now on it is."""
        if fact in self._told:
            return False
        self._told.add(fact)
        return True


def _spaced(enum: Any) -> str:
    return str(enum.value).replace("_", " ")


def _quoted(text: str | None) -> str:
    return f": {_quote(text)}" if text else "."


def _quote(text: str) -> str:
    return f"“{text.translate(SINGLE)}”"
