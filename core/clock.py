"""The one place that asks what time it is, so that tests and the demo can answer."""

import ipaddress
from datetime import UTC, datetime, timedelta

_ahead = timedelta(0)


def now() -> datetime:
    """Current instant in UTC, cut to whole milliseconds as the API shows it."""
    moment = datetime.now(UTC) + _ahead
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def move(by: timedelta, *, host: str) -> None:
    """Set the process's clock forward, for a demo that lives weeks in seconds.

    Args:
        host: The address this process serves on.

    Raises:
        RuntimeError: the address can be reached from outside; a clock that moves there
            would revive or kill sessions.
    """
    global _ahead
    if not is_loopback(host):
        raise RuntimeError("the clock moves on a loopback address only")
    _ahead += by


def reset() -> None:
    """Back to the real time."""
    global _ahead
    _ahead = timedelta(0)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
