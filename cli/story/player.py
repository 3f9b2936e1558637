"""Plays a script: moves the one clock to each act, lets it happen, and shows both phones."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import mend_client as sdk
import yaml

from api import create_app
from cli.serve import serving
from cli.setting_up import ROOT
from cli.story import page
from cli.story.acts import ACTS, Made
from cli.story.phone import Phone
from cli.story.teller import Teller
from core import clock
from core.db import Database
from jobs.dispatch import run_due
from services.mails import Letter

SCRIPT = ROOT / "content" / "demo" / "story.yaml"
HOST = "127.0.0.1"
A_WHILE = timedelta(seconds=61)  # the undo window, and a breath
EVE = "20:00"  # the evening before the first day
DAILY = "felt-safety-daily"


class Postbox:
    """Where the demo's mails land; the codes are read from it."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}

    def send(self, letter: Letter) -> None:
        """Keep the code of the newest mail to an address."""
        self.codes[letter.to] = letter.values["code"]


class Player:
    """One performance on one database."""

    def __init__(self, database: Database, script: dict[str, Any], say: Callable[[str], None]):
        self.database, self.script, self.say = database, script, say
        self.zone = ZoneInfo(script["people"]["ana"]["time_zone"])
        self.postbox = Postbox()
        self.made: Made = {}
        self.phones: dict[str, Phone] = {}
        self.tellers: dict[str, Teller] = {}
        self.seen: dict[str, list[str]] = {}
        self._headed = False
        self._shown: set[str] = set()

    def play(self) -> dict[str, Phone]:
        """The whole story, ending about now. Answers the phones it was played on."""
        days = self.script["days"]
        last = max(day["day"] for day in days)
        end = clock.now()
        self._eve = self._local().date() - timedelta(days=last + 1)
        clock.move(self._moment(0, EVE) - end, host=HOST)
        try:
            with self._server() as url:
                self._meet(url)
                for day in days:
                    self._play_day(day)
                self._until(end)
                self.say(page.narration(self.script["closing"]))
        finally:
            clock.reset()
        return self.phones

    def _meet(self, url: str) -> None:
        people = self.script["people"]
        self.phones = {key: Phone(url, person) for key, person in people.items()}
        self.seen = {key: [] for key in people}
        self.say(page.headline(self.script["title"]))
        self.say(page.narration(self.script["opening"]))
        for phone in self.phones.values():
            phone.sign_up(self._code)
        ana, ben = self.phones["ana"], self.phones["ben"]
        vocabulary = ana.api(sdk.ServiceApi).get_vocabulary()
        items = {
            one.id: [item.id for item in one.items]
            for one in ana.api(sdk.CheckInsApi).list_instruments().items
        }
        for key, other in (("ana", ben), ("ben", ana)):
            self.tellers[key] = Teller(vocabulary, items, other=other.name, zone=self.zone)
        phrase = ana.pair_with(ben)
        what = f"invites {ben.name}; both read aloud what both phones show: “{phrase}”."
        self.say(page.act(self._local(), ana.name, what))
        self._show()

    def _play_day(self, day: dict[str, Any]) -> None:
        self._headed = False
        self.say(page.headline(f"Day {day['day']} · {day['title']}"))
        if "tell" in day:
            self.say(page.narration(day["tell"]))
        for act in day["acts"]:
            self._until(self._moment(day["day"], act["at"]))
            self._show("meanwhile")
            if "evening" in act:
                self._check_in(act["evening"])
            else:
                self._play_act(act)

    def _play_act(self, act: dict[str, Any]) -> None:
        phone = self.phones[act["who"]]
        phone.refresh()
        made = ACTS[act["do"]](phone, dict(act.get("say", {})), self.made)
        if "as" in act:
            self.made[act["as"]] = made
        self.say(page.act(self._local(), phone.name, act["tell"]))
        if act["do"] in ("prompt", "repair") and not act.get("undone"):
            self._undo_window(first=act["do"] not in self._shown)
            self._shown.add(act["do"])
        else:
            self._show(found={act["who"]: self.tellers[act["who"]].found(act["do"], made)})

    def _undo_window(self, *, first: bool) -> None:
        """What was sent can be undone for a minute; shown once for each, then known."""
        if first:
            self._show()
        clock.move(A_WHILE, host=HOST)
        run_due(self.database, self.postbox)
        self._show("a minute later, when it can no longer be undone" if first else "")

    def _check_in(self, evening: dict[str, list[int | None]]) -> None:
        """Both, one or none answer the daily instrument, in the order of its items."""
        for key, values in evening.items():
            phone = self.phones[key]
            phone.refresh()
            answers = {
                item: value
                for item, value in zip(self.tellers[key].items[DAILY], values, strict=True)
                if value is not None
            }
            ACTS["check_in"](phone, {"answers": answers}, self.made)
        self.say("")
        self._show()

    def _until(self, moment: datetime) -> None:
        """Let time pass; the jobs do what falls due on the way."""
        if moment > clock.now():
            clock.move(moment - clock.now(), host=HOST)
        run_due(self.database, self.postbox)

    def _show(self, aside: str = "", found: dict[str, list[str]] | None = None) -> None:
        """What is new on the two phones; nothing new, nothing said."""
        columns = []
        for key, phone in self.phones.items():
            phone.refresh()
            lines = self.tellers[key].lines(phone.sync()) + (found or {}).get(key, [])
            self.seen[key] += lines
            columns.append(lines)
        if not any(columns):
            return
        if not self._headed:
            self.say(page.heads((self.phones["ana"].name, self.phones["ben"].name)))
        elif aside:
            self.say("")
        if aside:
            self.say(page.aside(aside))
        self._headed = True
        self.say(page.beside(*columns))

    def _moment(self, day: int, at: str) -> datetime:
        date = self._eve + timedelta(days=day)
        return datetime.combine(date, time.fromisoformat(at), tzinfo=self.zone)

    def _local(self) -> datetime:
        return clock.now().astimezone(self.zone)

    def _code(self, email: str) -> str:
        run_due(self.database, self.postbox)
        return self.postbox.codes[email]

    @contextmanager
    def _server(self) -> Iterator[str]:
        server = serving(create_app(self.database), host=HOST, port=0)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            yield f"http://{HOST}:{server.effective_port}"
        finally:
            for phone in self.phones.values():
                phone.hang_up()
            # Closed by its own loop: from another thread the loop would trip over it.
            server.trigger.pull_trigger(lambda: server.asyncore.close_all(server._map))
            thread.join(timeout=10)
            server.task_dispatcher.shutdown()


def script(path: Path = SCRIPT) -> dict[str, Any]:
    """The story as it is written down."""
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found
