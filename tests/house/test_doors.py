"""Which doors are open, and what the specification says of each."""

import re
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from cli.openapi import fresh
from core.errors import Refusal

ROOT = Path(__file__).parents[2]
PUBLIC = {"accounts", "sign-in", "support", "service"}
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def spec(shared_app):
    return shared_app.extensions["openapi"]


@pytest.fixture(scope="module")
def operations(spec):
    return {
        f"{method} {path}": operation
        for path, methods in spec["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    }


def test_every_endpoint_needs_a_token_unless_named(shared_app):
    hooks = shared_app.before_request_funcs
    guarded = {blueprint for blueprint, found in hooks.items() if blueprint and found}
    endpoints = {rule.endpoint.split(".")[0] for rule in shared_app.url_map.iter_rules()}

    assert endpoints - guarded == PUBLIC | {"docs"}


def test_an_open_operation_says_so(operations):
    open_ones = {name for name, one in operations.items() if one.get("security") == []}

    assert open_ones == {
        "post /v1/accounts",
        "post /v1/accounts/verify",
        "post /v1/password-resets",
        "post /v1/password-resets/confirm",
        "post /v1/sessions",
        "post /v1/sessions/refresh",
        "get /v1/support/resources",
        "get /v1/meta",
        "get /v1/vocabulary",
        "get /livez",
        "get /readyz",
        "get /.well-known/jwks.json",
    }


def test_every_operation_is_described(operations):
    for name, operation in operations.items():
        assert operation["operationId"], name
        assert operation["tags"], name
        assert operation["summary"], name
        bodies = [operation.get("requestBody"), *operation["responses"].values()]
        for body in bodies:
            for kind, media in (body or {}).get("content", {}).items():
                assert "example" in media or kind == "application/problem+json", name


def test_every_tag_stands_in_one_group(spec, operations):
    grouped = [tag for group in spec["x-tagGroups"] for tag in group["tags"]]
    used = {tag for operation in operations.values() for tag in operation["tags"]}

    assert sorted(grouped) == sorted(used) == sorted(tag["name"] for tag in spec["tags"])


def test_every_shape_says_what_it_is(spec):
    shapes = spec["components"]["schemas"]

    assert [name for name, shape in shapes.items() if not shape.get("description")] == []


def test_operation_ids_are_unique(operations):
    ids = [operation["operationId"] for operation in operations.values()]

    assert len(ids) == len(set(ids))


def test_every_refusal_in_the_code_is_in_the_specification(operations):
    """A refusal beside a rule that no endpoint admits to would surprise an app."""
    codes = {one.code for one in subclasses(Refusal)} - {
        "refused", "forbidden", "conflict", "gone", "invalid", "too_many"
    }  # fmt: skip
    said = set(re.findall(r"`([a-z_]+)`:", str(operations)))

    assert codes - said == set()


def test_every_patch_requires_the_version(operations):
    for name, operation in operations.items():
        needs = {"$ref": "#/components/parameters/IfMatch"} in operation.get("parameters", [])
        assert needs == name.startswith("patch "), name


def test_every_post_with_a_token_honours_a_key(operations):
    key = {"$ref": "#/components/parameters/IdempotencyKey"}
    without = {
        name
        for name, operation in operations.items()
        if name.startswith("post ") and key not in operation.get("parameters", [])
        if operation.get("security") != []
    }

    assert without == {
        "post /v1/sessions/current/step-up",
        "post /v1/invitations/look-up",
        "post /v1/repair-prompts/preview",
    }


def test_no_numbered_or_inline_shapes(spec):
    names = spec["components"]["schemas"]

    assert not [name for name in names if re.search(r"\d$", name)]
    assert "Error" not in names


def test_the_specification_is_fresh():
    assert (ROOT / "openapi.yaml").read_text(encoding="utf-8") == fresh(), "run `make openapi`"


def test_models_and_migrations_agree(database):
    config = Config(toml_file=ROOT / "pyproject.toml")
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.check(config)


def subclasses(kind: type) -> set[type]:
    below = set(kind.__subclasses__())
    return below.union(*(subclasses(one) for one in below))
