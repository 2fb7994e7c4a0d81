"""How assessments and rounds over the needs of a client are told, and taken back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kam.access import for_change
from kam.events import describe, page_of
from kam.models import User
from kam.undo import undoes
from relationships import services
from relationships.models import Assessment, Need

page_of("relationships.assessmentround", "relationships:show-round")

describe(
    "relationships.need_assessed",
    _("%(by)s assessed “%(name)s”: importance %(importance)s, fit %(fit)s"),
    icon="clipboard-check",
)
describe(
    "relationships.assessment_withdrawn", _("%(by)s took back the assessment of “%(name)s”"), icon="clipboard-check"
)
describe("relationships.assessment_restored", _("%(by)s restored the assessment of “%(name)s”"), icon="clipboard-check")
describe("relationships.round_started", _("%(by)s began to assess the needs: %(needs)s of them"), icon="clipboard-list")
describe(
    "relationships.round_finished",
    _("%(by)s finished assessing the needs: %(assessed)s assessed, %(skipped)s left out"),
    icon="clipboard-list",
)


@undoes("relationships.withdraw_assessment")
def withdraw_assessment(*, pk: int, by: User) -> None:
    if Assessment.objects.filter(pk=pk).exists():  # it may have been taken back on the need's page already
        services.withdraw_assessment(for_change(Assessment.objects.all(), by, pk), by=by)


@undoes("relationships.restore_assessment")
def restore_assessment(*, pk: int, written: dict[str, Any], by: User) -> None:
    services.restore_assessment(for_change(Need.objects.all(), by, pk), by=by, **written)
