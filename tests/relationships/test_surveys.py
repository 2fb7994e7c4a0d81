"""Surveys: who is asked and who is left out, what runs by itself, and that nobody gets the same mail twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Client, Contact
from kam import outbox
from kam.models import Event, User
from relationships import services
from relationships.models import Invitation, Survey
from tests import make

pytestmark = pytest.mark.django_db

Skip = Invitation.Skip


@pytest.fixture
def people(grupo: Client, contact: Contact, alice: User) -> list[Contact]:
    """Rita, who reads Portuguese, and Rui, who reads whatever the installation speaks."""
    rita = accounts.change_contact(contact, by=alice, language="pt-pt")
    return [rita, make.contact(grupo, "Rui Costa", by=alice, email="rui@alvorada.example")]


def later(days: float) -> datetime:
    return timezone.now() + timedelta(days=days)


def mails() -> list[str]:
    outbox.sweep()
    return [letter.to[0].split(" <")[0] for letter in mail.outbox]


# --- Making and choosing ----------------------------------------------------------------------------------------------


def test_a_draft_asks_nobody(people: list[Contact], alice: User) -> None:
    make.survey(*people, by=alice)

    assert mails() == []


def test_each_is_asked_in_their_own_language_else_in_that_of_the_installation(
    people: list[Contact], alice: User, settings: Any
) -> None:
    survey = make.survey(*people, by=alice)

    spoken = dict(survey.invitations.values_list("contact__name", "language"))
    assert spoken == {"Rita Nunes": "pt-pt", "Rui Costa": settings.LANGUAGE_CODE}


def test_the_language_can_be_changed_until_it_goes_out(people: list[Contact], alice: User) -> None:
    survey = make.survey(*people, by=alice)
    first = survey.invitations.all()[0]
    assert services.set_language(first, language="en", by=alice).language == "en"
    with pytest.raises(ValidationError):
        services.set_language(first, language="xx", by=alice)

    services.start_survey(survey, by=alice)

    with pytest.raises(ValidationError):
        services.set_language(first, language="en", by=alice)


@pytest.mark.parametrize(
    "cannot",
    [
        {"email": ""},
        {"is_placeholder": True},
        {"left_on": make.days_ago(1)},
        {"surveys_refused_on": make.days_ago(1)},
        {"erased_at": timezone.now()},
    ],
    ids=lambda cannot: next(iter(cannot)),
)
def test_some_people_cannot_be_chosen(cannot: dict[str, Any], people: list[Contact], alice: User) -> None:
    Contact.objects.filter(pk=people[0].pk).update(**cannot)

    with pytest.raises(ValidationError, match="Rita Nunes"):
        make.survey(*people, by=alice)


def test_people_of_clients_one_may_not_change_cannot_be_chosen(people: list[Contact], carol: User) -> None:
    with pytest.raises(ValidationError):
        make.survey(*people, by=carol)


def test_who_only_looks_makes_no_survey(erin: User, company: Any) -> None:
    with pytest.raises(ValidationError):
        make.survey(by=erin)


def test_a_survey_that_repeats_faster_than_people_recover_is_refused(alice: User) -> None:
    with pytest.raises(ValidationError, match="60 days"):
        make.survey(by=alice, repeat_months=1, fatigue_days=60)


def test_it_takes_answers_at_least_until_the_day_it_goes_out(alice: User) -> None:
    with pytest.raises(ValidationError):
        make.survey(by=alice, closes_on=make.days_ago(1))


def test_what_was_asked_does_not_change_once_it_went_out(people: list[Contact], alice: User) -> None:
    survey = services.start_survey(make.survey(*people, by=alice), by=alice)

    with pytest.raises(ValidationError):
        services.change_survey(survey, by=alice, about="deliveries")
    assert services.change_survey(survey, by=alice, closes_on=make.days_ago(-30)).closes_on == make.days_ago(-30)


def test_a_draft_can_be_thrown_away_and_a_survey_that_went_out_cannot(people: list[Contact], alice: User) -> None:
    services.remove_survey(make.survey(*people, by=alice), by=alice)
    assert not Survey.objects.exists()

    with pytest.raises(ValidationError):
        services.remove_survey(services.start_survey(make.survey(*people, by=alice), by=alice), by=alice)


# --- Going out --------------------------------------------------------------------------------------------------------


def test_starting_sends_each_person_one_mail_with_a_link_of_their_own(people: list[Contact], alice: User) -> None:
    invitations = make.asked(*people, by=alice)

    assert sorted(mails()) == ["Rita Nunes", "Rui Costa"]
    for letter, invitation in zip(mail.outbox, invitations, strict=True):
        assert make.question(invitation) in letter.body
        assert letter.extra_headers["Message-ID"].startswith(f"<survey-{invitation.pk}-0@")
    spoken = {letter.to[0].split(" ")[0]: str(letter.alternatives[0].content) for letter in mail.outbox}
    assert 'lang="pt-pt"' in spoken["Rita"]
    assert 'lang="en"' in spoken["Rui"]


def test_the_token_is_neither_kept_nor_told(people: list[Contact], alice: User) -> None:
    [invitation, _other] = make.asked(*people, by=alice)
    token = services.survey_token(invitation)

    row = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert token not in str(row)
    assert token not in str(list(Event.objects.values_list("payload", "subject_name")))


def test_a_survey_is_started_once(people: list[Contact], alice: User) -> None:
    survey = services.start_survey(make.survey(*people, by=alice), by=alice)

    with pytest.raises(ValidationError):
        services.start_survey(survey, by=alice)
    assert len(mails()) == 2


def test_a_survey_that_would_ask_nobody_does_not_start(people: list[Contact], alice: User) -> None:
    with pytest.raises(ValidationError):
        services.start_survey(make.survey(by=alice), by=alice)
    make.asked(*people, by=alice)

    with pytest.raises(ValidationError):
        services.start_survey(make.survey(*people, by=alice), by=alice)


def test_nobody_is_asked_twice_within_the_days_of_rest_by_whatever_survey(
    people: list[Contact], grupo: Client, alice: User, bob: User
) -> None:
    make.asked(people[0], by=bob, kind="csat")

    second = make.asked(*people, by=alice, kind="nps", fatigue_days=60)

    assert [invitation.skipped for invitation in second] == [Skip.FATIGUE, ""]
    assert sorted(mails()) == ["Rita Nunes", "Rui Costa"]


def test_after_the_days_of_rest_one_is_asked_again(people: list[Contact], alice: User) -> None:
    [first] = make.asked(people[0], by=alice)
    Invitation.objects.filter(pk=first.pk).update(sent_at=timezone.now() - timedelta(days=60, minutes=1))

    [second] = make.asked(people[0], by=alice)

    assert second.sent_at


def test_one_human_being_at_two_clients_is_asked_once(people: list[Contact], alice: User) -> None:
    other = make.client(owner=alice)
    same = make.contact(other, "Rita Nunes", by=alice, email="RITA@alvorada.example")

    invitations = make.asked(people[0], same, by=alice)

    assert [invitation.skipped for invitation in invitations] == ["", Skip.FATIGUE]
    assert mails() == ["Rita Nunes"]


@pytest.mark.parametrize(
    ("happened", "reason"),
    [
        ({"left_on": make.days_ago(0)}, Skip.LEFT),
        ({"email": ""}, Skip.NO_ADDRESS),
        ({"surveys_refused_on": make.days_ago(0)}, Skip.REFUSED),
        ({"erased_at": timezone.now()}, Skip.UNKNOWN),
    ],
    ids=["left", "address", "refused", "erased"],
)
def test_who_can_no_longer_be_asked_is_left_out_on_the_day(
    happened: dict[str, Any], reason: str, people: list[Contact], alice: User
) -> None:
    survey = make.survey(*people, by=alice)
    Contact.objects.filter(pk=people[0].pk).update(**happened)

    services.start_survey(survey, by=alice)

    assert survey.invitations.get(contact=people[0]).skipped == reason
    assert mails() == ["Rui Costa"]


def test_people_of_a_client_lost_since_are_left_out(people: list[Contact], alice: User, bob: User, dave: User) -> None:
    survey = services.start_survey(make.survey(*people, by=alice, opens_on=make.days_ago(-3)), by=alice)
    Client.objects.update(owner=dave, team=dave.memberships.get().team)

    services.mind_surveys(at=later(3))

    assert set(survey.invitations.values_list("skipped", flat=True)) == {Skip.ACCESS}
    assert mails() == []


def test_people_can_be_added_while_it_runs_and_only_they_are_asked(people: list[Contact], alice: User) -> None:
    survey = services.start_survey(make.survey(people[0], by=alice), by=alice)

    services.ask_more(survey, people=people, by=alice)

    assert sorted(mails()) == ["Rita Nunes", "Rui Costa"]


def test_people_cannot_be_added_after_the_end(people: list[Contact], alice: User) -> None:
    survey = services.close_survey(services.start_survey(make.survey(people[0], by=alice), by=alice), by=alice)

    with pytest.raises(ValidationError):
        services.ask_more(survey, people=people, by=alice)


# --- By itself --------------------------------------------------------------------------------------------------------


def test_a_survey_that_fails_does_not_hold_up_the_others(people: list[Contact], alice: User) -> None:
    broken = services.start_survey(make.survey(people[0], by=alice, opens_on=make.days_ago(-3)), by=alice)
    services.start_survey(make.survey(people[1], by=alice, opens_on=make.days_ago(-3)), by=alice)
    with connection.cursor() as cursor:
        cursor.execute("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$
        """)
        cursor.execute(f"""
            CREATE TRIGGER refuse BEFORE UPDATE ON relationships_invitation
            FOR EACH ROW WHEN (NEW.survey_id = {broken.pk}) EXECUTE FUNCTION refuse()
        """)

    services.mind_surveys(at=later(3))

    assert mails() == [people[1].name]


def test_a_scheduled_survey_goes_out_on_its_day(people: list[Contact], alice: User) -> None:
    services.start_survey(make.survey(*people, by=alice, opens_on=make.days_ago(-3)), by=alice)
    assert mails() == []

    services.mind_surveys(at=later(2))
    assert mails() == []
    services.mind_surveys(at=later(3))

    assert len(mails()) == 2


def test_what_was_missed_is_made_up_for_and_nothing_is_done_twice(people: list[Contact], alice: User) -> None:
    services.start_survey(make.survey(*people, by=alice, opens_on=make.days_ago(-3)), by=alice)

    for _ in range(3):
        services.mind_surveys(at=later(9))

    assert len(mails()) == 2


def test_who_did_not_answer_is_reminded_up_to_the_cap(people: list[Contact], alice: User) -> None:
    [first, _second] = make.asked(*people, by=alice, reminders=2, remind_after=5, closes_on=make.days_ago(-60))
    make.answer(first, 9)
    mails()
    mail.outbox.clear()

    for days in (4, 5, 6, 10, 11, 15, 20, 30):
        services.mind_surveys(at=later(days + 0.01))

    assert mails() == ["Rui Costa", "Rui Costa"]
    numbers = [letter.extra_headers["Message-ID"].split("-")[2][0] for letter in mail.outbox]
    assert numbers == ["1", "2"]


def test_a_long_pause_of_the_job_costs_one_reminder_and_not_two(people: list[Contact], alice: User) -> None:
    make.asked(people[0], by=alice, reminders=3, remind_after=2, closes_on=make.days_ago(-60))
    mails()
    mail.outbox.clear()

    services.mind_surveys(at=later(30))
    services.mind_surveys(at=later(30))

    assert mails() == ["Rita Nunes"]


@pytest.mark.parametrize("happened", ["left", "refused", "answered", "closed"])
def test_nobody_is_reminded_of_what_is_moot(happened: str, people: list[Contact], alice: User) -> None:
    [invitation] = make.asked(people[0], by=alice)
    mails()
    mail.outbox.clear()
    match happened:
        case "left":
            Contact.objects.update(left_on=make.today())
        case "refused":
            services.refuse_surveys(invitation, at=timezone.now())
        case "answered":
            make.answer(invitation, 10)
        case "closed":
            services.close_survey(invitation.survey, by=alice)

    services.mind_surveys(at=later(6))

    assert mails() == []


def test_a_mail_decided_on_before_an_answer_is_not_sent_after_it(people: list[Contact], alice: User) -> None:
    [invitation] = make.asked(people[0], by=alice)
    make.answer(invitation, 10)

    assert mails() == []


def test_it_closes_after_its_last_day(people: list[Contact], alice: User) -> None:
    survey = services.start_survey(make.survey(*people, by=alice), by=alice)

    services.mind_surveys(at=later(14))
    survey.refresh_from_db()
    assert survey.status == Survey.Status.RUNNING
    services.mind_surveys(at=later(15))

    survey.refresh_from_db()
    assert survey.status == Survey.Status.CLOSED


def test_the_next_wave_starts_once_and_asks_those_who_can_still_be_asked(people: list[Contact], alice: User) -> None:
    survey = services.start_survey(make.survey(*people, by=alice, repeat_months=3), by=alice)
    Contact.objects.filter(pk=people[1].pk).update(left_on=make.today())

    for days in (20, 80, 93, 94, 95):
        services.mind_surveys(at=later(days))

    wave = Survey.objects.get(follows=survey)
    assert (wave.status, wave.invitations.get().contact) == (Survey.Status.RUNNING, people[0])
    assert wave.closes_on - wave.opens_on == survey.closes_on - survey.opens_on
    assert wave.invitations.get().digest != survey.invitations.get(contact=people[0]).digest
    assert wave.invitations.get().sent_at


def test_a_survey_at_the_end_of_the_calendar_holds_up_no_other(
    people: list[Contact], alice: User, browse: Callable[..., Browser]
) -> None:
    last = {"opens_on": date(9999, 12, 30), "closes_on": date.max}
    for days in (last, {"closes_on": date.max}):
        survey = make.survey(people[0], by=alice, repeat_months=6, **days)
        services.close_survey(services.start_survey(survey, by=alice), by=alice)
        assert browse(alice).get(survey.get_absolute_url()).status_code == 200

    assert services.mind_surveys(at=later(400)) > 0
    assert Survey.objects.get(follows__isnull=False).closes_on == date.max


def test_no_wave_follows_in_the_name_of_somebody_who_left_us(people: list[Contact], alice: User) -> None:
    services.start_survey(make.survey(*people, by=alice, repeat_months=3), by=alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)

    services.mind_surveys(at=later(20))
    services.mind_surveys(at=later(95))

    assert Survey.objects.count() == 1


def test_closing_by_hand_can_be_taken_back_until_its_last_day(people: list[Contact], alice: User) -> None:
    survey = services.close_survey(services.start_survey(make.survey(*people, by=alice), by=alice), by=alice)

    assert services.reopen_survey(survey, by=alice).status == Survey.Status.RUNNING
    services.close_survey(survey, by=alice)
    with pytest.raises(ValidationError):
        services.reopen_survey(survey, by=alice, on=make.days_ago(-20))


def test_a_round_costs_as_many_statements_for_many_people_as_for_few(grupo: Client, alice: User) -> None:
    def cost(people: int) -> int:
        new = [make.contact(grupo, by=alice, email=f"p{people}.{n}@client.example") for n in range(people)]
        survey = services.start_survey(make.survey(*new, by=alice, opens_on=make.days_ago(-3)), by=alice)
        with CaptureQueriesContext(connection) as queries:
            services.mind_surveys(at=later(3))
            services.mind_surveys(at=later(9))
        assert survey.invitations.filter(reminded=1).count() == people
        services.close_survey(survey, by=alice)
        return len(queries)

    few = cost(2)
    assert cost(30) <= few


# --- Killed, and at once ----------------------------------------------------------------------------------------------


def test_a_worker_killed_in_the_middle_leaves_nothing_half_done(
    people: list[Contact], alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.start_survey(make.survey(*people, by=alice, opens_on=make.days_ago(-3)), by=alice)

    class Killed(BaseException):
        pass

    def die(*_args: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("kam.events.record_many", die)  # after the rows were claimed, before their events
        with pytest.raises(Killed):
            services.mind_surveys(at=later(3))
    assert not Invitation.objects.asked().exists()

    services.mind_surveys(at=later(3))
    assert sorted(mails()) == ["Rita Nunes", "Rui Costa"]


def test_a_mail_that_failed_is_tried_again_under_the_same_id(
    people: list[Contact], alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    [invitation] = make.asked(people[0], by=alice)

    def refuse(*_args: Any, **_named: Any) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr("kam.mail.EmailMultiAlternatives.send", refuse)
        assert mails() == []
    Event.objects.filter(delivered_at=None).update(due_at=timezone.now())

    assert mails() == ["Rita Nunes"]
    assert mail.outbox[0].extra_headers["Message-ID"].startswith(f"<survey-{invitation.pk}-0@")
    assert mails() == ["Rita Nunes"]


@pytest.mark.django_db(transaction=True)
def test_two_surveys_sent_at_once_do_not_both_ask_somebody(people: list[Contact], alice: User, bob: User) -> None:
    surveys = [make.survey(*people, by=alice), make.survey(*reversed(people), by=bob, kind="csat")]

    at_once(*(starting(survey, by) for survey, by in zip(surveys, (alice, bob), strict=True)))

    for person in people:
        assert Invitation.objects.asked().filter(contact=person).count() == 1
    assert sorted(mails()) == ["Rita Nunes", "Rui Costa"]


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_send_one_mail_each(people: list[Contact], alice: User) -> None:
    services.start_survey(make.survey(*people, by=alice, opens_on=make.days_ago(-3)), by=alice)
    when = later(3)

    at_once(*[lambda: services.mind_surveys(at=when)] * 3)

    assert sorted(mails()) == ["Rita Nunes", "Rui Costa"]


def starting(survey: Survey, by: User) -> Callable[[], object]:
    def start() -> None:
        try:
            services.start_survey(survey, by=by)
        except ValidationError:  # whoever comes second finds nobody left to ask
            return

    return start


def at_once(*calls: Callable[[], object]) -> None:
    """All begin together, each in a thread and on a connection of its own."""
    start = Barrier(len(calls))

    def run(call: Callable[[], object]) -> None:
        start.wait()
        call()
        connection.close()

    threads = [Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
