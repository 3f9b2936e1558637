"""Which language a client asks for."""

from flask import request

from core import content


def wanted() -> str:
    """The best of our languages for ``Accept-Language``; English where none fits."""
    return content.negotiate([tag for tag, _ in request.accept_languages])
