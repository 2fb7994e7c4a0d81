"""The rows that failed, as a file to be put right and brought again."""

from __future__ import annotations

import csv
import io

from django.utils.translation import gettext as _

from kam.drafts import Ending
from kam.models import Import
from kam.transfer.report import inert


def failed_rows(found: Import) -> bytes:
    """UTF-8 with a byte order mark, by which spreadsheets know it; `;` between cells; the reason last."""
    header = found.mapping.get("header") or [_("Number"), _("Date"), _("Client"), _("Name"), _("Total")]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([inert(cell) for cell in [*header, _("Reason")]])
    for row in found.rows.filter(ending=Ending.FAILED).iterator():
        cells = [*row.cells, *[""] * (len(header) - len(row.cells))]
        writer.writerow([inert(cell) for cell in [*cells, row.reason]])
    return out.getvalue().encode("utf-8-sig")
