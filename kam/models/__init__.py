from kam.models.attachment import Attachment
from kam.models.brand import Brand
from kam.models.event import Delivery, Event
from kam.models.feed import CalendarFeed
from kam.models.intake import Import, ImportRow
from kam.models.job import ExternalId, Heartbeat, JobRun
from kam.models.retention import Retention
from kam.models.team import Membership, Team
from kam.models.token import ApiToken
from kam.models.undo import Undo
from kam.models.unsent import UnsentForm
from kam.models.user import User

__all__ = [
    "ApiToken",
    "Attachment",
    "Brand",
    "CalendarFeed",
    "Delivery",
    "Event",
    "ExternalId",
    "Heartbeat",
    "Import",
    "ImportRow",
    "JobRun",
    "Membership",
    "Retention",
    "Team",
    "Undo",
    "UnsentForm",
    "User",
]
