"""What of accounts can be imported."""

from django.db.models import Q

from accounts import services
from accounts.models import Client, Contact
from kam.transfer import Resource, register

register(
    Resource(
        "clients",
        Client,
        fields=(
            "name", "parent", "tier", "segment", "country", "city", "tax_number", "website", "employees",
            "annual_revenue", "currency", "contact_every", "owner", "team", "is_active",
        ),
        write=services.import_clients,
        natural=("tax_number", "name"),
    )
)  # fmt: skip
register(
    Resource(
        "contacts",
        Contact,
        fields=("client", "name", "job_title", "email", "phone", "language", "left_on"),
        write=services.import_contacts,
        natural=("email",),
        among=Q(merged_into=None, erased_at=None),
    )
)
