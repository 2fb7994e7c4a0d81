from accounts.models.account_team import AccountTeamMember
from accounts.models.client import Client
from accounts.models.contact import Contact
from accounts.models.of_client import OfClient
from accounts.models.portal import PortalAccess
from accounts.models.privacy import Erasure

__all__ = ["AccountTeamMember", "Client", "Contact", "Erasure", "OfClient", "PortalAccess"]
