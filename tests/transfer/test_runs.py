"""A run as a whole: dry or not, repeated, by whom, at what cost, and every row accounted for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Client, Contact
from kam import history
from kam.drafts import Ending
from kam.models import Event, ExternalId, User
from kam.transfer import MappingError

ROWS = "id,name\n1,A\n2,B\n3,\n"


def test_a_dry_run_tells_the_same_and_writes_nothing(bring_clients: Any) -> None:
    dry = bring_clients(ROWS, commit=False)

    assert not Client.objects.exists()
    assert not ExternalId.objects.exists()
    assert not Event.objects.filter(verb="accounts.client_created").exists()
    wet = bring_clients(ROWS)
    assert dry.steps[0].rows == wet.steps[0].rows == {Ending.CREATED: 2, Ending.FAILED: 1}
    assert dry.steps[0].issues == wet.steps[0].issues
    assert list(dry.lines())[-1].startswith("Dry run: nothing was written")


def test_a_second_run_finds_nothing_to_do(bring_clients: Any) -> None:
    bring_clients(ROWS)
    before = Event.objects.count()

    again = bring_clients(ROWS)

    assert again.steps[0].rows == {Ending.UNCHANGED: 2, Ending.FAILED: 1}
    assert Event.objects.count() == before


def test_a_changed_row_changes_its_record_and_only_that(bring_clients: Any) -> None:
    bring_clients(ROWS)

    again = bring_clients(ROWS.replace("B", "Bê"))

    assert again.steps[0].rows == {Ending.UPDATED: 1, Ending.UNCHANGED: 1, Ending.FAILED: 1}
    event = Event.objects.get(verb="accounts.client_changed")
    assert (event.payload, event.source, event.source_name) == ({"fields": ["name"]}, "import", "clients.csv")
    changed = Client.objects.get(name="Bê")
    assert changed.updated_at > changed.created_at


def test_what_was_removed_here_comes_anew(bring_clients: Any) -> None:
    bring_clients(ROWS)
    Client.objects.all().delete()

    assert bring_clients(ROWS).steps[0].rows == {Ending.CREATED: 2, Ending.FAILED: 1}
    assert bring_clients(ROWS).steps[0].rows == {Ending.UNCHANGED: 2, Ending.FAILED: 1}


def test_history_says_that_it_was_an_import_and_by_whom(bring_clients: Any, frank: User) -> None:
    bring_clients(ROWS, by=frank)

    [revision] = history.of(Client.objects.get(name="A"))
    assert (revision.source, revision.who) == ("Import clients.csv", "Frank")
    assert Event.objects.filter(verb="accounts.client_created", by=frank, source="import").count() == 2


def test_rows_alike_make_one_record_and_rows_at_odds_fail(bring_clients: Any) -> None:
    report = bring_clients("id,name\n1,A\n1,A\n1,Z\n2,\n2,\n").steps[0]

    assert report.rows == {Ending.CREATED: 2, Ending.FAILED: 3}
    assert report.records == {Ending.CREATED: 1, Ending.FAILED: 2}
    assert [issue.row for issue in report.issues] == [4, 5, 6]
    assert report.issues[0].reason == "Row 2 has the same key and says something else."


@pytest.mark.parametrize("seed", range(5))
def test_every_row_read_has_an_ending(bring_clients: Any, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Whatever the rows are like, also when they are spread over several chunks."""
    monkeypatch.setattr("kam.transfer.job.CHUNK", 7)
    rng = Random(seed)  # noqa: S311
    lines = []
    for _row in range(120):
        kind = rng.choice(["good", "good", "same", "no key", "no name", "short", "empty", "taken", "bad", "left out"])
        number = rng.randint(1, 60)
        lines.append(
            {
                "good": f"{number},Client {number},x,",
                "same": "7,Client 7,x,",
                "no key": ",Nobody,x,",
                "no name": f"{number},,x,",
                "short": "1,2",
                "empty": "",
                "taken": f"{number + 100},Client,x,508025338",
                "bad": f"{number},Client,x,123",
                "left out": f"{number},Client,y,",
            }[kind]
        )
    fields = """
        fields.country = { value = "PT" }
        fields.tax_number = "nif"
        where = [{ column = "take", is = "x" }]
    """

    for _time in range(2):
        report = bring_clients("id,name,take,nif\n" + "\n".join(lines) + "\n", fields).steps[0]
        assert report.read == len(lines) == sum(report.rows.values())
        told = Counter(issue.row for issue in report.issues)
        assert len(told) == report.rows[Ending.FAILED] + report.rows[Ending.SKIPPED]
    assert Client.objects.count() == ExternalId.objects.count()
    assert report.records[Ending.CREATED] == report.records[Ending.UPDATED] == 0


def test_only_an_administrator_imports_people_and_teams(bring: Any, bob: User, frank: User) -> None:
    mapping = """
        [[steps]]
        resource = "teams"
        file = "teams.csv"
        key = "id"
        fields.name = "name"
    """
    files = {"teams.csv": "id,name\n1,West\n"}

    with pytest.raises(MappingError, match="Only an administrator"):
        bring(mapping, files, by=bob)
    assert bring(mapping, files, by=frank).steps[0].rows == {Ending.CREATED: 1}


def test_somebody_who_only_looks_imports_no_clients(bring_clients: Any, erin: User) -> None:
    with pytest.raises(ValidationError, match="looks at clients"):
        bring_clients(ROWS, by=erin)


def test_an_import_reaches_what_its_person_may_change(bring: Any, bring_clients: Any, alice: User, dave: User) -> None:
    bring_clients(ROWS)
    contacts = """
        [[steps]]
        resource = "contacts"
        file = "people.csv"
        key = "id"
        fields.client = "client"
        fields.name = "name"
    """
    people = {"people.csv": "id,client,name\n1,1,Rita\n"}

    foreign = bring_clients(ROWS.replace("A", "Z"), by=dave)
    hidden = bring(contacts, people, by=dave)

    assert [issue.reason for issue in foreign.steps[0].issues[:2]] == ["You may not change this record."] * 2
    assert [issue.reason for issue in hidden.steps[0].issues] == ["There are no clients known by this name (erp)."]
    assert not Client.objects.filter(name="Z").exists()
    assert bring(contacts, people, by=alice).steps[0].rows == {Ending.CREATED: 1}
    assert Contact.objects.get().client.owner == alice


def test_a_chunk_costs_the_same_statements_however_many_rows_it_has(
    bring_clients: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kam.transfer.job.CHUNK", 100)

    def cost(rows: int) -> int:
        lines = "".join(f"{rows}-{row},Client {row},PT,Porto\n" for row in range(rows))
        with CaptureQueriesContext(connection) as statements:
            bring_clients(f"id,name,country,city\n{lines}", 'fields.country = "country"\nfields.city = "city"')
        return len(statements)

    one, hundred, two_hundred = cost(1), cost(100), cost(200)

    assert hundred == one
    assert two_hundred - hundred <= 12


FILES = {"clients.csv": "id;nome;venda\n1;Água;1.234\n2;=HYPERLINK(1);-5,0\n3;@Cais;3,5\n"}
MAPPING = """
system = "erp"
[[steps]]
resource = "clients"
file = "clients.csv"
key = "id"
fields.name = "nome"
fields.annual_revenue = "venda"
fields.owner = { value = "alice@kam.example", match = "email" }
"""


@pytest.fixture
def folder(tmp_path: Path, alice: User) -> Path:
    for name, content in (FILES | {"mapping.toml": MAPPING}).items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def test_the_command_is_dry_unless_told_otherwise(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_csv", folder / "mapping.toml")

    told = capsys.readouterr().out
    assert "1. clients ← clients.csv (UTF-8, separator “;”, decimal comma)" in told
    assert "3 rows read: 2 created, 0 updated, 0 unchanged, 0 skipped, 1 failed" in told
    assert "failed, 1 row: venda: This cannot be negative.; “-5,0”; row 3" in told
    assert "Dry run: nothing was written" in told
    assert not Client.objects.exists()


def test_the_command_writes_and_hands_back_the_failed_rows(folder: Path, frank: User, tmp_path: Path) -> None:
    call_command("import_csv", folder / "mapping.toml", commit=True, by="FRANK@kam.example", failed=tmp_path / "out")

    assert set(Client.objects.values_list("name", flat=True)) == {"Água", "@Cais"}
    failed = (tmp_path / "out" / "clients.csv").read_text(encoding="utf-8-sig").splitlines()
    assert failed == ["id;nome;venda;reason", "2;'=HYPERLINK(1);'-5,0;venda: This cannot be negative."]
    report = (tmp_path / "out" / "report.csv").read_text(encoding="utf-8-sig").splitlines()
    assert report[0] == "step,resource,file,row,column,value,weight,reason"
    assert report[1:] == ['1,clients,clients.csv,3,venda,"\'-5,0",failed,This cannot be negative.']


def test_the_command_refuses_whom_and_what_it_does_not_know(folder: Path) -> None:
    with pytest.raises(CommandError, match=r"nobody@kam\.example"):
        call_command("import_csv", folder / "mapping.toml", by="nobody@kam.example")
    with pytest.raises(CommandError, match=r"nothing\.toml"):
        call_command("import_csv", folder / "nothing.toml")
    with pytest.raises(CommandError, match=r"clients\.csv"):
        call_command("import_csv", folder / "mapping.toml", source=folder / "elsewhere")
