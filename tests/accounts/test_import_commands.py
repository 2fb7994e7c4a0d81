"""Files from the command line: told what would become of them, written only when that is said."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Invoice, Payment
from kam.models import Import, Team, User
from tests import make

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parent.parent / "data"
SAFT = DATA / "saft-pt" / "saft_idemo599999999.xml"
UBL = DATA / "en16931-ubl" / "ubl-tc434-example1.xml"


def told(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def known(alice: User, north: Team) -> User:
    for number in ("123456789", "508650704", "504096435"):
        make.client(f"Of {number}", owner=alice, team=north, country="PT", tax_number=number)
    return alice


def test_without_commit_a_saft_file_is_only_told(known: User) -> None:
    answer = told("import_saft", str(SAFT), "--by", known.email)

    assert "created" in answer
    assert "the file says" in answer
    assert (Invoice.objects.count(), Payment.objects.count(), Import.objects.count()) == (0, 0, 0)


def test_with_commit_a_saft_file_is_written_once(known: User) -> None:
    first = told("import_saft", str(SAFT), "--by", known.email, "--commit")
    many = Invoice.objects.count()

    second = told("import_saft", str(SAFT), "--by", known.email)

    assert many > 0
    assert "Written:" in first
    assert "can be undone" in first
    assert "unchanged" in second
    assert " created" not in second
    assert Invoice.objects.count() == many


def test_an_invoice_in_ubl_of_an_unknown_customer_is_told_and_not_written(known: User) -> None:
    answer = told("import_ubl", str(UBL), "--by", known.email)

    assert "1 failed" in answer
    assert "No client of yours is this customer" in answer
    assert not Invoice.objects.exists()


@pytest.mark.parametrize(
    ("command", "file", "why"),
    [
        ("import_saft", UBL, "this is ubl, not saft"),
        ("import_ubl", SAFT, "this is saft, not ubl"),
        ("import_ubl", DATA / "saft-pt" / "LICENSE", "this is csv, not ubl"),
        ("import_saft", DATA / "nothing.xml", "No such file"),
    ],
)
def test_another_file_is_refused_in_words_and_not_kept(command: str, file: Path, why: str, alice: User) -> None:
    with pytest.raises(CommandError, match=why):
        told(command, str(file), "--by", alice.email)

    assert not Import.objects.exists()


def test_somebody_must_bring_it() -> None:
    with pytest.raises(CommandError, match="Nobody active"):
        told("import_saft", str(SAFT), "--by", "nobody@nowhere.example")
