"""What a script can let a person do: one short function an act, each one SDK call or two.

``said`` is the act's text from the script; ``made`` holds what earlier acts made, by the
name the script gave it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import mend_client as sdk

from cli.story.phone import Phone
from core import clock

Made = dict[str, Any]
Act = Callable[[Phone, dict[str, Any], Made], Any]


def log(phone: Phone, said: dict[str, Any], made: Made) -> Any:
    """Log a rupture."""
    return phone.api(sdk.RupturesApi).log_rupture(sdk.NewRupture(**said))


def edit(phone: Phone, said: dict[str, Any], made: Made) -> Any:
    """Change a rupture, with the version last seen."""
    ruptures = phone.api(sdk.RupturesApi)
    rupture_id = made[said.pop("rupture")].id
    seen = ruptures.get_rupture_with_http_info(rupture_id)
    return ruptures.edit_rupture(
        rupture_id=rupture_id, if_match=_etag(seen), edit_rupture=sdk.EditRupture(**said)
    )


def prompt(phone: Phone, said: dict[str, Any], made: Made) -> Any:
    """Preview a repair prompt, then send it."""
    wish = sdk.NewRepairPrompt(rupture_id=made[said.pop("rupture")].id, **said)
    prompts = phone.api(sdk.RepairPromptsApi)
    preview = prompts.preview_repair_prompt(wish)
    sent = prompts.create_repair_prompt(wish)
    if sent.content != preview.content:
        raise AssertionError("what was previewed is not what is sent")
    return sent


def raise_prompt(phone: Phone, said: dict[str, Any], made: Made) -> Any:
    """Show more of a prompt, with the version last seen."""
    prompts = phone.api(sdk.RepairPromptsApi)
    prompt_id = made[said.pop("prompt")].id
    seen = prompts.get_repair_prompt_with_http_info(prompt_id)
    return prompts.edit_repair_prompt(
        repair_prompt_id=prompt_id,
        if_match=_etag(seen),
        edit_repair_prompt=sdk.EditRepairPrompt(**said),
    )


def withdraw_prompt(phone: Phone, said: dict[str, Any], made: Made) -> Any:
    """Take a prompt back."""
    phone.api(sdk.RepairPromptsApi).withdraw_repair_prompt(made[said["prompt"]].id)


def starters(phone: Phone, said: dict[str, Any], made: Made) -> Any:
    """Look for words that fit a prompt received; two are enough to begin with."""
    prompt_id = made[said["prompt"]].id
    found = phone.api(sdk.RepairsApi).list_starters(
        var_for=sdk.StarterFor.REPAIR, repair_prompt_id=prompt_id, approach=said.get("approach")
    )
    return found.items[:2]


def repair(phone: Phone, said: dict[str, Any], made: Made) -> Any:
    """Send a repair: on a prompt, on a thread, or out of the blue."""
    on = {}
    if "prompt" in said:
        on["repair_prompt_id"] = made[said.pop("prompt")].id
    if "thread" in said:
        on["thread_id"] = made[said.pop("thread")].thread_id
    return phone.api(sdk.RepairsApi).send_repair(sdk.NewRepair(**said, **on))


def judge(phone: Phone, said: dict[str, Any], made: Made) -> Any:
    """Give a verdict on a repair, for oneself; what is named in ``lets_know`` crosses."""
    repair_id = made[said.pop("repair")].id
    crosses = said.pop("lets_know", [])
    inbox = phone.api(sdk.InboxApi)
    verdict = inbox.set_verdict(repair_id, sdk.NewVerdict(**said))
    if crosses:
        inbox.give_feedback(repair_id, sdk.GiveFeedback(**dict.fromkeys(crosses, True)))
    return verdict


def answer(phone: Phone, said: dict[str, Any], made: Made) -> Any:
    """Answer "did I hurt you when ...?"."""
    repair_id = made[said.pop("repair")].id
    if "rupture" in said:
        said["rupture_id"] = made[said.pop("rupture")].id
    return phone.api(sdk.InboxApi).answer_inbox_repair(repair_id, sdk.NewAnswer(**said))


def mute(phone: Phone, said: dict[str, Any], made: Made) -> Any:
    """Be told nothing more about a prompt."""
    return phone.api(sdk.InboxApi).mute_inbox_repair_prompt(made[said["prompt"]].id)


def let_go(phone: Phone, said: dict[str, Any], made: Made) -> Any:
    """Close a rupture without a repair."""
    how = sdk.LetGo(how=said.get("how"))
    return phone.api(sdk.RupturesApi).let_go(made[said["rupture"]].id, how)


def set_aside(phone: Phone, said: dict[str, Any], made: Made) -> Any:
    """Not now."""
    today = clock.now().astimezone(phone.zone)
    until = sdk.SetAside(until=today + timedelta(days=said["days"]))
    return phone.api(sdk.RupturesApi).set_aside(made[said["rupture"]].id, until)


def in_person(phone: Phone, said: dict[str, Any], made: Made) -> Any:
    """Note a repair made face to face."""
    rupture_id = made[said.pop("rupture")].id
    return phone.api(sdk.RupturesApi).repair_in_person(rupture_id, sdk.InPerson(**said))


def follow_up(phone: Phone, said: dict[str, Any], made: Made) -> Any:
    """Did it hold?"""
    held = sdk.FollowUp(held=said["held"])
    return phone.api(sdk.RupturesApi).answer_follow_up(made[said["rupture"]].id, held)


def pause(phone: Phone, said: dict[str, Any], made: Made) -> Any:
    """Take a break with a promised return."""
    thread = {"thread_id": made[said["thread"]].id} if "thread" in said else {}
    return phone.api(sdk.RepairsApi).start_pause(
        sdk.NewPause(return_at=_in(minutes=said["minutes"]), message=said.get("message"), **thread)
    )


def check_in(phone: Phone, said: dict[str, Any], made: Made) -> Any:
    """Answer an instrument for today; what the script leaves out is a skip."""
    answers = [sdk.NewItemAnswer(item=item, value=value) for item, value in said["answers"].items()]
    return phone.api(sdk.CheckInsApi).submit_check_in(
        sdk.NewCheckIn(
            instrument=said.get("instrument", "felt-safety-daily"),
            local_date=phone.today(clock.now()),
            answers=answers,
        )
    )


def moment(phone: Phone, said: dict[str, Any], made: Made) -> Any:
    """Note a moment, private or shared."""
    return phone.api(sdk.MomentsApi).create_moment(sdk.NewMoment(**said))


def reply(phone: Phone, said: dict[str, Any], made: Made) -> Any:
    """Say something to a shared moment."""
    moment_id = made[said["moment"]].id
    return phone.api(sdk.InboxApi).reply_to_moment(moment_id, sdk.NewReply(text=said["text"]))


def quiet(phone: Phone, said: dict[str, Any], made: Made) -> Any:
    """Let nothing new cross for some hours."""
    return phone.api(sdk.MeApi).go_quiet(sdk.GoQuiet(until=_in(hours=said["hours"])))


def wait(phone: Phone, said: dict[str, Any], made: Made) -> Any:
    """Nothing but time."""


ACTS: dict[str, Act] = {
    act.__name__: act
    for act in (
        log, edit, prompt, raise_prompt, withdraw_prompt, starters, repair, judge, answer,
        mute, let_go, set_aside, in_person, follow_up, pause, check_in, moment, reply,
        quiet, wait,
    )
}  # fmt: skip


def _etag(seen: Any) -> str:
    """The SDK hands headers out as a plain dict, in whatever case they came."""
    return str({name.lower(): value for name, value in seen.headers.items()}["etag"])


def _in(**span: float) -> datetime:
    return clock.now() + timedelta(**span)
