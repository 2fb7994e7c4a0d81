from kam.models.attachment import Attachment
from kam.models.brand import Brand
from kam.models.event import Delivery, Event
from kam.models.job import ExternalId, Heartbeat, JobRun
from kam.models.team import Membership, Team
from kam.models.token import ApiToken
from kam.models.undo import Undo
from kam.models.user import User

__all__ = [
    "ApiToken",
    "Attachment",
    "Brand",
    "Delivery",
    "Event",
    "ExternalId",
    "Heartbeat",
    "JobRun",
    "Membership",
    "Team",
    "Undo",
    "User",
]
