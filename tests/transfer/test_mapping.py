"""A mapping that cannot be followed is refused before anything is read or written, and says where it is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from kam.transfer import MappingError, read, resources
from kam.transfer.mapping import CONDITIONS, DAY_ORDERS, ENCODINGS, TRANSFORMS, FieldRule, parse

STEP = {"resource": "clients", "file": "clients.csv", "key": "id", "fields": {"name": "name"}}


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ({}, "mapping: “system” is missing"),
        ({"system": 1, "steps": [STEP]}, "mapping: “system” is not written as it should be"),
        ({"system": "erp"}, "mapping: it has no steps"),
        ({"system": "erp", "steps": [STEP], "stepz": []}, "mapping: unknown setting “stepz”"),
        ({"system": "erp", "steps": [STEP | {"file": "../secret.csv"}]}, "steps 1: name a file, without its folder"),
        ({"system": "erp", "steps": [STEP | {"key": []}]}, "steps 1: “key” is missing"),
        ({"system": "erp", "steps": [STEP | {"fields": {"name": {}}}]}, "fields.name: give either “column” or “value”"),
        (
            {"system": "erp", "steps": [STEP | {"fields": {"name": {"column": "a", "transform": "eval"}}}]},
            "fields.name: “eval” is not one of: lower, upper, slug, country",
        ),
        (
            {"system": "erp", "steps": [STEP | {"fields": {"name": {"column": "a", "lookup": "agents"}}}]},
            "fields.name: “agents” is not one of: ",
        ),
        (
            {"system": "erp", "steps": [STEP | {"fields": {"name": {"column": "a", "multiply": "x"}}}]},
            "“multiply” is not a number",
        ),
        ({"system": "erp", "steps": [STEP | {"where": [{"column": "a"}]}]}, "steps 1, where 1: say one of"),
        (
            {"system": "erp", "steps": [STEP | {"where": [{"column": "a", "before": "soon"}]}]},
            "where 1: “soon” is not a day",
        ),
        ({"system": "erp", "steps": [STEP | {"group": {"by": "a"}}]}, "steps 1, group: “sum” is missing"),
        ({"system": "erp", "files": {"a.csv": {"decimal": ";"}}, "steps": [STEP]}, "files.a.csv: “;” is not one of"),
        ({"system": "erp", "steps": ["clients"]}, "steps 1: a table is wanted here"),
    ],
)
def test_what_is_wrong_with_a_mapping_and_where(raw: dict[str, Any], reason: str) -> None:
    with pytest.raises(MappingError) as refusal:
        parse(raw)

    assert reason in str(refusal.value)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ('resource = "invoices"', "nothing called “invoices” to import; there are: clients, contacts"),
        ('fields.is_demo = "name"', "there is no field “is_demo”"),
        ('fields.city = "town"', "there is no column “town”"),
        ('fields.team = { column = "name", match = "path" }', "cannot be named by “path”"),
        ('group = { by = "id", sum = "name" }', "no column “name” after grouping; there are: id, sum"),
        ('checks = [{ column = "name", in_file = "others.csv", in_column = "name" }]', "others.csv"),
    ],
)
def test_a_mapping_must_fit_the_product_and_the_files(bring: Any, changed: str, reason: str) -> None:
    step = {"resource": "clients", "file": "clients.csv", "key": "id"}
    lines = [f'{name} = "{value}"' for name, value in step.items() if not changed.startswith(name)]
    mapping = "\n".join(["[[steps]]", *lines, 'fields.name = "name"', changed])

    with pytest.raises(MappingError, match=reason):
        bring(mapping, {"clients.csv": "id,name\n1,A\n"})


@pytest.mark.parametrize(
    "example", sorted((settings.BASE_DIR / "docs" / "examples").glob("*.toml")), ids=lambda p: p.name
)
def test_the_examples_can_be_followed(example: Path) -> None:
    for step in read(example).steps:
        for rule in step.fields:
            assert resources.named(step.resource).field(rule.field)


def test_the_documentation_names_every_setting_and_every_field() -> None:
    told = (settings.BASE_DIR / "docs" / "importing.md").read_text(encoding="utf-8")
    resources.named("clients")

    for name in (*TRANSFORMS, *CONDITIONS, *ENCODINGS, *DAY_ORDERS, *FieldRule.__dataclass_fields__):
        assert name in told
    for resource in resources.registered():
        assert f"| `{resource.name}` | {' '.join(resource.fields)} |" in told
        assert " ".join(f"`{name}`" for name in resource.natural) in told
