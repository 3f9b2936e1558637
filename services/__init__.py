"""What people can do. One module per noun, one function per verb.

A service function takes the session and the acting person first, finds what it needs
through ``access``, lets the model decide, and records what must follow in ``outbox``.
It never commits, and it has never heard of HTTP. The feed listens by itself.
"""

from services import feed

__all__ = ["feed"]
