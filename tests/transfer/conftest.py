from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kam import transfer
from kam.models import User

Bring = Callable[..., transfer.Report]


@pytest.fixture
def bring(tmp_path: Path, db: None) -> Bring:
    """Import files by a mapping, both given as text (files also as bytes), as the command does."""

    def run(
        mapping: str, files: Mapping[str, str | bytes], *, by: User | None = None, commit: bool = True
    ) -> transfer.Report:
        for name, content in files.items():
            (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        (tmp_path / "mapping.toml").write_text(f'system = "erp"\n{mapping}', encoding="utf-8")
        return transfer.run(transfer.read(tmp_path / "mapping.toml"), tmp_path, by=by, commit=commit)

    return run


@pytest.fixture
def bring_clients(bring: Bring, alice: User) -> Bring:
    """Import clients of Alice's from the text of a file with the columns id, name and whatever the fields name."""

    def run(content: str | bytes, fields: str = "", *, options: str = "", **how: object) -> transfer.Report:
        mapping = f"""
            {options}
            [[steps]]
            resource = "clients"
            file = "clients.csv"
            key = "id"
            fields.name = "name"
            fields.owner = {{ value = "alice@kam.example", match = "email" }}
            {fields}
        """
        return bring(mapping, {"clients.csv": content}, **how)

    return run
