"""Contracts, price lists and certificates of the demo clients, some of which end soon or have ended."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta

from django.core.files.base import ContentFile

from accounts.models import Document, DocumentVersion
from performance.demo.chronicle import Dated
from performance.demo.scene import Known, Scene

Kind, Renewal = Document.Kind, Document.Renewal


@dataclass(frozen=True, slots=True)
class Paper:
    """`ago`: days since it was noted; `ends`: days until its end, negative once it is over, None without an end."""

    kind: str
    title: str
    reference: str
    ago: int
    ends: int | None
    renewal: str = Renewal.AGREED
    versions: int = 1
    is_shared: bool = False


OF_KEY = (
    Paper(Kind.CONTRACT, "Contrato-quadro de fornecimento", "CF-014", 200, 41, Renewal.TACIT, 2, is_shared=True),
    Paper(Kind.PRICE_LIST, "Tabela de preços", "TP-2", 90, 24, versions=3, is_shared=True),
    Paper(Kind.CONFIDENTIALITY, "Acordo de confidencialidade", "NDA-7", 190, None),
)
WELL_KEPT = "Rio Claro"
OF_OTHERS = (
    Paper(Kind.PRICE_LIST, "Tabela de preços", "TP-1", 80, 130, is_shared=True),
    Paper(Kind.CERTIFICATE, "Certificado de qualidade", "IFS-22", 150, -12),
    Paper(Kind.CONTRACT, "Contrato de fornecimento", "CF-031", 170, 260, Renewal.TACIT, 2),
)


def write_papers(scene: Scene) -> None:
    for place, known in enumerate(scene.clients):
        papers = OF_KEY if known.client.is_key else OF_OTHERS[place % 3 : place % 3 + 1]
        for paper in papers:
            if paper.ago > known.company.since:
                continue  # before they were a client
            _write(scene, known, _later(paper) if known.company.name == WELL_KEPT else paper)


def _later(paper: Paper) -> Paper:
    """The same, renewed lately: nothing is to be done about it yet."""
    return replace(paper, ends=None if paper.ends is None else paper.ends + 300)


def _write(scene: Scene, known: Known, paper: Paper) -> None:
    at = scene.at(scene.day(paper.ago))
    document = Document(
        client=known.client,
        kind=paper.kind,
        title=paper.title,
        reference=paper.reference,
        valid_from=scene.day(paper.ago),
        expires_on=None if paper.ends is None else scene.today + timedelta(days=paper.ends),
        renewal=Renewal.NONE if paper.ends is None else paper.renewal,
        is_shared=paper.is_shared,
        responsible=known.owner,
        created_by=known.owner,
    )
    document.act_on = document.day_to_act()
    if document.act_on and document.act_on < scene.today:
        document.told_for = document.expires_on
    scene.chronicle.write([Dated(document, at, known.owner)])
    scene.chronicle.tell(
        "accounts.document_created", document, at=at, by=known.owner, client_id=known.client.pk, kind=document.kind
    )
    for number in range(1, paper.versions + 1):
        _add_version(scene, known, document, number, ago=max(paper.ago - 30 * (number - 1), 1))


def _add_version(scene: Scene, known: Known, document: Document, number: int, *, ago: int) -> None:
    content = f"{document.title} {document.reference}\n{known.client.name}\nv{number}\n".encode()
    version = DocumentVersion(
        document=document,
        number=number,
        name=f"{document.reference}-v{number}.txt",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        by=known.owner,
    )
    version.file.save(f"demo-{document.pk}-{number}.bin", ContentFile(content), save=False)
    scene.chronicle.write([Dated(version, scene.at(scene.day(ago)), known.owner)])
