"""What kam itself can take in: people, teams and who is in which."""

from kam import services
from kam.models import Membership, Team, User
from kam.transfer.resources import Resource, register

register(
    Resource(
        "users",
        User,
        fields=("email", "name", "language", "time_zone", "is_active"),
        write=services.import_users,
        natural=("email",),
    )
)
register(Resource("teams", Team, fields=("name", "parent"), write=services.import_teams, natural=("name",)))
register(Resource("memberships", Membership, fields=("user", "team", "role"), write=services.import_memberships))
