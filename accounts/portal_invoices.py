"""The client's own invoices in their portal: those that are open, and the statement of account to keep."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from accounts import statement as statements
from accounts.portal import visitor
from accounts.visit import Visit
from kam import pdf


@require_GET
@visitor
def statement(request: HttpRequest, visit: Visit) -> HttpResponse:
    """As of today, in the language in which they read the portal."""
    today = timezone.localdate()
    made = pdf.render("statement", statements.told(visit.client, on=today))
    return pdf.answer(made, name=f"{slugify(visit.client.name)}-{today}")
