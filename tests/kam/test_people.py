"""Roles, tokens, files, undo, history: kam's own services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import Client as Browser
from django.utils import timezone, translation

from accounts import services as accounts
from accounts.models import Client
from kam import history, services, undo
from kam.access import scope_of
from kam.actor import Source, acting
from kam.drafts import Draft
from kam.models import ApiToken, Attachment, Event, Team, Undo, User
from performance import services as performance
from planning import services as planning
from planning.models import Action
from tests import make


def test_a_manager_changes_the_clients_of_the_teams_below(company: Team, north: Team, grupo: Client) -> None:
    top = make.user("Top", company, role="manager")

    assert Client.objects.editable_by(top).contains(grupo)


def test_a_manager_of_a_branch_does_not_see_the_branch_beside_it(dave: User, grupo: Client) -> None:
    assert not Client.objects.visible_to(dave).exists()


def test_a_team_whose_number_starts_alike_is_not_below(company: Team) -> None:
    first, alike = Team.objects.create(name="A", path="/1/"), Team.objects.create(name="B", path="/11/")

    assert not Team.objects.below(first).contains(alike)


def test_whoever_is_on_the_account_team_sees_the_client_from_any_team(dave: User, alice: User, grupo: Client) -> None:
    accounts.join_account_team(grupo, dave, access="look", by=alice)
    looking = User.objects.get(pk=dave.pk)

    assert Client.objects.visible_to(looking).contains(grupo)
    assert not Client.objects.editable_by(looking).contains(grupo)


def test_whoever_may_edit_on_the_account_team_changes_the_client(dave: User, alice: User, grupo: Client) -> None:
    accounts.join_account_team(grupo, dave, access="edit", by=alice)

    assert Client.objects.editable_by(User.objects.get(pk=dave.pk)).contains(grupo)


def test_a_viewer_looks_and_changes_nothing(north: Team, grupo: Client) -> None:
    viewer = make.user("Vera", north, role="viewer")

    assert Client.objects.visible_to(viewer).contains(grupo)
    assert not Client.objects.editable_by(viewer).exists()


def test_an_executive_who_owns_a_client_still_only_looks(company: Team, erin: User, grupo: Client) -> None:
    Client.objects.filter(pk=grupo.pk).update(owner=erin)

    assert not Client.objects.editable_by(erin).exists()


def test_somebody_who_left_has_no_roles(alice: User, grupo: Client) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)

    assert scope_of(User.objects.get(pk=alice.pk)).roles == frozenset()


def test_two_people_cannot_sign_in_with_one_address(alice: User) -> None:
    with pytest.raises(ValidationError, match="already"):
        services.create_user(email=alice.email.upper(), name="Another Alice", by=None)


def test_a_token_is_kept_as_a_digest_only(alice: User) -> None:
    token, plain = make.token(alice)

    assert plain not in str(ApiToken.objects.filter(pk=token.pk).values())
    assert token.digest == services.digest_of(plain)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_token_lives_between_a_day_and_a_year(days: int, alice: User) -> None:
    with pytest.raises(ValidationError):
        make.token(alice, days=days)


def test_a_token_past_its_day_is_not_usable(alice: User) -> None:
    token, _plain = make.token(alice)

    assert not ApiToken.objects.usable(at=token.expires_at + timedelta(seconds=1)).exists()


def test_a_file_keeps_its_name_but_not_its_path(alice: User, grupo: Client) -> None:
    kept = services.attach(grupo, make.upload("..\\..\\etc/passwd.html"), client_id=grupo.pk, by=alice)

    assert kept.name == "passwd.html"
    assert "passwd" not in str(kept.file.name)


def test_a_file_beyond_the_limit_is_refused_by_a_sentence(alice: User, grupo: Client, settings: object) -> None:
    settings.MAX_ATTACHMENT_BYTES = 10  # type: ignore[attr-defined]

    with pytest.raises(ValidationError, match="too large"):
        services.attach(grupo, make.upload(content=b"x" * 11), client_id=grupo.pk, by=alice)
    assert not Attachment.objects.exists()


def test_a_file_goes_out_as_nothing_a_browser_runs(alice: User, grupo: Client, browse: Callable[..., Browser]) -> None:
    kept = services.attach(grupo, make.upload("page.html", b"<script>alert(1)</script>"), client_id=grupo.pk, by=alice)

    answer = browse(alice).get(f"/files/{kept.pk}/")
    body = b"".join(answer)

    assert body.startswith(b"<script>")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_undo_takes_back_once(alice: User, action: Action) -> None:
    planning.complete_action(action, by=alice)
    way_back = undo.offer("planning.reopen_action", by=alice, message="Done", pk=action.pk)

    undo.take_back(way_back, by=alice)
    planning.complete_action(action, by=alice)
    undo.take_back(way_back, by=alice)

    action.refresh_from_db()
    assert action.status == Action.Status.DONE


def test_nobody_takes_back_what_another_did(alice: User, bob: User, action: Action) -> None:
    way_back = undo.offer("planning.reopen_action", by=alice, message="Done", pk=action.pk)

    with pytest.raises(Http404):
        undo.take_back(way_back, by=bob)


def test_what_was_done_more_than_thirty_days_ago_stays(alice: User, action: Action) -> None:
    way_back = undo.offer("planning.reopen_action", by=alice, message="Done", pk=action.pk)
    Undo.objects.update(created_at=timezone.now() - timedelta(days=31))

    with pytest.raises(ValidationError, match="30 days"):
        undo.take_back(way_back, by=alice)


def test_history_tells_who_changed_what_from_what_to_what(
    alice: User, grupo: Client, browse: Callable[..., Browser]
) -> None:
    form = {"name": "Grupo Aurora", "tier": "B", "owner": alice.pk, "team": grupo.team_id, "currency": "EUR"}
    browse(alice).post(f"/clients/{grupo.pk}/edit/", form)

    latest = history.of(Client.objects.get(pk=grupo.pk))[0]

    assert (latest.who, latest.source) == ("Alice", "Web")
    assert ("Grupo Alvorada", "Grupo Aurora") in {(change.before, change.after) for change in latest.changes}


def test_history_labels_what_a_job_did(alice: User, grupo: Client) -> None:
    with acting(Source.JOB, "nightly.clean_up"):
        Client.objects.filter(pk=grupo.pk).update(segment="Retail")

    latest = history.of(grupo)[0]

    assert (latest.who, latest.source) == ("The system", "Job nightly.clean_up")


def test_history_records_what_no_service_wrote(grupo: Client) -> None:
    Client.objects.filter(pk=grupo.pk).update(city="Porto")

    assert ("–", "Porto") in {(change.before, change.after) for change in history.of(grupo)[0].changes}


@pytest.mark.parametrize(
    "label",
    ["accounts.contact", "relationships.interaction", "planning.objective", "planning.progress", "planning.action"],
)
def test_the_history_of_a_record_is_for_those_who_see_it(
    label: str, carol: User, dave: User, grupo: Client, browse: Callable[..., Browser]
) -> None:
    make.progress(make.objective(grupo, by=grupo.owner), 60, by=grupo.owner)
    for noun in (make.contact, make.action, make.interaction):
        noun(grupo, by=grupo.owner)
    address = f"/history/{label}/{apps.get_model(label)._default_manager.get().pk}/"

    assert [browse(who).get(address).status_code for who in (carol, dave)] == [200, 404]


@pytest.mark.parametrize("label", ["kam.user", "kam.apitoken", "auth.group", "nothing.here", "x"])
def test_what_is_no_client_record_has_no_history_page(label: str, frank: User, browse: Callable[..., Browser]) -> None:
    assert browse(frank).get(f"/history/{label}/{frank.pk}/").status_code == 404


def test_an_event_says_through_what_it_came(alice: User, grupo: Client) -> None:
    with acting(Source.IMPORT, "clients.csv"):
        accounts.change_client(grupo, city="Braga", by=alice)

    event = Event.objects.get(verb="accounts.client_changed")
    assert (event.source, event.source_name) == ("import", "clients.csv")


def test_history_writes_values_as_the_reader_does(grupo: Client) -> None:
    Client.objects.filter(pk=grupo.pk).update(annual_revenue=1_234_500, is_active=False)

    with translation.override("pt-pt"):
        assert {("–", "1\u00a0234\u00a0500"), ("sim", "não")} <= {
            (change.before, change.after) for change in history.of(grupo)[0].changes
        }


def test_history_names_only_records_that_the_reader_sees(alice: User, frank: User, grupo: Client, south: Team) -> None:
    hidden = make.client("Secret parent", owner=frank, team=south)
    accounts.change_client(grupo, parent=hidden, by=frank)

    told = {change.after for change in history.of(grupo, seen_by=alice)[0].changes}
    assert told == {f"#{hidden.pk}"}
    assert {change.after for change in history.of(grupo, seen_by=frank)[0].changes} == {"Secret parent"}


@pytest.mark.parametrize(
    "address", ["/clients/{client}/timeline/?before=2026-13-45T00:00:00~1", "/clients/{client}/timeline/?before=x~²"]
)
def test_a_place_in_the_timeline_that_is_none_is_its_start(
    address: str, alice: User, grupo: Client, browse: Callable[..., Browser]
) -> None:
    assert browse(alice).get(address.format(client=grupo.pk)).status_code == 200


def test_what_has_no_history_has_no_page_of_it(alice: User, grupo: Client, browse: Callable[..., Browser]) -> None:
    performance.refresh_standings(on=make.today())

    assert browse(alice).get(f"/history/performance.clientstanding/{grupo.pk}/").status_code == 404


def test_a_viewer_comes_home_to_the_clients(north: Team, browse: Callable[..., Browser]) -> None:
    viewer = make.user("Vera", north, role="viewer")

    assert browse(viewer).get("/")["Location"] == "/clients/"


def test_an_unknown_language_is_not_taken(alice: User, browse: Callable[..., Browser]) -> None:
    assert browse(alice).post("/settings/appearance/", {"language": "xx"}).status_code == 302


def test_people_who_are_imported_are_on_no_clients_timeline(frank: User) -> None:
    services.import_users([Draft({"email": "new@kam.example", "name": "New"})], by=frank)

    assert Event.objects.get(verb="kam.user_created", subject_name="New").client_id is None
