"""Us, our clients and their people."""

from __future__ import annotations

from django.utils.text import slugify

from accounts.models import AccountTeamMember, Client, Contact
from kam import services as kam
from performance.demo import cast
from performance.demo.chronicle import Dated
from performance.demo.north import NORTH
from performance.demo.scene import Known, Scene
from performance.demo.south import SOUTH
from performance.demo.story import Company, Person


def hire(scene: Scene) -> None:
    root = kam.create_team(name=cast.COMPANY, by=None, is_demo=True)
    scene.teams = {cast.COMPANY: root}
    for name in cast.TEAMS:
        scene.teams[name] = kam.create_team(name=name, parent=root, by=None, is_demo=True)
    for employee in cast.EMPLOYEES:
        user = kam.create_user(email=employee.email, name=employee.name, by=None, password=cast.PASSWORD, is_demo=True)
        kam.join_team(user, scene.teams[employee.team], role=employee.role, by=None)
        scene.us[employee.key] = user


def write_clients(scene: Scene) -> None:
    found = {company.name: _client(scene, company) for company in (*NORTH, *SOUTH)}
    for has_parent in (False, True):  # parents first: a row points to a row that is there
        level = [known for known in found.values() if bool(known.company.parent) is has_parent]
        for known in level:
            if has_parent:
                known.client.parent = found[known.company.parent].client
        dated = [Dated(known.client, scene.at(scene.day(known.company.since)), known.owner) for known in level]
        scene.chronicle.write(dated)
        for client, at, by in dated:
            scene.chronicle.tell("accounts.client_created", client, at=at, by=by, client_id=client.pk)
    scene.clients = list(found.values())


def _client(scene: Scene, company: Company) -> Known:
    owner = scene.us[company.owner]
    client = Client(
        name=company.name,
        tier=company.tier,
        segment=company.segment,
        city=company.city,
        country="PT",
        website=f"https://www.{company.domain}",
        employees=company.employees,
        annual_revenue=company.annual_revenue,
        currency="EUR",
        contact_every=company.contact_every,
        owner=owner,
        team=scene.teams[cast.NORTH if company in NORTH else cast.SOUTH],
        is_demo=True,
    )
    return Known(company, client, owner)


def write_contacts(scene: Scene) -> None:
    dated = []
    for known in scene.clients:
        known.people = [_contact(scene, known, person) for person in known.company.people]
        for place, contact in enumerate(known.people):
            dated.append(Dated(contact, scene.at(scene.day(known.company.since - 3 - 20 * place)), known.owner))
    scene.chronicle.write(dated)
    for contact, at, by in dated:
        scene.chronicle.tell("accounts.contact_created", contact, at=at, by=by, client_id=contact.client_id)


def _contact(scene: Scene, known: Known, person: Person) -> Contact:
    first, *_others, last = person.name.split()
    return Contact(
        client=known.client,
        name=person.name,
        job_title=person.job_title,
        email=f"{slugify(first)}.{slugify(last)}@{known.company.domain}",
        language="pt-pt",
        left_on=None if person.left is None else scene.day(person.left),
    )


def write_account_teams(scene: Scene) -> None:
    dated = [
        Dated(
            AccountTeamMember(client=known.client, user=scene.us[key], access=access, duty=duty),
            scene.at(scene.day(known.company.since - 30)),
            known.owner,
        )
        for known in scene.clients
        for key, access, duty in known.company.team
    ]
    scene.chronicle.write(dated)
    for member, at, by in dated:
        scene.chronicle.tell(
            "accounts.team_joined", member.client, at=at, by=by, client_id=member.client_id, who=member.user.name
        )
