from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser

from accounts import services
from accounts.figures import sla_share
from accounts.models import EscalationStep, Issue, SlaPolicy, WorkCalendar
from accounts.models.issue import Status
from accounts.service_levels import agreed_for, ladder
from accounts.working_time import working_time_of
from kam import outbox
from kam.models import Undo, User
from tests import make
from tests.accounts.test_clocks import MONDAY, TUESDAY, issue_of

Browse = Callable[..., Browser]
CALENDAR = {
    "name": "Porto",
    "time_zone": "Europe/Lisbon",
    "holidays_of": "PT",
    "is_default": "on",
    "day_0": "09:00–13:00, 14:00–18:00",
    "day_1": "9:00-18:00",
    "day_4": "20:00-24:00",
    "own_holidays": "2026-06-24 St John's",
}


@pytest.mark.django_db
class TestCalendars:
    def test_an_administrator_sets_one_up(self, frank: User, browse: Browse) -> None:
        answer = browse(frank).post("/settings/calendars/new/", CALENDAR)

        made = WorkCalendar.objects.get()
        assert answer.status_code == 302
        assert working_time_of(made).week == (
            ((time(9), time(13)), (time(14), time(18))),
            ((time(9), time(18)),),
            (),
            (),
            ((time(20), time(0)),),
            (),
            (),
        )
        assert working_time_of(made).own_holidays == {date(2026, 6, 24)}
        page = browse(frank).get("/settings/calendars/").content.decode()
        assert "Mon 09:00–13:00, 14:00–18:00, Tue 09:00–18:00, Fri 20:00–24:00" in page

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("day_0", "nine to five"),
            ("day_0", "18:00-09:00"),
            ("day_0", "25:00-26:00"),
            ("own_holidays", "24/06/2026 St John's"),
            ("own_holidays", "2026-06-24 a\n2026-06-24 b"),
            ("time_zone", "Europe/Nowhere"),
            ("holidays_of", "XX"),
            ("name", ""),
        ],
    )
    def test_what_is_not_understood_is_said_and_nothing_saved(
        self, frank: User, browse: Browse, field: str, typed: str
    ) -> None:
        answer = browse(frank).post("/settings/calendars/new/", CALENDAR | {field: typed})

        assert answer.status_code == 422
        assert "errorlist" in answer.content.decode()
        assert not WorkCalendar.objects.exists()

    def test_changing_it_keeps_what_was_typed_before(self, frank: User, browse: Browse) -> None:
        made = make.work_calendar(by=frank, own_holidays=[(date(2026, 6, 24), "St John's")])

        page = browse(frank).get(f"/settings/calendars/{made.pk}/edit/").content.decode()

        assert 'value="09:00–18:00"' in page
        assert "2026-06-24 St John" in page

    def test_only_one_is_the_usual_one(self, frank: User) -> None:
        first = make.work_calendar(by=frank, is_default=True)
        make.work_calendar(by=frank, is_default=True)

        first.refresh_from_db()
        assert not first.is_default

    def test_a_new_holiday_moves_what_is_due(self, grupo: Any, frank: User) -> None:
        calendar = make.work_calendar(by=frank)
        issue = issue_of(grupo, (MONDAY, Status.NEW), calendar=calendar)
        before = issue.resolution_due_at
        week = working_time_of(calendar).week

        services.set_calendar(calendar, by=frank, week=week, own_holidays=[(TUESDAY.date(), "Town")])
        outbox.sweep()

        issue.refresh_from_db()
        assert before is not None
        assert issue.resolution_due_at == before + timedelta(days=1)


@pytest.mark.django_db
class TestAgreedTimes:
    def test_the_tier_comes_first_then_all_tiers_then_as_shipped(self, frank: User) -> None:
        assert agreed_for(tier="A", severity="high")[:2] == (240, 1080)

        make.service_level(by=frank, tier="", response_minutes=30)
        assert agreed_for(tier="A", severity="high").response_minutes == 30

        make.service_level(by=frank, tier="A", response_minutes=20)
        assert agreed_for(tier="A", severity="high").response_minutes == 20
        assert agreed_for(tier="B", severity="high").response_minutes == 30

    def test_the_usual_calendar_is_used_where_the_policy_names_none(self, frank: User) -> None:
        usual = make.work_calendar(by=frank, is_default=True)

        assert agreed_for(tier="A", severity="low").calendar == usual

    def test_an_answer_after_the_solution_is_refused(self, frank: User) -> None:
        with pytest.raises(ValidationError):
            make.service_level(by=frank, response_minutes=900)

    def test_removing_can_be_taken_back(self, frank: User, browse: Browse) -> None:
        policy = make.service_level(by=frank)

        browse(frank).post(f"/settings/service-levels/{policy.pk}/remove/")
        assert not SlaPolicy.objects.exists()
        browse(frank).post(f"/undo/{Undo.objects.get().pk}/")

        assert SlaPolicy.objects.get().response_minutes == 60

    def test_two_for_the_same_tier_and_severity_are_refused(self, frank: User, browse: Browse) -> None:
        make.service_level(by=frank)
        typed = {"tier": "A", "severity": "high", "response_minutes": 5, "resolution_minutes": 50}

        answer = browse(frank).post("/settings/service-levels/new/", typed)

        assert answer.status_code == 422
        assert "already" in answer.content.decode()


@pytest.mark.django_db
class TestLadder:
    def test_it_is_set_in_one_go(self, frank: User, browse: Browse) -> None:
        answer = browse(frank).post("/settings/escalation/", {"owner": "50, 100", "manager": "100 %", "above": ""})

        assert answer.status_code == 302
        assert ladder() == [(50, "owner"), (100, "owner"), (100, "manager")]

    def test_left_empty_it_is_as_shipped_again(self, frank: User, browse: Browse) -> None:
        EscalationStep.objects.create(at_percent=50, tells="owner")

        browse(frank).post("/settings/escalation/", {})

        assert (200, "above") in ladder()

    @pytest.mark.parametrize("typed", ["soon", "5", "2000", "-75", "75.5"])
    def test_what_is_no_per_cent_is_refused(self, frank: User, browse: Browse, typed: str) -> None:
        answer = browse(frank).post("/settings/escalation/", {"owner": typed})

        assert answer.status_code == 422
        assert typed in answer.content.decode()

    def test_a_lower_rung_is_waited_for_from_now_on(self, grupo: Any, frank: User) -> None:
        issue = issue_of(grupo, (MONDAY, Status.NEW))

        services.set_ladder(by=frank, owner=[25])
        outbox.sweep()

        issue.refresh_from_db()
        assert issue.next_alert_at == MONDAY + timedelta(hours=1)


@pytest.mark.django_db
def test_the_share_kept_counts_each_issue_once_and_the_open_ones_that_are_over(grupo: Any, alice: User) -> None:
    answered = {"responded_at": MONDAY + timedelta(hours=1)}
    issue_of(grupo, (MONDAY, Status.NEW), (TUESDAY, Status.SOLVED), solved_at=TUESDAY, **answered)
    late = MONDAY + timedelta(days=3)
    issue_of(grupo, (MONDAY, Status.NEW), (late, Status.SOLVED), solved_at=late, **answered)
    issue_of(grupo, (MONDAY, Status.NEW))
    issue_of(grupo, (late, Status.NEW))

    response, resolution = sla_share(Issue.objects.visible_to(alice), since=MONDAY, at=late + timedelta(hours=1))

    assert (response.met, response.breached) == (2, 1)
    assert (resolution.met, resolution.breached) == (1, 2)
    assert round(resolution.percent or 0) == 33


@pytest.mark.django_db
def test_the_pages_cost_the_same_however_many_rows(
    frank: User, browse: Browse, django_assert_max_num_queries: Any
) -> None:
    browser = browse(frank)
    for tier in "ABC":
        make.service_level(by=frank, tier=tier, calendar=make.work_calendar(by=frank))

    with django_assert_max_num_queries(12):
        assert browser.get("/settings/calendars/").status_code == 200
    with django_assert_max_num_queries(12):
        assert browser.get("/settings/service-levels/").status_code == 200
