from __future__ import annotations

import pytest
from django.core.management import call_command

from kam.models import JobRun
from performance.models import GoalReview
from planning.models import Objective
from tests import make


def test_the_command_reviews_what_is_due_or_one_day(objective: Objective, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("review_goals")
    call_command("review_goals", on=make.days_ago(3))
    call_command("review_goals", on=make.days_ago(3))

    assert capsys.readouterr().out.split("\n") == ["1 new reviews", "1 new reviews", "0 new reviews", ""]
    assert set(GoalReview.objects.values_list("on", flat=True)) == {make.today(), make.days_ago(3)}
    assert JobRun.objects.count() == 2
