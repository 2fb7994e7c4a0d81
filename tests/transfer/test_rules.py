"""What a row is refused for: the rules of the services, told by row and column, in the reader's language."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from accounts.models import Client, Contact
from kam.drafts import Ending
from kam.models import Membership, Team, User
from planning.models import Objective, Progress
from relationships.models import Interaction, Need
from tests import make


def told(report: Any) -> list[tuple[int, str, str]]:
    return [(issue.row, issue.column, issue.reason) for issue in report.steps[-1].issues]


def test_a_name_of_300_characters(bring_clients: Any) -> None:
    report = bring_clients(f"id,name\n1,{'x' * 300}\n")

    assert told(report) == [(2, "name", "Ensure this value has at most 200 characters (it has 300).")]


def test_emoji_are_letters_like_others(bring_clients: Any) -> None:
    bring_clients("id,name\n1,Gelados 🍦 do Cais\n")

    assert Client.objects.get().name == "Gelados 🍦 do Cais"


def test_a_null_character(bring_clients: Any) -> None:
    assert told(bring_clients("id,name\n1,A\0B\n")) == [(2, "name", "The text holds a null character.")]


def test_negative_money(bring_clients: Any) -> None:
    report = bring_clients("id;name;sales\n1;A;-3,50\n", 'fields.annual_revenue = "sales"')

    assert told(report) == [(2, "sales", "This cannot be negative.")]


def test_text_where_a_number_is_wanted(bring_clients: Any) -> None:
    report = bring_clients("id,name,staff\n1,A,many\n2,B,2.5\n", 'fields.employees = "staff"')

    assert told(report) == [
        (2, "staff", "Enter a number, such as 1,234.5."),
        (3, "staff", "Enter a whole number."),
    ]


def test_a_wrong_nif_and_one_that_is_taken_in_the_file_or_before(bring_clients: Any, grupo: Client) -> None:
    rows = (
        "1,A,PT,123456788\n2,B,PT,501 964 843\n3,C,PT,508025338\n4,D,PT,508025338\n5,E,ES,508025338\n6,F,PT,\n7,G,PT,\n"
    )

    report = bring_clients(f"id,name,country,nif\n{rows}", 'fields.country = "country"\nfields.tax_number = "nif"')

    taken = "There is a client with this tax number already."
    check = "This is not a valid NIF: check its nine digits (the last one is a check digit)."
    assert told(report) == [(2, "nif", check), (3, "nif", taken), (5, "nif", taken)]
    assert report.steps[0].rows == {Ending.CREATED: 4, Ending.FAILED: 3}


def test_reasons_come_in_portuguese_too(bring_clients: Any) -> None:
    with translation.override("pt-pt"):
        report = bring_clients("id,name\n1,\n")

    assert told(report) == [(2, "name", "Este campo não pode ser vazio.")]


def test_a_company_below_itself(bring: Any, bring_clients: Any) -> None:
    bring_clients("id,name\n1,A\n2,B\n3,C\n")
    below = """
        [[steps]]
        resource = "clients"
        file = "parents.csv"
        key = "id"
        fields.parent = "parent"
    """

    report = bring(below, {"parents.csv": "id,parent\n1,2\n2,3\n3,1\n"})

    assert [(row, column) for row, column, _reason in told(report)] == [(4, "parent")]
    assert Client.objects.get(name="A").parent == Client.objects.get(name="B")


CONTACTS = """
    [[steps]]
    resource = "contacts"
    file = "people.csv"
    key = "id"
    fields.client = "client"
    fields.name = "name"
    fields.email = "email"
"""


def test_contacts_find_their_client_and_share_no_address(bring: Any, bring_clients: Any) -> None:
    bring_clients("id,name\nc1,A\nc2,B\n")
    rows = (
        "1,c1,Rita,rita@a.example\n2,c1,Rui,RITA@a.example\n3,c2,Rita,rita@a.example\n4,c9,Eva,\n5,c1,Ivo,no-address\n"
    )

    report = bring(CONTACTS, {"people.csv": f"id,client,name,email\n{rows}"})

    assert told(report) == [
        (5, "client", "There are no clients known by this name (erp)."),
        (3, "email", "This client has a contact with this e-mail address already."),
        (6, "email", "Enter a valid email address."),
    ]
    assert Contact.objects.count() == 2


def test_a_reference_that_several_records_answer_to(bring: Any, bring_clients: Any) -> None:
    bring_clients("id,name\n1,Same\n2,Same\n")
    mapping = CONTACTS.replace('"client"\n', '{ column = "client", match = "name" }\n', 1)

    report = bring(mapping, {"people.csv": "id,client,name,email\n1,Same,Rita,\n"})

    assert told(report) == [(2, "client", "Several clients are known by this name (name).")]


OBJECTIVES = """
    [[steps]]
    resource = "objectives"
    file = "goals.csv"
    key = "id"
    fields.client = "client"
    fields.title = "title"
    fields.unit = "unit"
    fields.target = "target"
    fields.starts_on = "from"
    fields.due_on = "to"
"""


@pytest.fixture
def goals(bring: Any, bring_clients: Any) -> Any:
    bring_clients("id,name\nc1,A\n")
    return lambda *rows: bring(OBJECTIVES, {"goals.csv": "\n".join(["id,client,title,unit,target,from,to", *rows])})


def test_objectives_are_refused_for_what_a_form_would_refuse(goals: Any) -> None:
    report = goals(
        "1,c1,Sales,money,100,2026-01-01,2026-12-31",
        "2,c1,Sales,bananas,100,2026-01-01,2026-12-31",
        "3,c1,Sales,money,0,2026-01-01,2026-12-31",
        "4,c1,Sales,money,100,2026-12-31,2026-01-01",
        "5,c1,Sales,money,100,03/04/2026,2026-12-31",
    )

    assert [(row, column) for row, column, _reason in told(report)] == [
        (6, "from"),
        (3, "unit"),
        (4, "target"),
        (5, "to"),
    ]
    assert Objective.objects.get().owner == Client.objects.get().owner


def test_a_closed_objective_is_not_changed_but_found_unchanged(goals: Any) -> None:
    row = "1,c1,Sales,money,100,2026-01-01,2026-12-31"
    goals(row)
    Objective.objects.update(status=Objective.Status.CLOSED)

    assert goals(row).steps[0].rows == {Ending.UNCHANGED: 1}
    assert told(goals(row.replace("100", "120"))) == [
        (2, "", "A closed objective is not changed: open it again first.")
    ]


def test_readings_lie_in_the_past_and_move_the_objective_to_the_latest(bring: Any, goals: Any) -> None:
    goals("g1,c1,Sales,money,100,2026-01-01,2026-12-31")
    mapping = """
        [[steps]]
        resource = "progress"
        file = "readings.csv"
        key = ["goal", "day"]
        fields.objective = "goal"
        fields.value = "value"
        fields.noted_on = "day"
    """
    ahead = make.days_ago(-1).isoformat()

    report = bring(
        mapping,
        {"readings.csv": f"goal,day,value\ng1,2026-03-31,30\ng1,2026-02-28,20\ng1,{ahead},40\ng1,2026-04-30,-1\n"},
    )

    assert told(report) == [
        (4, "day", "A reading cannot lie in the future: choose today or an earlier day."),
        (5, "value", "This cannot be negative."),
    ]
    assert Objective.objects.get().current == Decimal(30)
    assert Progress.objects.count() == 2


def test_conversations_bring_the_people_who_took_part(bring: Any, bring_clients: Any, alice: User) -> None:
    bring_clients("id,name\nc1,A\nc2,B\n")
    bring(CONTACTS, {"people.csv": "id,client,name,email\np1,c1,Rita,\np2,c1,Rui,\np3,c2,Eva,\n"})
    mapping = """
        [[steps]]
        resource = "interactions"
        file = "talks.csv"
        key = "id"
        fields.client = "client"
        fields.kind = "kind"
        fields.summary = "text"
        fields.happened_at = "when"
        fields.people = { column = "with", split = "/" }
        fields.by = { value = "alice@kam.example", match = "email" }
    """
    header = "id,client,kind,text,when,with"
    rows = ["1,c1,call,Prices,2026-03-09 14:05,p1/p2", "2,c1,call,Prices,2026-03-09,p3", "3,c1,dinner,Wine,2026-03-09,"]

    first = bring(mapping, {"talks.csv": "\n".join([header, *rows])})
    again = bring(mapping, {"talks.csv": "\n".join([header, rows[0]])})
    fewer = bring(mapping, {"talks.csv": "\n".join([header, rows[0].replace("/p2", "")])})

    assert [(row, column) for row, column, _reason in told(first)] == [(3, "with"), (4, "kind")]
    assert again.steps[0].rows == {Ending.UNCHANGED: 1}
    assert fewer.steps[0].rows == {Ending.UPDATED: 1}
    assert [person.name for person in Interaction.objects.get().people.all()] == ["Rita"]


def test_needs_come_under_the_rules_of_the_form(bring: Any, bring_clients: Any, alice: User) -> None:
    bring_clients("id,name\nc1,A\nc2,B\n")
    bring(CONTACTS, {"people.csv": "id,client,name,email\np1,c1,Rita,\np2,c2,Eva,\n"})
    mapping = """
        [[steps]]
        resource = "needs"
        file = "needs.csv"
        key = "id"
        fields.client = "client"
        fields.statement = "words"
        fields.stated_by = "who"
        fields.importance = "weight"
        fields.fit = "fit"
        fields.assess_every = "days"
        fields.created_by = { value = "alice@kam.example", match = "email" }
    """
    header = "id,client,words,who,weight,fit,days"
    rows = ["1,c1,Fresh goods,p1,4,2,30", "2,c1,Low pallets,p2,3,3,30", "3,c1,One invoice,,3,3,0"]

    first = bring(mapping, {"needs.csv": "\n".join([header, *rows])})
    need = Need.objects.get()
    assert [(row, column) for row, column, _reason in told(first)] == [(3, "who"), (4, "days")]
    assert (need.next_assessment_on, need.created_by) == (make.days_ago(-30), alice)

    bring(mapping, {"needs.csv": "\n".join([header, rows[0].replace("30", "60")])})
    need.refresh_from_db()
    assert need.next_assessment_on == make.days_ago(-60)

    make.assessment(need, by=alice)
    scored = bring(mapping, {"needs.csv": "\n".join([header, rows[0].replace("4,2,30", "5,2,60")])})
    assert [(row, column) for row, column, _reason in told(scored)] == [(2, "weight")]


PEOPLE = """
    [[steps]]
    resource = "teams"
    file = "staff.csv"
    key = "team"
    fields.name = "team"

    [[steps]]
    resource = "users"
    file = "staff.csv"
    key = "email"
    fields.name = "name"
    fields.email = "email"

    [[steps]]
    resource = "memberships"
    file = "staff.csv"
    key = ["email", "team"]
    fields.user = "email"
    fields.team = "team"
    fields.role = "role"
"""


def test_people_come_without_a_password_into_their_teams(bring: Any, alice: User) -> None:
    rows = "West,Eva,Eva@kam.example,kam\nWest,Ivo,ivo@kam.example,boss\nWest,Al,ALICE@kam.example,kam\n"

    report = bring(PEOPLE, {"staff.csv": f"team,name,email,role\n{rows}"})

    eva = User.objects.get(email="eva@kam.example")
    assert not eva.has_usable_password()
    assert list(eva.memberships.values_list("team__name", "role")) == [("West", Membership.Role.KAM)]
    assert Team.objects.get(name="West").path == f"/{Team.objects.get(name='West').pk}/"
    assert [(i.row, i.reason) for i in report.steps[1].issues] == [
        (4, "Somebody already signs in with this e-mail address.")
    ]
    assert [(i.row, i.column) for i in report.steps[2].issues] == [(4, "email"), (3, "role")]


def test_a_team_that_exists_is_not_moved(bring: Any) -> None:
    mapping = """
        [[steps]]
        resource = "teams"
        file = "teams.csv"
        key = "id"
        fields.name = "name"
        fields.parent = "parent"
    """
    bring(mapping, {"teams.csv": "id,name,parent\n1,A,\n2,B,\n"})

    report = bring(mapping, {"teams.csv": "id,name,parent\n1,A,\n2,B,1\n"})

    assert told(report) == [(3, "parent", "An import does not move a team to another place.")]
