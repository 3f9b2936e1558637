"""Our blueprint: closed by default, one transaction a call, honest about how it refuses."""

from collections.abc import Callable
from copy import deepcopy
from functools import wraps
from typing import Any, TypeVar

import flask_smorest
from flask import g, request

from api import etags, idempotency
from api.auth import require_token
from api.bodies import StrictParser
from api.errors import from_refusal
from api.transaction import committing
from core import errors
from core.errors import Refusal

View = TypeVar("View", bound=Callable[..., Any])


class Blueprint(flask_smorest.Blueprint):
    """A group of endpoints. Needs a token unless made with ``public=True``."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, *args: Any, public: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.public = public
        self._prepare_doc_cbks.append(self._document)
        if not public:
            self.before_request(require_token)

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Any = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """Register a view under its operationId, inside one transaction."""
        head, *rest = view_func.__name__.split("_")
        operation_id = head + "".join(part.capitalize() for part in rest)
        view = self.doc(operationId=operation_id)(committing(view_func))
        super().add_url_rule(rule, endpoint, view, provide_automatic_options, **options)

    def response(
        self,
        status: int,
        schema: Any = None,
        *,
        render: idempotency.Render | None = None,
        tagged: bool = False,
        keyed: bool = True,
        **kwargs: Any,
    ) -> Callable[[View], View]:
        """What the endpoint answers.

        Args:
            render: Shows again what a replayed POST made, by its id.
            tagged: Whether the answer carries an ETag.
            keyed: Whether a POST honours Idempotency-Key (a preview keeps no row).
        """
        dumping = super().response(status, schema, **kwargs)

        def decorate(view: Any) -> Any:
            answer = _sent(dumping(self._done(view, render, tagged=tagged, keyed=keyed)))
            answer._apidoc["wire"] = {"tagged": tagged, "keyed": keyed}
            return answer

        return decorate

    def _done(
        self, view: Any, render: idempotency.Render | None, *, tagged: bool, keyed: bool
    ) -> Any:
        """The view, done once a key; a refusal it returns keeps what was written."""

        @wraps(view)
        def run(*args: Any, **kwargs: Any) -> Any:
            if request.method == "POST" and keyed and not self.public:
                result = idempotency.once(lambda: view(*args, **kwargs), render)
            else:
                result = view(*args, **kwargs)
            if isinstance(result, Refusal):
                return from_refusal(result)
            g.viewed = result if tagged else None
            return result

        return run

    @staticmethod
    def raises(*refusals: type[Refusal]) -> Callable[[View], View]:
        """Name the refusals an endpoint may answer with, for the API description."""

        def note(view: Any) -> Any:
            view._apidoc = {**deepcopy(getattr(view, "_apidoc", {})), "raises": refusals}
            return view

        return note

    def _document(self, doc: dict[str, Any], info: dict[str, Any], **more: Any) -> dict[str, Any]:
        wire = info.get("wire", {})
        method = more["method"]
        refusals: list[type[Refusal]] = [*info.get("raises", ()), errors.Unavailable]
        if self.public:
            doc["security"] = []
        else:
            refusals.insert(0, errors.Unauthenticated)
        parameters = doc.setdefault("parameters", [])
        if method == "post" and wire.get("keyed") and not self.public:
            parameters.append("IdempotencyKey")
            refusals += [idempotency.InProgress, idempotency.KeyReused]
        if method != "get":
            refusals.append(errors.Conflict)
        if method == "patch":
            parameters.append("IfMatch")
            refusals += [errors.Stale, errors.PreconditionRequired]
        doc["x-refusals"] = refusals
        doc["x-tagged"] = bool(wire.get("tagged"))
        return doc


def _sent(dumped: Any) -> Any:
    """The dumped answer with its ETag; a 204 without a body."""

    @wraps(dumped)
    def answer(*args: Any, **kwargs: Any) -> Any:
        response = dumped(*args, **kwargs)
        if response.status_code == 204:
            response.set_data(b"")
            response.headers.pop("Content-Type", None)
        if viewed := g.pop("viewed", None):
            etags.tag(response, viewed)
        return response

    return answer
