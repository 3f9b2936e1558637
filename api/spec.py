"""flask-smorest made to emit a specification that generates clean SDKs.

Each cure is explained in docs/decisions/0004-specification.md.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import flask_smorest
import marshmallow as ma
from apispec.ext.marshmallow import MarshmallowPlugin, OpenAPIConverter
from apispec.ext.marshmallow.common import MODIFIERS, resolve_schema_cls
from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from api import errors
from api.errors import CODES, PROBLEM, TITLES, status_of
from core.errors import Refusal
from schemas.base import ProblemSchema

PARAMETERS = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "Sent again with the same key, a request is done once. Kept 30 days.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 100},
        "example": "6f1c7a52-8f2e-4a6a-9c55-0f0b8a9b1c22",
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "required": True,
        "description": "The ETag you last saw. 412 when it is no longer the present one.",
        "schema": {"type": "string", "maxLength": 100},
        "example": '"9c55f0b8a9b1c226f1c7a5"',
    },
}
EXAMPLES = {
    "uuid": "4f3c2f0e-8a53-4a3c-9d2e-6f0f2c1b7a10",
    "date-time": "2026-11-23T18:30:00.000Z",
    "date": "2026-11-23",
    "email": "ana@example.com",
}


class Converter(OpenAPIConverter):
    """Enums as named components, and no readOnly or writeOnly."""

    def init_attribute_functions(self) -> None:
        super().init_attribute_functions()
        drop = {"field2read_only", "field2write_only"}
        self.attribute_functions = [
            one for one in self.attribute_functions if one.__name__ not in drop
        ]

    def enum2properties(self, field: Any, ret: Any = None, **_: Any) -> dict[str, Any]:
        """One type an enum in every SDK."""
        if not isinstance(field, ma.fields.Enum):
            return {}
        name = field.enum.__name__
        if name not in self.spec.components.schemas:
            self.spec.components.schema(
                name,
                {
                    "type": "string",
                    "enum": [member.value for member in field.enum],
                    "description": (field.enum.__doc__ or name).strip(),
                },
            )
        for key in ("type", "format", "enum"):
            ret.pop(key, None)
        return dict(self.spec.components.get_ref("schema", name))

    def schema2jsonschema(self, schema: Any) -> Any:
        """A component says what it is: its class's docstring."""
        described = super().schema2jsonschema(schema)
        said = (type(schema).__doc__ or "").strip().split("\n\n")[0]
        described.setdefault("description", " ".join(said.split()))
        return described

    def nested2properties(self, field: Any, ret: Any) -> Any:
        """A nested schema is a reference, without a type beside it."""
        if isinstance(field, ma.fields.Nested):
            ret.pop("type", None)
        return super().nested2properties(field, ret)


class Plugin(MarshmallowPlugin):
    """Uses our converter."""

    Converter = Converter


def component_name(schema: Any) -> str:
    """The class's name without its ending; a variant of a class is refused."""
    cls = resolve_schema_cls(schema)
    if isinstance(schema, ma.Schema):
        default = cls()
        for modifier in MODIFIERS:
            if getattr(schema, modifier) != getattr(default, modifier):
                raise RuntimeError(f"{cls.__name__}({modifier}=...): declare a named class")
    return str(cls.__name__).removesuffix("Schema")


class Api(flask_smorest.Api):
    """flask-smorest's Api with problems, parameters and components of ours."""

    ERROR_SCHEMA = ProblemSchema

    def __init__(self, app: Flask, **options: Any) -> None:
        plugin = Plugin(schema_name_resolver=component_name)
        super().__init__(app, spec_kwargs={"marshmallow_plugin": plugin, **options})
        for name, parameter in PARAMETERS.items():
            self.spec.components.parameter(name, "header", parameter)
        self.spec.components.schema("Problem", schema=ProblemSchema)

    def _register_responses(self) -> None:
        """Ours are written by ``finished``; smorest's would say application/json."""
        for status in HTTPStatus:
            self.spec.components.response(status.name, {"description": status.phrase}, lazy=True)
        self.spec.components.response("DEFAULT_ERROR", {"description": "Error"}, lazy=True)

    def _register_pagination_header(self) -> None:
        """Pages are bodies here."""

    def handle_http_exception(self, error: HTTPException) -> Response:
        """The same problem document as everywhere."""
        return errors.from_http(error)


def finished(api: Api) -> dict[str, Any]:
    """The whole specification: refusals by status, examples, tags."""
    spec: dict[str, Any] = api.spec.to_dict()
    components = spec["components"]
    components.pop("responses", None)
    components.pop("headers", None)
    for operation in _operations(spec):
        operation.setdefault("description", operation["summary"])
        _write_refusals(operation)
        _write_examples(operation, components["schemas"])
    return spec


def _operations(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in spec["paths"].values():
        for method, operation in path.items():
            if method in ("get", "post", "put", "patch", "delete"):
                yield operation


def _write_refusals(operation: dict[str, Any]) -> None:
    """One problem response a status, its codes in the description."""
    responses = operation["responses"]
    for status in [key for key in responses if not key.startswith("2")]:
        del responses[status]
    for status, said in sorted(_refusals_by_status(operation).items()):
        responses[str(status)] = {
            "description": "\n\n".join(dict.fromkeys(said)),
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    if operation.pop("x-tagged"):
        described = {"description": "Version of this view", "schema": {"type": "string"}}
        for status in responses.keys() & {"200", "201"}:
            responses[status]["headers"] = {"ETag": described}
    if not operation["parameters"]:
        del operation["parameters"]


def _refusals_by_status(operation: dict[str, Any]) -> dict[int, list[str]]:
    lines: dict[int, list[str]] = {}
    refusals: list[type[Refusal]] = operation.pop("x-refusals")
    for refusal in refusals:
        line = f"`{refusal.code}`: {refusal.message()}"
        lines.setdefault(status_of(refusal).value, []).append(line)
    statuses = [500]
    if "requestBody" in operation:
        statuses += [400, 413, 415, 422]
    elif any("in" in one for one in operation["parameters"]):
        statuses += [400, 422]
    for status in statuses:
        lines.setdefault(status, []).append(f"`{CODES[status]}`: {TITLES[status]}")
    return lines


def _write_examples(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    bodies = [operation.get("requestBody", {})]
    bodies += [one for status, one in operation["responses"].items() if status < "3"]
    for body in bodies:
        for media in body.get("content", {}).values():
            media["example"] = example_of(media["schema"], schemas)


def example_of(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """A value that fits the schema, from its own examples where it has them."""
    if "example" in schema:
        return schema["example"]
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rsplit("/", 1)[1]], schemas)
    for choice in ("anyOf", "allOf", "oneOf"):
        if choice in schema:
            return example_of(schema[choice][0], schemas)
    if "enum" in schema:
        return schema["enum"][0]
    return _example_of_type(schema, schemas)


def _example_of_type(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        properties = schema.get("properties", {})
        return {name: example_of(one, schemas) for name, one in properties.items()}
    if kind == "array":
        return [example_of(schema["items"], schemas)]
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    if kind == "boolean":
        return schema.get("default", False)
    return EXAMPLES.get(schema.get("format", ""), "text")
