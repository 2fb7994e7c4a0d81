"""How files are recognised: encoding, separator, decimal mark."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from accounts.models import Client
from kam import transfer
from kam.drafts import Ending
from kam.models import User
from kam.transfer import MappingError


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8 (BOM)"), ("cp1252", "CP1252"), ("utf-16", "UTF-16")]
)
def test_the_encoding_is_found_out_and_said(bring_clients: Any, encoding: str, told: str) -> None:
    report = bring_clients("id,name\n1,Águas de São João – Évora\n".encode(encoding))

    assert Client.objects.get().name == "Águas de São João – Évora"
    assert told in report.steps[0].source.told()


def test_a_letter_cut_in_two_by_the_reading_buffer_is_still_utf_8(bring_clients: Any) -> None:
    rows = "".join(f"{place},{'é' * 60},{'ã' * 60_000}\n" for place in range(20))  # 2.4 MB, read by the megabyte

    report = bring_clients(f"id,name,padding\n{rows}")

    assert report.steps[0].source.encoding == "utf-8"
    assert Client.objects.filter(name="é" * 60).count() == 20


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found_out(bring_clients: Any, separator: str) -> None:
    bring_clients(f'id{separator}name\n1{separator}"Pão, {separator} Lda"\n')

    assert Client.objects.get().name == f"Pão, {separator} Lda"


@pytest.mark.parametrize(
    ("amounts", "mark", "values"),
    [
        (["1.234", "12,5"], ",", ["1234", "12.5"]),
        (["1,234", "12.5"], ".", ["1234", "12.5"]),
        (["1.234,50", "2.000"], ",", ["1234.5", "2000"]),
        (["1,234,567", "1,234"], ".", ["1234567", "1234"]),
        (["7", "0,5"], ",", ["7", "0.5"]),
    ],
)
def test_the_decimal_mark_is_learned_from_numbers_that_leave_no_doubt(
    bring_clients: Any, amounts: list[str], mark: str, values: list[str]
) -> None:
    lines = "".join(f"{place};Client {place};{amount}\n" for place, amount in enumerate(amounts))

    report = bring_clients(f"id;name;sales\n{lines}", 'fields.annual_revenue = "sales"')

    assert report.steps[0].source.decimal == mark
    assert [c.annual_revenue for c in Client.objects.order_by("name")] == [Decimal(value) for value in values]


@pytest.mark.parametrize("others", ["", "1;A;12,5\n2;B;12.5\n"])
def test_1_234_is_refused_in_a_file_that_does_not_show_its_decimal_mark(bring_clients: Any, others: str) -> None:
    report = bring_clients(f"id;name;sales\n{others}9;C;1.234\n", 'fields.annual_revenue = "sales"')

    [issue] = report.steps[0].issues
    assert (issue.column, issue.value) == ("sales", "1.234")
    assert 'decimal = ","' in issue.reason
    assert not Client.objects.filter(name="C").exists()


def test_the_example_of_a_portuguese_erp(tmp_path: Path, alice: User) -> None:
    clients = """Número;Nome;NIF;País;Localidade;Ramo;Volume de negócios;Classe;Email do gestor;Situação
10;Panificação Três Irmãos;501 964 843;Portugal;Évora;Padarias;1.250.300,50;Ouro;Alice@KAM.example;Ativo
11;Talhos Ibéricos;B1234;Espanha;Cáceres;Talhos;980,00;Latão;alice@kam.example;Ativo
12;Loja Fechada;;Portugal;;;;;;Inativo
"""
    people = "Cliente;Nome;Cargo;Email;Saiu em\n10;Conceição Sá;Direção;CONCEICAO@irmaos.example;09/03/2026\n"
    (tmp_path / "clientes.csv").write_bytes(clients.encode("cp1252"))
    (tmp_path / "contactos.csv").write_bytes(people.encode("cp1252"))
    example = settings.BASE_DIR / "docs" / "examples" / "clients.toml"

    report = transfer.run(transfer.read(example), tmp_path, by=alice, commit=True)

    assert report.steps[0].source.told() == "CP1252, separator “;”, decimal comma"
    assert report.steps[0].rows == {Ending.CREATED: 1, Ending.FAILED: 1, Ending.SKIPPED: 1}
    client = Client.objects.get()
    assert (client.name, client.tax_number, client.country, client.tier, client.annual_revenue) == (
        "Panificação Três Irmãos", "501964843", "PT", "A", Decimal("1250300.50"),
    )  # fmt: skip
    assert client.contacts.get().left_on == date(2026, 3, 9)


def test_1_234_is_read_as_the_mapping_declares(bring_clients: Any) -> None:
    declared = '[files."clients.csv"]\ndecimal = ","'

    bring_clients("id;name;sales\n9;C;1.234\n", 'fields.annual_revenue = "sales"', options=declared)

    assert Client.objects.get().annual_revenue == Decimal(1234)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"id,name,name\n1,A,B\n", "two columns have the same name"),
        (b"id,title\n1,A\n", "no column “name”; there are: id, title"),
        (b'id,name\n1,"A\n2,B\n', "row 2"),
        (b"id,name\n1,\x81\n", "no text in the encoding utf-8, cp1252"),
        (b"id,name\n" + b"1,A\n" * 10_000 + b"2,\x81\n", "no text in the encoding cp1252"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(bring_clients: Any, content: bytes, reason: str) -> None:
    with pytest.raises(MappingError, match=reason):
        bring_clients(content)

    assert not Client.objects.exists()


def test_rows_of_another_width_and_empty_rows_are_told(bring_clients: Any) -> None:
    report = bring_clients("id,name\n1,A\n2\n\n,\n3,B,C\n4,D\n").steps[0]

    assert report.read == 6
    assert report.rows == {Ending.CREATED: 2, Ending.FAILED: 2, Ending.SKIPPED: 2}
    assert {issue.row: issue.reason for issue in report.issues} == {
        3: "The row has 1 cells, the header 2.",
        4: "empty row",
        5: "empty row",
        6: "The row has 3 cells, the header 2.",
    }
