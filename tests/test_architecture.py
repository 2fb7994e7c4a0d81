"""The rules of the house that tools do not know (imports between and inside apps are import-linter's)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from accounts.models import Client
from kam.access import Scoped
from kam.models import User

ROOT = Path(__file__).parent.parent
LAYERS = ("kam", "accounts", "relationships", "planning", "growth", "performance")  # lowest first
SOURCES = [
    path
    for app in LAYERS
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts and "__pycache__" not in path.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def own_models(*, of: tuple[str, ...] = LAYERS) -> list[type[models.Model]]:
    """The models that people wrote, without the history tables made from them."""
    return [
        model
        for app in of
        for model in apps.get_app_config(app).get_models()
        if not hasattr(model, "pgh_tracked_model")
    ]


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model: type[models.Model]) -> None:
    """A foreign key by name, such as "growth.Thing", would pass the import check unseen."""
    height = LAYERS.index(model._meta.app_label)
    pointed_at = {field.related_model._meta.app_label for field in model._meta.get_fields() if _points(field)}

    assert all(LAYERS.index(app) <= height for app in pointed_at if app in LAYERS)


def _points(field: object) -> bool:
    return bool(getattr(field, "remote_field", None)) and getattr(field, "concrete", False)


@pytest.mark.parametrize("model", own_models(of=LAYERS[1:]), ids=lambda model: model._meta.label)
def test_every_record_says_who_sees_and_who_changes_it(
    model: type[models.Model], dave: User, alice: User, grupo: Client
) -> None:
    rows = model._default_manager.all()

    assert isinstance(rows, Scoped)
    assert rows.visible_to(alice).editable_by(alice) is not None
    assert not rows.visible_to(dave).exists()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_imported_inside_a_function(path: Path) -> None:
    tree = ast.parse(path.read_text())
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    hidden = [
        inner.lineno for node in functions for inner in ast.walk(node) if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_a_drawer_for_this_and_that(path: Path) -> None:
    assert path.stem not in {"utils", "helpers", "common", "misc"}


@pytest.mark.parametrize("path", [path for path in SOURCES if "tasks" in path.name], ids=lambda path: path.parent.name)
def test_a_task_hands_over_to_one_service(path: Path) -> None:
    """Tasks hold no logic: five lines at most, and ids or nothing as arguments."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef):
            assert len(node.body) <= 5, node.name


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_text_is_marked_safe_only_where_it_is_drawn_by_us(path: Path) -> None:
    """Icons and shapes are ours; nothing that people typed is ever marked safe."""
    sanctioned = {"kam/templatetags/kam_ui.py", "kam/templatetags/kam_samples.py"}

    assert "mark_safe" not in path.read_text() or str(path.relative_to(ROOT)) in sanctioned


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_trust_no_text_carry_no_style_and_know_only_their_own_app(path: Path) -> None:
    text = path.read_text()
    own = path.relative_to(ROOT / "templates").parts[0]
    used = {name.split("/")[0] for name in re.findall(r"{% (?:include|extends) \"([^\"]+/[^\"]+)\"", text)}

    assert not re.search(r"\|safe\b|autoescape off| style=\"| on\w+=\"|<script>", text)
    assert used <= {own, "components"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_fits_on_a_screen(path: Path) -> None:
    if "styleguide" not in path.name:
        assert len(path.read_text().splitlines()) <= 80


def test_every_variable_of_the_environment_is_documented_and_no_other() -> None:
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "kam/settings.py").read_text()))
    told = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/configuration.md").read_text(), re.MULTILINE))

    assert read | {"PORT"} == told


def _documents() -> Iterator[Path]:
    yield from ROOT.glob("*.md")
    yield from (ROOT / "docs").rglob("*.md")


def test_links_between_documents_lead_somewhere() -> None:
    for document in _documents():
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
