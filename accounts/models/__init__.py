from accounts.models.client import AccountTeamMember, Client
from accounts.models.contact import Contact
from accounts.models.of_client import OfClient

__all__ = ["AccountTeamMember", "Client", "Contact", "OfClient"]
