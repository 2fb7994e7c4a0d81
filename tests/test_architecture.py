"""The rules of the house that tools do not know (imports between and inside apps are import-linter's)."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader

from accounts import people
from accounts.models import Client, Contact
from kam.access import Scoped
from kam.models import User

ROOT = Path(__file__).parent.parent
LAYERS = ("kam", "accounts", "relationships", "planning", "growth", "performance")  # lowest first
DOORS = {"views", "api", "forms", "tasks", "hooks", "urls", "transfer"}  # where requests, jobs and events come in


@dataclass(frozen=True)
class Source:
    path: Path

    def __str__(self) -> str:
        return str(self.path.relative_to(ROOT))

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(ast.parse(self.text)))

    @property
    def rooms(self) -> set[str]:
        """views/client.py and views.py are both the room `views`."""
        return {self.path.stem, self.path.parent.name}

    def calls(self, *names: str) -> Iterator[str]:
        """Where something.name(…) is called with one of these names."""
        for node in self.nodes:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
                yield f"{self}:{node.lineno} {node.func.attr}"

    def lines(self, pattern: str) -> Iterator[str]:
        for number, line in enumerate(self.text.splitlines(), start=1):
            if re.search(pattern, line):
                yield f"{self}:{number} {line.strip()}"


SOURCES = [
    Source(path)
    for app in LAYERS
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts and "__pycache__" not in path.parts
]
TEMPLATES = [Source(path) for path in sorted((ROOT / "templates").rglob("*.html"))]


def own_models(*, of: tuple[str, ...] = LAYERS) -> list[type[models.Model]]:
    """The models that people wrote, without the history tables made from them."""
    return [
        model
        for app in of
        for model in apps.get_app_config(app).get_models()
        if not hasattr(model, "pgh_tracked_model")
    ]


def test_foreign_keys_point_down() -> None:
    """A foreign key by name, such as "growth.Thing", would pass the import check unseen."""
    pointing = [(model, field) for model in own_models() for field in model._meta.get_fields() if field.is_relation]
    upward = [
        f"{model._meta.label}.{field.name}"
        for model, field in pointing
        if field.concrete and isinstance(field.related_model, type) and _is_above(field.related_model, model)
    ]

    assert upward == []


def _is_above(model: type[models.Model], other: type[models.Model]) -> bool:
    app = model._meta.app_label
    return app in LAYERS and LAYERS.index(app) > LAYERS.index(other._meta.app_label)


def test_migrations_lean_on_lower_apps_only() -> None:
    on_disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    own = [(app, other) for (app, _), step in on_disk.items() for other, _ in step.dependencies]

    assert [pair for pair in own if set(pair) <= set(LAYERS) and LAYERS.index(pair[1]) > LAYERS.index(pair[0])] == []


@pytest.mark.parametrize("model", own_models(of=LAYERS[1:]), ids=lambda model: model._meta.label)
def test_every_record_says_who_sees_and_who_changes_it(
    model: type[models.Model], dave: User, alice: User, grupo: Client
) -> None:
    rows = model._default_manager.all()

    assert isinstance(rows, Scoped)
    assert rows.visible_to(alice).editable_by(alice) is not None
    assert not rows.visible_to(dave).exists()


def test_nothing_is_imported_inside_a_function() -> None:
    hidden = {
        f"{source}:{inner.lineno}"
        for source in SOURCES
        for node in source.nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    }

    assert hidden == set()


def test_only_services_write() -> None:
    """Views, the API, forms, tasks and hooks hand over; form.save() and serializer.save() are not called."""
    writes = ("save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "delete")
    doors = [source for source in SOURCES if source.rooms & DOORS]

    assert [call for source in doors for call in source.calls(*writes)] == []


def test_a_record_is_told_the_day_and_does_not_ask_the_clock() -> None:
    told = [source for source in SOURCES if "models" in source.rooms and str(source) != "kam/models/event.py"]

    assert [call for source in told for call in source.calls("now", "today", "localdate")] == []


def test_apps_hear_of_each_other_by_events_and_not_by_signals() -> None:
    signals = r"^from django\.(dispatch|db\.models\.signals) import|@receiver"

    assert [line for source in SOURCES for line in source.lines(signals)] == []


def test_no_module_is_a_drawer_for_this_and_that() -> None:
    assert [source for source in SOURCES if source.path.stem in {"utils", "helpers", "common", "misc"}] == []


def test_a_task_hands_over_to_a_service() -> None:
    """Five lines at most: tasks hold no logic."""
    tasks = [
        (source, node)
        for source in SOURCES
        if "tasks" in source.rooms
        for node in source.nodes
        if isinstance(node, ast.FunctionDef)
    ]

    assert [f"{source} {task.name}" for source, task in tasks if _length(task) > 5] == []


def _length(function: ast.FunctionDef) -> int:
    return (function.end_lineno or 0) - function.body[0].lineno + 1


def test_text_is_marked_safe_only_where_it_is_drawn_by_us() -> None:
    """Icons and shapes are ours; of what people typed only what the one sanitiser lets through is marked safe."""
    sanctioned = {"kam/templatetags/kam_ui.py", "kam/templatetags/kam_samples.py", "kam/prose.py"}
    others = [source for source in SOURCES if str(source) not in sanctioned]

    assert [line for source in others for line in source.lines(r"mark_safe|SafeString\(.")] == []


def test_templates_trust_no_text_and_carry_neither_style_nor_script() -> None:
    unsafe = r"\|\s*safe\b|autoescape off|\sstyle=\"|\son\w+=\"|<script>"

    assert [line for template in TEMPLATES for line in template.lines(unsafe)] == []


def test_templates_know_their_own_app_and_the_components_only() -> None:
    named = [
        (template, name)
        for template in TEMPLATES
        for name in re.findall(r"{% (?:include|extends) \"([^/\"]+)/", template.text)
    ]

    assert [
        f"{template} → {name}"
        for template, name in named
        if name not in ("components", template.path.relative_to(ROOT / "templates").parts[0])
    ] == []


def test_a_template_fits_on_a_screen() -> None:
    long = [template for template in TEMPLATES if len(template.text.splitlines()) > 80]

    assert [template for template in long if "styleguide" not in template.path.name] == []


def test_every_variable_of_the_environment_is_documented_and_no_other() -> None:
    read = set(re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", (ROOT / "kam/settings.py").read_text()))
    told = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/configuration.md").read_text(), re.MULTILINE))

    assert read | {"PORT"} == told


def test_the_environment_is_read_in_one_place() -> None:
    """By the settings; the local runner prepares it for them."""
    others = [source for source in SOURCES if "kam/local/" not in str(source)]
    reads = r"getenv|os\.environ(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE\")"

    assert [line for source in others for line in source.lines(reads)] == []


@pytest.mark.parametrize("key", [{}, {"SECRET_KEY": "only-for-a-machine-of-your-own"}])
def test_production_does_not_start_with_a_default_key(key: dict[str, str]) -> None:
    started = _start(key)

    assert started.returncode != 0
    assert "Set SECRET_KEY" in started.stderr


def test_production_starts_with_a_key_of_its_own_and_without_debug_pages() -> None:
    assert _start({"SECRET_KEY": "a long random text of their own"}).stdout == "False\n"


def _start(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    surroundings = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "DEBUG")}
    command = [sys.executable, "-c", "from kam import settings; print(settings.DEBUG)"]
    return subprocess.run(
        command, cwd=ROOT, env=surroundings | environment, capture_output=True, text=True, check=False
    )


def test_links_between_documents_lead_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    links = [
        (document, target)
        for document in documents
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", document.read_text())
    ]

    assert [
        f"{document.name} → {target}" for document, target in links if not (document.parent / target).exists()
    ] == []


def test_every_relation_to_a_person_says_what_becomes_of_it() -> None:
    """On merging, exporting and erasing: declared in the app's hooks, history and in-between tables included."""
    relations = {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is Contact
    }

    assert relations - people.declared() == set()
    assert len(relations) > 20
