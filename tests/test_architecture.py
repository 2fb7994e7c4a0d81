"""The rules of the house that tools do not know (imports between and inside apps are import-linter's)."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader

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
DOORS = {"views", "api", "forms", "tasks", "hooks", "urls", "transfer"}  # where requests, jobs and events come in
WRITES = {
    "save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "delete",
}  # fmt: skip


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """The names of what is called as `something.name(…)`, with the line."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr, node.lineno


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


def test_migrations_lean_on_lower_apps_only() -> None:
    on_disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    leaning = {
        (app, below)
        for (app, _name), migration in on_disk.items()
        for below, _step in migration.dependencies
        if {app, below} <= set(LAYERS) and LAYERS.index(below) > LAYERS.index(app)
    }

    assert leaning == set()


@pytest.mark.parametrize("model", own_models(of=LAYERS[1:]), ids=lambda model: model._meta.label)
def test_every_record_says_who_sees_and_who_changes_it(
    model: type[models.Model], dave: User, alice: User, grupo: Client
) -> None:
    rows = model._default_manager.all()

    assert isinstance(rows, Scoped)
    assert rows.visible_to(alice).editable_by(alice) is not None
    assert not rows.visible_to(dave).exists()


@pytest.mark.parametrize("path", SOURCES, ids=shown)
def test_nothing_is_imported_inside_a_function(path: Path) -> None:
    tree = ast.parse(path.read_text())
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    hidden = [
        inner.lineno for node in functions for inner in ast.walk(node) if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


@pytest.mark.parametrize("path", [path for path in SOURCES if DOORS & {path.stem, path.parent.name}], ids=shown)
def test_what_comes_in_is_written_by_services(path: Path) -> None:
    """Views, the API, forms, tasks and hooks hand over; `form.save()` and `serializer.save()` are not called."""
    assert [(name, line) for name, line in calls(path) if name in WRITES] == []


@pytest.mark.parametrize("path", [path for path in SOURCES if "models" in (path.stem, path.parent.name)], ids=shown)
def test_a_record_is_told_the_day_and_does_not_ask_the_clock(path: Path) -> None:
    sanctioned = {"kam/models/event.py"}  # the queue of events is about now and nothing else

    assert shown(path) in sanctioned or not {"now", "today", "localdate"} & {name for name, _line in calls(path)}


@pytest.mark.parametrize("path", SOURCES, ids=shown)
def test_apps_hear_of_each_other_by_events_and_not_by_signals(path: Path) -> None:
    assert not re.search(
        r"django\.(db\.models|dispatch|core)(\.signals)? import .*(receiver|Signal|(pre|post)_)", path.read_text()
    )


@pytest.mark.parametrize("path", SOURCES, ids=shown)
def test_no_module_is_a_drawer_for_this_and_that(path: Path) -> None:
    assert path.stem not in {"utils", "helpers", "common", "misc"}


@pytest.mark.parametrize("path", [path for path in SOURCES if "tasks" in path.name], ids=lambda path: path.parent.name)
def test_a_task_hands_over_to_one_service(path: Path) -> None:
    """Tasks hold no logic: five lines at most, and ids or nothing as arguments."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef):
            assert len(node.body) <= 5, node.name


@pytest.mark.parametrize("path", SOURCES, ids=shown)
def test_text_is_marked_safe_only_where_it_is_drawn_by_us(path: Path) -> None:
    """Icons and shapes are ours; nothing that people typed is ever marked safe."""
    sanctioned = {"kam/templatetags/kam_ui.py", "kam/templatetags/kam_samples.py"}

    assert not re.search(r"mark_safe|SafeString\(.", path.read_text()) or shown(path) in sanctioned


@pytest.mark.parametrize("path", TEMPLATES, ids=shown)
def test_templates_trust_no_text_carry_no_style_and_know_only_their_own_app(path: Path) -> None:
    text = path.read_text()
    own = path.relative_to(ROOT / "templates").parts[0]
    used = {name.split("/")[0] for name in re.findall(r"{% (?:include|extends) \"([^\"]+/[^\"]+)\"", text)}

    assert not re.search(r"\|safe\b|autoescape off| style=\"| on\w+=\"|<script>", text)
    assert used <= {own, "components"}


@pytest.mark.parametrize("path", TEMPLATES, ids=shown)
def test_a_template_fits_on_a_screen(path: Path) -> None:
    if "styleguide" not in path.name:
        assert len(path.read_text().splitlines()) <= 80


def test_every_variable_of_the_environment_is_documented_and_no_other() -> None:
    read = set(re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", (ROOT / "kam/settings.py").read_text()))
    told = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/configuration.md").read_text(), re.MULTILINE))

    assert read | {"PORT"} == told


@pytest.mark.parametrize("path", SOURCES, ids=shown)
def test_the_environment_is_read_in_one_place(path: Path) -> None:
    """The settings, beside the local runner, which starts the product as a user would."""
    text = path.read_text().replace('os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kam.settings")', "")

    assert "kam/local" in shown(path) or not re.search(r"os\.environ|getenv", text)


@pytest.mark.parametrize("key", [{}, {"SECRET_KEY": "only-for-a-machine-of-your-own"}])
def test_production_does_not_start_with_a_default_key(key: dict[str, str]) -> None:
    started = _start(key)

    assert started.returncode != 0
    assert "Set SECRET_KEY" in started.stderr


def test_production_starts_with_a_key_of_its_own_and_shows_no_debug_page() -> None:
    assert _start({"SECRET_KEY": "a long random text of their own"}).stdout == "False\n"


def _start(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    surroundings = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "DEBUG")}
    return subprocess.run(
        [sys.executable, "-c", "from kam import settings; print(settings.DEBUG)"],
        cwd=ROOT,
        env=surroundings | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def _documents() -> Iterator[Path]:
    yield from ROOT.glob("*.md")
    yield from (ROOT / "docs").rglob("*.md")


def test_links_between_documents_lead_somewhere() -> None:
    for document in _documents():
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
