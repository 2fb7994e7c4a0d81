"""The access table: every address x the whole cast. An address that is not in the table fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client as Browser
from django.urls import URLResolver, get_resolver

from accounts import services as accounts
from accounts.models import Client, Contact
from kam import feeds, undo
from kam import services as kam
from kam.models import Event, User
from kam.scopes import GROUPS
from performance import services as performance
from planning import services as planning
from relationships import services as relationships
from tests import make

CAST = ("alice", "bob", "carol", "dave", "erin", "frank", "nobody")

# What is answered to:  alice bob carol dave erin frank nobody
SIGNED_IN = (200, 200, 200, 200, 200, 200, 302)
THE_WORLD = (200, 200, 200, 200, 200, 200, 200)
SEES_IT = (200, 200, 200, 404, 200, 200, 302)
CHANGES_IT = (200, 200, 403, 404, 403, 200, 302)
ANSWERS_FOR_IT = (403, 200, 403, 404, 403, 200, 302)  # a manager of the client's team, an administrator
REFUSED = (422, 422, 403, 404, 403, 422, 302)
REFUSED_ALL = (422, 422, 422, 422, 422, 422, 302)
DONE = (302, 302, 403, 404, 403, 302, 302)
PORTAL = (200, 200, 200, 200, 200, 200, 200)  # whoever has the link, signed in or not
PORTAL_REFUSED = (422, 422, 422, 422, 422, 422, 422)
PORTAL_WRITES = (405, 405, 405, 405, 405, 405, 405)
PORTAL_NOWHERE = (404, 404, 404, 404, 404, 404, 404)
PORTAL_DONE = (302, 302, 302, 302, 302, 302, 302)
DONE_ALL = (302, 302, 302, 302, 302, 302, 302)
NOT_THIS_VERB = (405, 405, 405, 405, 405, 405, 302)
WORKERS_DONE = (302, 302, 404, 404, 404, 302, 302)  # what those who only look do not see
MAKES_IT = (200, 403, 403, 404, 403, 200, 302)  # whoever made it, and administrators
MAKES_IT_REFUSED = (422, 403, 403, 404, 403, 422, 302)
MAKES_IT_DONE = (302, 403, 403, 404, 403, 302, 302)
ALICE_ALONE = (302, 404, 404, 404, 404, 404, 302)
ADMINISTERS = (403, 403, 403, 403, 403, 200, 302)
ADMINISTERS_REFUSED = (403, 403, 403, 403, 403, 422, 302)
HERS = (200, 404, 404, 404, 404, 200, 302)  # what waits for alice, and for whoever administers
HERS_DONE = (302, 404, 404, 404, 404, 302, 302)
HOUSE = (403, 403, 403, 403, 403, 200, 302)  # settings of the installation
HOUSE_REFUSED = (403, 403, 403, 403, 403, 422, 302)

# Address: what GET answers, what an empty POST answers (None where a POST is a GET).
PAGES = {
    "": ((200, 200, 200, 200, 302, 200, 302), None),
    "snooze/cold/{client}/": (NOT_THIS_VERB, DONE_ALL),
    "team/": ((403, 200, 403, 200, 200, 200, 302), None),
    "reviews/": (SIGNED_IN, None),
    "effort/": (SIGNED_IN, None),
    "clients/{client}/updates/": (SEES_IT, None),
    "clients/{client}/updates/new/": (CHANGES_IT, REFUSED),
    "updates/{update}/": (SEES_IT, None),
    "updates/{update}/edit/": (CHANGES_IT, REFUSED),
    "updates/{update}/send/": (CHANGES_IT, REFUSED),
    "updates/{update}/publish/": (NOT_THIS_VERB, DONE),
    "updates/{update}/remove/": (NOT_THIS_VERB, DONE),
    "p/{portal}/updates/{published}/": (PORTAL, PORTAL_WRITES),
    "clients/{client}/margin/": (CHANGES_IT, REFUSED),
    "settings/cost-rates/": (SIGNED_IN, (403, 403, 403, 403, 403, 422, 302)),
    "import/": (SIGNED_IN, None),
    "import/new/": ((200, 200, 200, 200, 403, 200, 302), (422, 422, 422, 422, 403, 422, 302)),
    "import/{import}/": (HERS, None),
    "import/{import}/columns/": (HERS, (422, 404, 404, 404, 404, 422, 302)),
    "import/{import}/run/": (NOT_THIS_VERB, HERS_DONE),
    "import/{import}/undo/": (NOT_THIS_VERB, HERS_DONE),
    "import/{import}/failed/": (HERS, None),
    "cold/": (SIGNED_IN, None),
    "objectives/": (SIGNED_IN, None),
    "objectives/{objective}/": (SEES_IT, None),
    "objectives/{objective}/edit/": (CHANGES_IT, REFUSED),
    "objectives/{objective}/hindrances/": (CHANGES_IT, REFUSED),
    "hindrances/{hindrance}/remove/": (NOT_THIS_VERB, DONE),
    "objectives/{objective}/progress/": (CHANGES_IT, REFUSED),
    "objectives/{objective}/actual/": (DONE, REFUSED),
    "objectives/{objective}/start/": (NOT_THIS_VERB, DONE),
    "objectives/{objective}/close/": (CHANGES_IT, REFUSED),
    "objectives/{objective}/cancel/": (NOT_THIS_VERB, DONE),
    "objectives/{objective}/reopen/": (NOT_THIS_VERB, DONE),
    "objectives/{objective}/realism/": (SEES_IT, DONE),
    "objectives/{objective}/propose/": (CHANGES_IT, REFUSED),
    "objectives/{objective}/agreement/": (CHANGES_IT, REFUSED),
    "agreements/{agreement}/": (SEES_IT, None),
    "agreements/{agreement}/receipt.pdf": (SEES_IT, None),
    "agreements/{agreement}/accept/": (CHANGES_IT, DONE),
    "agreements/{agreement}/decline/": (CHANGES_IT, REFUSED),
    "agreements/{agreement}/withdraw/": (NOT_THIS_VERB, DONE),
    "progress/{progress}/withdraw/": (NOT_THIS_VERB, DONE),
    "actions/": (SIGNED_IN, None),
    "actions/{action}/": (SEES_IT, REFUSED),
    "actions/{action}/done/": (NOT_THIS_VERB, DONE),
    "actions/{action}/drop/": (NOT_THIS_VERB, DONE),
    "actions/{action}/postpone/": (NOT_THIS_VERB, REFUSED),
    "actions/bulk/": (NOT_THIS_VERB, REFUSED_ALL),
    "actions/{action}/share/": (NOT_THIS_VERB, DONE),
    "actions/{action}/unshare/": (NOT_THIS_VERB, DONE),
    "clients/{client}/mutual-plan/": (SEES_IT, None),
    "invoices/": (SIGNED_IN, None),
    "invoices/{invoice}/": (SEES_IT, None),
    "invoices/{invoice}/set-off/": (CHANGES_IT, REFUSED),
    "invoices/{invoice}/annul/": (NOT_THIS_VERB, DONE),
    "invoices/{invoice}/edit/": (CHANGES_IT, REFUSED),
    "payments/{payment}/edit/": (CHANGES_IT, REFUSED),
    "payments/{payment}/annul/": (NOT_THIS_VERB, DONE),
    "allocations/{allocation}/take-back/": (NOT_THIS_VERB, DONE),
    "clients/{client}/invoices/new/": (CHANGES_IT, REFUSED),
    "clients/{client}/payments/new/": (CHANGES_IT, REFUSED),
    "clients/{client}/payment-terms/": (CHANGES_IT, REFUSED),
    "clients/{client}/receivables/": (SEES_IT, None),
    "clients/{client}/needs/new/": (CHANGES_IT, REFUSED),
    "clients/{client}/documents/new/": (CHANGES_IT, REFUSED),
    "documents/": (SIGNED_IN, None),
    "documents/{document}/": (SEES_IT, None),
    "documents/{document}/edit/": (CHANGES_IT, REFUSED),
    "documents/{document}/version/": (CHANGES_IT, REFUSED),
    "documents/{document}/renew/": (CHANGES_IT, REFUSED),
    "documents/{document}/remove/": (NOT_THIS_VERB, DONE),
    "document-versions/{version}/": (SEES_IT, None),
    "data-quality/": (SIGNED_IN, None),
    "data-quality/{check}/{client}/": (NOT_THIS_VERB, DONE),
    "p/{portal}/documents/{document}/": (PORTAL, None),
    "issues/": (SIGNED_IN, None),
    "issues/new/": (SIGNED_IN, None),
    "issues/clocks/": (SIGNED_IN, None),
    "issues/causes/": (SIGNED_IN, None),
    "issues/{issue}/": (SEES_IT, None),
    "issues/{issue}/edit/": (CHANGES_IT, REFUSED),
    "issues/{issue}/move/": (CHANGES_IT, REFUSED),
    "issues/{issue}/messages/new/": (CHANGES_IT, REFUSED),
    "issues/{issue}/promise/": (CHANGES_IT, DONE),
    "issues/{issue}/close/": (CHANGES_IT, REFUSED),
    "issues/{issue}/merge/": (CHANGES_IT, REFUSED),
    "issues/{issue}/remove/": (NOT_THIS_VERB, DONE),
    "clients/{client}/issues/new/": (CHANGES_IT, REFUSED),
    "clients/{client}/issues/known/": (CHANGES_IT, None),
    "needs/": (SIGNED_IN, None),
    "needs/{need}/": (SEES_IT, None),
    "needs/{need}/edit/": (CHANGES_IT, REFUSED),
    "needs/{need}/assess/": (CHANGES_IT, REFUSED),
    "assessments/{assessment}/withdraw/": (NOT_THIS_VERB, DONE),
    "clients/{client}/assessment/": (CHANGES_IT, DONE),
    "clients/{client}/assessment/{need}/": (CHANGES_IT, REFUSED),
    "clients/{client}/assessment/finish/": (NOT_THIS_VERB, DONE),
    "assessment-rounds/{round}/": (SEES_IT, None),
    "needs/{need}/remove/": (NOT_THIS_VERB, DONE),
    "clients/{client}/strategies/new/": (CHANGES_IT, REFUSED),
    "strategies/": (SIGNED_IN, None),
    "strategies/{strategy}/": (SEES_IT, None),
    "strategies/{strategy}/edit/": (CHANGES_IT, REFUSED),
    "strategies/{strategy}/done/": (NOT_THIS_VERB, DONE),
    "strategies/{strategy}/drop/": (NOT_THIS_VERB, DONE),
    "strategies/{strategy}/reopen/": (NOT_THIS_VERB, DONE),
    "strategies/{strategy}/remove/": (NOT_THIS_VERB, DONE),
    "people/": (SIGNED_IN, None),
    "people/{contact}/": (SEES_IT, None),
    "people/{contact}/assess/": (CHANGES_IT, REFUSED),
    "people/{contact}/preferences/": (CHANGES_IT, DONE),
    "people/{contact}/known-by/": (CHANGES_IT, REFUSED),
    "people/{contact}/identify/": (CHANGES_IT, REFUSED),
    "people/{contact}/left/": (CHANGES_IT, REFUSED),
    "people/{contact}/back/": (NOT_THIS_VERB, DONE),
    "clients/{client}/placeholders/new/": (CHANGES_IT, REFUSED),
    "opinions/{opinion}/withdraw/": (NOT_THIS_VERB, WORKERS_DONE),
    "clients/{client}/map/": (SEES_IT, None),
    "clients/{client}/map/map.pdf": (SEES_IT, None),
    "clients/{client}/map/without/": (SEES_IT, None),
    "clients/{client}/who-knows-whom/": (SEES_IT, None),
    "people/{contact}/reports-to/": (CHANGES_IT, DONE),
    "people/{contact}/reports/new/": (CHANGES_IT, REFUSED),
    "people/{contact}/links/new/": (CHANGES_IT, REFUSED),
    "links/{link}/end/": (NOT_THIS_VERB, DONE),
    "satisfaction/": (SIGNED_IN, None),
    "satisfaction/comments/": (SIGNED_IN, None),
    "surveys/new/": ((200, 200, 200, 200, 403, 200, 302), (422, 422, 422, 422, 403, 422, 302)),
    "surveys/{survey}/": (SEES_IT, None),
    "surveys/{survey}/edit/": (MAKES_IT, MAKES_IT_REFUSED),
    "surveys/{survey}/people/": (MAKES_IT, MAKES_IT_REFUSED),
    "surveys/{survey}/languages/": (NOT_THIS_VERB, MAKES_IT_DONE),
    "surveys/{survey}/preview/": (MAKES_IT, None),
    "surveys/{survey}/start/": (MAKES_IT, MAKES_IT_DONE),
    "surveys/{survey}/close/": (NOT_THIS_VERB, MAKES_IT_DONE),
    "surveys/{draft}/remove/": (MAKES_IT, MAKES_IT_DONE),
    "invitations/{chosen}/remove/": (NOT_THIS_VERB, MAKES_IT_DONE),
    "responses/{response}/follow-up/": (NOT_THIS_VERB, DONE),
    "clients/{client}/loyalty/": (SEES_IT, None),
    "s/{question}/": (PORTAL, PORTAL_REFUSED),
    "s/{question}/thanks/": (PORTAL, PORTAL_WRITES),
    "s/{question}/refuse/": (PORTAL, PORTAL),
    "s/{question}/language/": (PORTAL_WRITES, PORTAL_DONE),
    "meetings/": (SIGNED_IN, None),
    "meetings/{meeting}/": (SEES_IT, None),
    "meetings/{meeting}/edit/": (CHANGES_IT, REFUSED),
    "meetings/{meeting}/prepared/": (NOT_THIS_VERB, DONE),
    "meetings/{meeting}/cancel/": (NOT_THIS_VERB, DONE),
    "meetings/{meeting}/restore/": (NOT_THIS_VERB, DONE),
    "meetings/{meeting}/meeting.ics": (SEES_IT, None),
    "meetings/{meeting}/hold/": (CHANGES_IT, REFUSED),
    "meetings/{meeting}/brief/": (SEES_IT, None),
    "meetings/{meeting}/brief.pdf": (SEES_IT, None),
    "clients/{client}/meetings/new/": (CHANGES_IT, REFUSED),
    "clients/{client}/handover/": (SEES_IT, None),
    "clients/{client}/handover.pdf": (SEES_IT, None),
    "clients/{client}/brief/": (SEES_IT, None),
    "clients/{client}/brief.pdf": (SEES_IT, None),
    "calendar/upload/": ((200, 200, 200, 200, 403, 200, 302), (422, 422, 422, 422, 403, 422, 302)),
    "calendar/{feed}.ics": (THE_WORLD, PORTAL_WRITES),
    "settings/calendar/": (SIGNED_IN, SIGNED_IN),
    "settings/calendar/revoke/": (NOT_THIS_VERB, DONE_ALL),
    "mail/": (SIGNED_IN, None),
    "mail/upload/": ((200, 200, 200, 200, 403, 200, 302), (422, 422, 422, 422, 403, 422, 302)),
    "mail/{mail}/": (HERS, None),
    "mail/{mail}/file/": (HERS, (422, 404, 404, 404, 404, 422, 302)),
    "mail/{mail}/dismiss/": (NOT_THIS_VERB, HERS_DONE),
    "mail/{mail}/keep/": (NOT_THIS_VERB, HERS_DONE),
    "interactions/": (SIGNED_IN, None),
    "interactions/new/": (SIGNED_IN, None),
    "interactions/{interaction}/": (SEES_IT, None),
    "interactions/{interaction}/edit/": (CHANGES_IT, REFUSED),
    "interactions/{interaction}/remove/": (NOT_THIS_VERB, DONE),
    "interactions/{interaction}/pin/": (NOT_THIS_VERB, DONE),
    "interactions/{interaction}/unpin/": (NOT_THIS_VERB, DONE),
    "unsent/": (SIGNED_IN, REFUSED_ALL),
    "unsent/discard/": (NOT_THIS_VERB, DONE_ALL),
    "interactions/{interaction}/files/": (CHANGES_IT, REFUSED),
    "clients/": (SIGNED_IN, None),
    "clients/new/": ((200, 200, 200, 200, 403, 200, 302), (422, 422, 422, 422, 403, 422, 302)),
    "clients/{client}/": (SEES_IT, None),
    "clients/{client}/edit/": (CHANGES_IT, REFUSED),
    "clients/{client}/timeline/": (SEES_IT, None),
    "clients/{client}/plan/": (SEES_IT, None),
    "clients/{client}/relationships/": (SEES_IT, None),
    "clients/{client}/daily/": (SEES_IT, None),
    "clients/{client}/performance/": (SEES_IT, None),
    "clients/{client}/growth/": (SEES_IT, None),
    "clients/{client}/team/": (CHANGES_IT, REFUSED),
    "clients/{client}/files/": (CHANGES_IT, REFUSED),
    "clients/known/": (SIGNED_IN, None),
    "clients/{client}/contacts/known/": (CHANGES_IT, None),
    "clients/{client}/contacts/new/": (CHANGES_IT, REFUSED),
    "clients/{client}/objectives/new/": (CHANGES_IT, REFUSED),
    "clients/{client}/actions/new/": (CHANGES_IT, REFUSED),
    "clients/{client}/interactions/new/": (CHANGES_IT, REFUSED),
    "clients/{client}/portal/": (SEES_IT, REFUSED),
    "clients/{client}/portal/preview/{contact}/": (SEES_IT, None),
    "portal-accesses/{access}/renew/": (NOT_THIS_VERB, DONE),
    "portal-accesses/{access}/revoke/": (CHANGES_IT, DONE),
    "objectives/{objective}/share/": (NOT_THIS_VERB, DONE),
    "objectives/{objective}/unshare/": (NOT_THIS_VERB, DONE),
    "plans/{plan}/share-review/": (NOT_THIS_VERB, DONE),
    "plans/{plan}/unshare-review/": (NOT_THIS_VERB, DONE),
    "plans/": (SIGNED_IN, None),
    "clients/{client}/plans/new/": (CHANGES_IT, REFUSED),
    "plans/{plan}/": (SEES_IT, None),
    "plans/{plan}/edit/": (CHANGES_IT, REFUSED),
    "plans/{plan}/copy/": (CHANGES_IT, REFUSED),
    "plans/{plan}/review/": (CHANGES_IT, DONE),
    "plans/{plan}/compare/": (SEES_IT, None),
    "plans/{plan}/plan.pdf": (SEES_IT, None),
    "plans/{plan}/swot/": (CHANGES_IT, REFUSED),
    "swot/{swot}/edit/": (CHANGES_IT, REFUSED),
    "swot/{swot}/evidence/": (CHANGES_IT, REFUSED),
    "evidence/{evidence}/remove/": (NOT_THIS_VERB, DONE),
    "swot/{swot}/remove/": (NOT_THIS_VERB, DONE),
    "plans/{plan}/risks/": (CHANGES_IT, REFUSED),
    "risks/{risk}/edit/": (CHANGES_IT, REFUSED),
    "risks/{risk}/close/": (NOT_THIS_VERB, DONE),
    "risks/{risk}/remove/": (NOT_THIS_VERB, DONE),
    "plans/{last_plan}/remove/": (NOT_THIS_VERB, DONE),
    "settings/brand/": ((403, 403, 403, 403, 403, 200, 302), (403, 403, 403, 403, 403, 422, 302)),
    "p/brand.css": (THE_WORLD, None),
    "p/logo": (PORTAL_NOWHERE, None),  # no logo is set
    "p/{portal}/": (PORTAL, PORTAL_WRITES),
    "p/{portal}/code/": (PORTAL, PORTAL_REFUSED),
    "p/{portal}/code/send/": (PORTAL_WRITES, PORTAL_REFUSED),  # this link asks for none
    "p/{portal}/language/": (PORTAL_WRITES, PORTAL_DONE),
    "p/{portal}/ask/": (PORTAL_WRITES, PORTAL),
    "p/{portal}/history/": (PORTAL, PORTAL_WRITES),
    "p/{portal}/review.ics": (PORTAL, PORTAL_WRITES),
    "p/{portal}/targets/{offer}/": (PORTAL, PORTAL_WRITES),
    "p/{portal}/targets/{offer}/receipt.pdf": (PORTAL_NOWHERE, PORTAL_WRITES),  # nothing is agreed yet
    "p/{portal}/targets/{offer}/agree/": (PORTAL_WRITES, PORTAL_REFUSED),
    "p/{portal}/targets/{offer}/counter/": (PORTAL_WRITES, PORTAL_REFUSED),
    "p/{portal}/targets/{offer}/decline/": (PORTAL_WRITES, PORTAL_REFUSED),
    "p/{portal}/actions/{shared}/done/": (PORTAL_WRITES, PORTAL_DONE),
    "p/{portal}/issues/new/": (PORTAL, PORTAL_REFUSED),
    "p/{portal}/issues/{followed}/": (PORTAL, PORTAL_WRITES),
    "p/{portal}/issues/{followed}/reply/": (PORTAL_WRITES, PORTAL_REFUSED),
    "p/{portal}/issues/{followed}/rate/": (PORTAL_WRITES, PORTAL_REFUSED),
    "p/{portal}/statement/": (PORTAL, PORTAL_WRITES),
    "invoices/cash/": (SIGNED_IN, None),
    "issues/{issue}/invoices/": (CHANGES_IT, REFUSED),
    "invoices/{invoice}/issues/": (CHANGES_IT, REFUSED),
    "issue-invoices/{issue_invoice}/unlink/": (NOT_THIS_VERB, DONE),
    "issues/{issue}/needs/": (CHANGES_IT, REFUSED),
    "issues/{issue}/interactions/": (CHANGES_IT, REFUSED),
    "needs/{need}/issues/": (CHANGES_IT, REFUSED),
    "interactions/{interaction}/issues/": (CHANGES_IT, REFUSED),
    "issue-needs/{issue_need}/unlink/": (NOT_THIS_VERB, DONE),
    "issue-talks/{issue_talk}/unlink/": (NOT_THIS_VERB, DONE),
    "invoices/{invoice}/dispute/": (CHANGES_IT, REFUSED),
    "invoices/{invoice}/promise/": (CHANGES_IT, REFUSED),
    "invoices/{invoice}/late-payment/": (SEES_IT, None),
    "disputes/{dispute}/resolve/": (CHANGES_IT, REFUSED),
    "promises/{promise}/withdraw/": (NOT_THIS_VERB, DONE),
    "clients/{client}/statement/": (SEES_IT, None),
    "reminders/": (SIGNED_IN, None),
    "reminders/{reminder}/": (SEES_IT, None),
    "reminders/{reminder}/approve/": (NOT_THIS_VERB, DONE),
    "reminders/{reminder}/stop/": (NOT_THIS_VERB, DONE),
    "settings/reminders/": (SIGNED_IN, None),
    "settings/reminders/new/": (ADMINISTERS, ADMINISTERS_REFUSED),
    "settings/reminders/{step}/edit/": (ADMINISTERS, ADMINISTERS_REFUSED),
    "settings/reminders/{step}/remove/": (NOT_THIS_VERB, (403, 403, 403, 403, 403, 302, 302)),
    "settings/late-rates/": (SIGNED_IN, None),
    "settings/late-rates/new/": (ADMINISTERS, ADMINISTERS_REFUSED),
    "settings/late-rates/{rate}/edit/": (ADMINISTERS, ADMINISTERS_REFUSED),
    "p/{portal}/{nowhere}": (PORTAL_NOWHERE, PORTAL_NOWHERE),
    "account-team/{member}/leave/": (NOT_THIS_VERB, DONE),
    "contacts/{contact}/edit/": (CHANGES_IT, REFUSED),
    "contacts/{contact}/merge/": (CHANGES_IT, REFUSED),
    "contacts/{contact}/same-person/": (CHANGES_IT, REFUSED),
    "contacts/{contact}/not-same-person/": (NOT_THIS_VERB, DONE),
    "contacts/{contact}/export/": (ANSWERS_FOR_IT, (403, 422, 403, 404, 403, 422, 302)),
    "contacts/{contact}/erase/": (ANSWERS_FOR_IT, (403, 422, 403, 404, 403, 422, 302)),
    "settings/calendars/": (SIGNED_IN, None),
    "settings/calendars/new/": (HOUSE, HOUSE_REFUSED),
    "settings/calendars/{calendar}/edit/": (HOUSE, HOUSE_REFUSED),
    "settings/service-levels/": (SIGNED_IN, None),
    "settings/service-levels/new/": (HOUSE, HOUSE_REFUSED),
    "settings/service-levels/{policy}/edit/": (HOUSE, HOUSE_REFUSED),
    "settings/service-levels/{policy}/remove/": (NOT_THIS_VERB, (403, 403, 403, 403, 403, 302, 302)),
    "settings/escalation/": (SIGNED_IN, (403, 403, 403, 403, 403, 302, 302)),
    "settings/privacy/": ((403, 403, 403, 403, 403, 200, 302), (403, 403, 403, 403, 403, 422, 302)),
    "files/{file}/": (SEES_IT, None),
    "history/accounts.client/{client}/": (SEES_IT, None),
    "undo/{undo}/": (NOT_THIS_VERB, ALICE_ALONE),
    "reads-as/": (SIGNED_IN, None),
    "settings/": (SIGNED_IN, REFUSED_ALL),
    "settings/appearance/": (NOT_THIS_VERB, DONE_ALL),
    "settings/tokens/": (SIGNED_IN, REFUSED_ALL),
    "settings/tokens/{token}/revoke/": (NOT_THIS_VERB, ALICE_ALONE),
    "developers/": (SIGNED_IN, None),
    "developers/console/": (SIGNED_IN, None),
    "login/": ((302, 302, 302, 302, 302, 302, 200), None),
    "logout/": ((200, 200, 200, 200, 200, 200, 302), None),
    "inactive/": (THE_WORLD, None),
    "password/change/": (SIGNED_IN, None),
    "password/set/": (DONE_ALL, None),
    "password/reset/": (THE_WORLD, None),
    "password/reset/done/": (THE_WORLD, None),
    "password/reset/key/{uid}-{key}/": (THE_WORLD, None),
    "password/reset/key/done/": (THE_WORLD, None),
    "healthz": (THE_WORLD, None),
    "readyz": ((503, 503, 503, 503, 503, 503, 503), None),  # nothing beats while this test runs
    "metrics": ((404, 404, 404, 404, 404, 404, 404), None),  # for those with the token of the metrics
}

API_ALL = (200, 200, 200, 200, 200, 200, 401)
API_HERS = (200, 404, 404, 404, 404, 200, 401)
API_SEES_IT = (200, 200, 200, 404, 200, 200, 401)
API_CHANGES_IT = (200, 200, 403, 404, 403, 200, 401)
API_WORKERS = (200, 200, 404, 404, 404, 200, 401)
API_MAKES_IT = (200, 403, 403, 404, 403, 200, 401)
API_REFUSED = (400, 400, 400, 400, 403, 400, 401)
API_NOT_THIS_VERB = (405, 405, 405, 405, 405, 405, 401)
API_NOWHERE = (404, 404, 404, 404, 404, 404, 401)

# Address: what GET answers, the verb that writes, what it answers to an empty body.
API = {
    "schema": (API_ALL, "post", API_NOT_THIS_VERB),
    "me": (API_ALL, "post", API_NOT_THIS_VERB),
    "users": (API_ALL, "post", API_NOT_THIS_VERB),
    "users/{user}": (API_ALL, "patch", API_NOT_THIS_VERB),
    "teams": (API_ALL, "post", API_NOT_THIS_VERB),
    "teams/{team}": (API_ALL, "patch", API_NOT_THIS_VERB),
    "events": (API_ALL, "post", API_NOT_THIS_VERB),
    "events/{event}": (API_SEES_IT, "patch", API_NOT_THIS_VERB),
    "clients": (API_ALL, "post", API_REFUSED),
    "clients/{client}": (API_SEES_IT, "patch", API_CHANGES_IT),
    "contacts": (API_ALL, "post", API_REFUSED),
    "contacts/{contact}": (API_SEES_IT, "patch", API_CHANGES_IT),
    "contacts/{contact}/merge": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "contacts/{contact}/link": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "contacts/{contact}/unlink": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "contacts/{contact}/export": (API_NOT_THIS_VERB, "post", (403, 400, 403, 404, 403, 400, 401)),
    "contacts/{contact}/erase": (API_NOT_THIS_VERB, "post", (403, 400, 403, 404, 403, 400, 401)),
    "invoices": (API_ALL, "post", API_REFUSED),
    "invoices/bulk": (API_NOT_THIS_VERB, "post", API_REFUSED),
    "invoices/{invoice}": (API_SEES_IT, "patch", API_CHANGES_IT),
    "invoices/{invoice}/annul": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "invoices/{invoice}/restore": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "invoices/{invoice}/set-off": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "payments": (API_ALL, "post", API_REFUSED),
    "payments/{payment}": (API_SEES_IT, "patch", API_CHANGES_IT),
    "payments/{payment}/annul": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "payments/{payment}/set-off": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "disputes": (API_ALL, "post", API_REFUSED),
    "disputes/{dispute}": (API_SEES_IT, "patch", API_NOT_THIS_VERB),
    "disputes/{dispute}/resolve": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "promises": (API_ALL, "post", API_REFUSED),
    "promises/{promise}": (API_SEES_IT, "patch", API_NOT_THIS_VERB),
    "promises/{promise}/withdraw": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "reminders": (API_ALL, "post", API_NOT_THIS_VERB),
    "reminders/{reminder}": (API_SEES_IT, "patch", API_NOT_THIS_VERB),
    "reminders/{reminder}/approve": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "reminders/{reminder}/stop": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "objectives": (API_ALL, "post", API_REFUSED),
    "objectives/{objective}": (API_SEES_IT, "patch", API_CHANGES_IT),
    "objectives/{objective}/progress": (API_SEES_IT, "post", (400, 400, 403, 404, 403, 400, 401)),
    "objectives/{objective}/start": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "objectives/{objective}/close": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "objectives/{objective}/cancel": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "objectives/{objective}/reopen": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "objectives/{objective}/realism": (API_SEES_IT, "post", API_CHANGES_IT),
    "objectives/{objective}/agree": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "agreements": (API_ALL, "post", API_REFUSED),
    "agreements/{agreement}": (API_SEES_IT, "patch", API_NOT_THIS_VERB),
    "agreements/{agreement}/withdraw": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "agreements/{agreement}/accept": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "agreements/{agreement}/decline": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "agreements/{agreement}/counter": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "progress": (API_ALL, "post", API_NOT_THIS_VERB),
    "progress/{progress}": (API_SEES_IT, "patch", API_NOT_THIS_VERB),
    "progress/{progress}/withdraw": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "progress/{progress}/restore": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "actions": (API_ALL, "post", API_REFUSED),
    "actions/{action}": (API_SEES_IT, "patch", API_CHANGES_IT),
    "actions/{action}/done": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "actions/{action}/drop": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "actions/{action}/reopen": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "actions/{action}/share": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "actions/{action}/unshare": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "status-updates": (API_ALL, "post", API_REFUSED),
    "status-updates/{update}": (API_SEES_IT, "patch", API_CHANGES_IT),
    "status-updates/{update}/publish": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "status-updates/{update}/send": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "status-updates/{update}/remove": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "status-updates/{update}/restore": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "margins": (API_ALL, "post", API_REFUSED),
    "margins/{margin}": (API_SEES_IT, "patch", API_NOT_THIS_VERB),
    "documents": (API_ALL, "post", API_REFUSED),
    "documents/{document}": (API_SEES_IT, "patch", API_CHANGES_IT),
    "documents/{document}/versions": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "documents/{document}/renew": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "documents/{document}/remove": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "documents/{document}/restore": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "issues": (API_ALL, "post", API_REFUSED),
    "issues/{issue}": (API_SEES_IT, "patch", API_CHANGES_IT),
    "issues/{issue}/move": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "issues/{issue}/close": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "issues/{issue}/promise-update": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "issues/{issue}/merge": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "issues/{issue}/link-invoice": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "issues/{issue}/unlink-invoice": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "issues/{issue}/remove": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "issues/{issue}/restore": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "issue-messages": (API_ALL, "post", API_REFUSED),
    "issue-messages/{message}": (API_SEES_IT, "patch", API_NOT_THIS_VERB),
    "needs": (API_ALL, "post", API_REFUSED),
    "needs/{need}": (API_SEES_IT, "patch", API_CHANGES_IT),
    "needs/{need}/assess": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "assessments": (API_ALL, "post", API_NOT_THIS_VERB),
    "assessments/{assessment}": (API_SEES_IT, "patch", API_NOT_THIS_VERB),
    "assessments/{assessment}/withdraw": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "assessment-rounds": (API_ALL, "post", API_REFUSED),
    "assessment-rounds/{round}": (API_SEES_IT, "patch", API_NOT_THIS_VERB),
    "assessment-rounds/{round}/finish": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "needs/{need}/link-issue": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "needs/{need}/unlink-issue": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "needs/{need}/remove": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "needs/{need}/restore": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "opinions": (API_ALL, "post", API_REFUSED),
    "opinions/{opinion}": (API_WORKERS, "patch", API_NOT_THIS_VERB),
    "opinions/{opinion}/withdraw": (API_NOT_THIS_VERB, "post", API_WORKERS),
    "opinions/{opinion}/restore": (API_NOT_THIS_VERB, "post", API_WORKERS),
    "stakeholders": (API_ALL, "post", API_REFUSED),
    "stakeholders/{stakeholder}": (API_SEES_IT, "patch", API_CHANGES_IT),
    "acquaintances": (API_ALL, "post", API_REFUSED),
    "acquaintances/{acquaintance}": (API_SEES_IT, "patch", API_NOT_THIS_VERB),
    "links": (API_ALL, "post", API_REFUSED),
    "links/{link}": (API_SEES_IT, "patch", API_NOT_THIS_VERB),
    "links/{link}/end": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "links/{link}/reopen": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "coverage/{client}": (API_SEES_IT, "patch", API_NOT_THIS_VERB),
    "strategies": (API_ALL, "post", API_REFUSED),
    "strategies/{strategy}": (API_SEES_IT, "patch", API_CHANGES_IT),
    "strategies/{strategy}/done": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "strategies/{strategy}/drop": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "strategies/{strategy}/reopen": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "strategies/{strategy}/remove": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "strategies/{strategy}/restore": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "plans": (API_ALL, "post", API_REFUSED),
    "plans/{plan}": (API_SEES_IT, "patch", API_CHANGES_IT),
    "plans/{plan}/review": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "plans/{plan}/copy": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "plans/{plan}/remove": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "plans/{plan}/restore": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "meetings": (API_ALL, "post", API_REFUSED),
    "meetings/{meeting}": (API_SEES_IT, "patch", API_CHANGES_IT),
    "meetings/{meeting}/cancel": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "meetings/{meeting}/restore": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "meetings/{meeting}/prepared": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "meetings/{meeting}/unprepared": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "meetings/{meeting}/hold": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "meetings/import": (API_NOT_THIS_VERB, "post", API_REFUSED),
    "mails": (API_ALL, "post", API_REFUSED),
    "mails/{mail}": (API_HERS, "patch", API_NOT_THIS_VERB),
    "mails/{mail}/file": (API_NOT_THIS_VERB, "post", (400, 404, 404, 404, 404, 400, 401)),
    "mails/{mail}/dismiss": (API_NOT_THIS_VERB, "post", API_HERS),
    "mails/{mail}/keep": (API_NOT_THIS_VERB, "post", API_HERS),
    "interactions": (API_ALL, "post", API_REFUSED),
    "interactions/{interaction}": (API_SEES_IT, "patch", API_CHANGES_IT),
    "interactions/{interaction}/link-issue": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "interactions/{interaction}/unlink-issue": (API_NOT_THIS_VERB, "post", (400, 400, 403, 404, 403, 400, 401)),
    "interactions/{interaction}/remove": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "interactions/{interaction}/restore": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "interactions/{interaction}/pin": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "interactions/{interaction}/unpin": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "surveys": (API_ALL, "post", API_REFUSED),
    "surveys/{survey}": (API_SEES_IT, "patch", API_MAKES_IT),
    "surveys/{survey}/choose": (API_NOT_THIS_VERB, "post", (400, 403, 403, 404, 403, 400, 401)),
    "surveys/{draft}/start": (API_NOT_THIS_VERB, "post", API_MAKES_IT),
    "surveys/{survey}/ask": (API_NOT_THIS_VERB, "post", (400, 403, 403, 404, 403, 400, 401)),
    "surveys/{survey}/close": (API_NOT_THIS_VERB, "post", API_MAKES_IT),
    "surveys/{survey}/reopen": (API_NOT_THIS_VERB, "post", API_MAKES_IT),
    "invitations": (API_ALL, "post", API_NOT_THIS_VERB),
    "invitations/{chosen}": (API_SEES_IT, "patch", API_NOT_THIS_VERB),
    "responses": (API_ALL, "post", API_NOT_THIS_VERB),
    "responses/{response}": (API_SEES_IT, "patch", API_NOT_THIS_VERB),
    "responses/{response}/follow-up": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "responses/{response}/take-back": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "portal-accesses": (API_ALL, "post", API_REFUSED),
    "portal-accesses/{access}": (API_SEES_IT, "patch", API_NOT_THIS_VERB),
    "portal-accesses/{access}/revoke": (API_NOT_THIS_VERB, "post", API_CHANGES_IT),
    "goal-reviews": (API_ALL, "post", API_NOT_THIS_VERB),
    "goal-reviews/{review}": (API_SEES_IT, "patch", API_NOT_THIS_VERB),
    "standings": (API_ALL, "post", API_NOT_THIS_VERB),
    "standings/{client}": (API_SEES_IT, "patch", API_NOT_THIS_VERB),
    "": (API_NOWHERE, "post", API_NOWHERE),
}


@pytest.fixture
def records(alice: User, grupo: Client, contact: Contact) -> dict[str, object]:
    """One record of each kind, all of the client that alice owns."""
    objective, interaction = make.objective(grupo, by=alice), make.interaction(grupo, by=alice)
    action, progress = make.action(grupo, by=alice), make.progress(objective, 60, by=alice)
    performance.review_goals(on=make.today())
    member = accounts.join_account_team(grupo, make.user("Follower", grupo.team), by=alice)
    file = kam.attach(interaction, make.upload("notes.txt"), client_id=grupo.pk, by=alice)
    access = accounts.open_portal(contact, by=alice)
    plan = planning.share_review(make.plan(grupo, by=alice), by=alice)
    last = make.plan(grupo, by=alice, starts_on=make.days_ago(300), ends_on=make.days_ago(200))
    item, risk = make.swot_item(plan, by=alice), make.risk(plan, by=alice, owner=alice)
    theirs = make.action(grupo, by=alice, client_owner=contact)
    document = make.document(grupo, by=alice, is_shared=True)
    offer = planning.propose_target(
        make.objective(grupo, by=alice), recipients=[contact], expires_on=make.days_ago(-9), by=alice
    )
    [asked] = make.asked(contact, by=alice)
    colleague = make.contact(grupo, by=alice, email="rui@alvorada.example")
    followed = accounts.open_issue(grupo, title="Late again", by=alice, is_shared=True)
    draft = make.survey(colleague, by=alice)
    return {
        "update": make.status_update(grupo, by=alice).pk,
        "published": performance.publish_update(make.status_update(grupo, by=alice), by=alice).pk,
        "margin": performance.set_margin(grupo, year=2026, percent=20, by=alice).pk,
        "survey": asked.survey_id,
        "question": relationships.survey_token(asked),
        "response": make.answer(asked, 4).pk,
        "draft": draft.pk,
        "chosen": draft.invitations.get().pk,
        "access": access.pk,
        "portal": accounts.token_of(access),
        "plan": plan.pk,
        "last_plan": last.pk,
        "swot": item.pk,
        "evidence": planning.add_evidence(item, note="Seen on the visit", by=alice).pk,
        "risk": risk.pk,
        "offer": offer.pk,
        "shared": planning.share_action(theirs, by=alice).pk,
        "followed": followed.pk,
        "hindrance": planning.note_hindrance(objective, issue=followed, by=alice).pk,
        "nowhere": "nowhere",
        "client": grupo.pk,
        "contact": contact.pk,
        "objective": objective.pk,
        "progress": progress.pk,
        "agreement": make.proposal(make.objective(grupo, by=alice, status="draft"), contact, by=alice).pk,
        "action": action.pk,
        "interaction": interaction.pk,
        **_asked_for(grupo, by=alice),
        "meeting": make.meeting(grupo, by=alice, in_hours=-1).pk,
        "feed": feeds.renew_feed(alice, by=alice),
        "document": document.pk,
        "version": document.versions.get().pk,
        "check": "cadence",
        "issue": (issue := make.issue(grupo, by=alice)).pk,
        "issue_need": relationships.link_need(issue, need=make.need(grupo, by=alice), by=alice).pk,
        "issue_talk": relationships.link_talk(issue, interaction=interaction, by=alice).pk,
        "issue_invoice": make.issue_invoice(issue, by=alice).pk,
        "message": accounts.write_message(issue, body="On our way", by=alice).pk,
        "invoice": make.invoice(grupo, by=alice).pk,
        "payment": make.payment(grupo, by=alice).pk,
        "allocation": make.allocation(make.invoice(grupo, by=alice), by=alice).pk,
        "need": make.need(grupo, by=alice).pk,
        "import": make.kept_import(by=alice).pk,
        "assessment": make.assessment(make.need(grupo, by=alice), by=alice).pk,
        "round": relationships.start_round(grupo, by=alice).pk,
        "calendar": make.work_calendar(by=alice).pk,
        "policy": make.service_level(by=alice).pk,
        "mail": make.mail(by=alice).pk,
        "strategy": make.strategy(grupo, by=alice).pk,
        "opinion": make.opinion(contact, by=alice).pk,
        "stakeholder": make.stakeholder(contact, by=alice).pk,
        "acquaintance": make.acquaintance(contact, alice, by=alice).pk,
        "link": make.link(contact, make.contact(grupo, by=alice), by=alice).pk,
        "member": member.pk,
        "file": file.pk,
        "review": objective.reviews.get().pk,
        "event": Event.objects.filter(client_id=grupo.pk)[0].pk,
        "user": alice.pk,
        "team": grupo.team_id,
        "token": make.token(alice)[0].pk,
        "undo": undo.offer("planning.reopen_action", by=alice, message="Done", pk=action.pk),
        "uid": "1",
        "key": "set-password",
    }


@pytest.fixture
def browser(who: str, request: pytest.FixtureRequest, browse: Callable[..., Browser]) -> Browser:
    return browse(None if who == "nobody" else request.getfixturevalue(who))


@pytest.mark.parametrize("who", CAST)
def test_pages_answer_each_of_the_cast_as_the_table_says(
    who: str, browser: Browser, records: dict[str, object]
) -> None:
    answers = {address: _status(browser.get("/" + address.format(**records))) for address in PAGES}

    assert answers == {address: get[CAST.index(who)] for address, (get, _post) in PAGES.items()}


@pytest.mark.parametrize("who", CAST)
def test_writes_answer_each_of_the_cast_as_the_table_says(
    who: str, browser: Browser, records: dict[str, object], fresh_cache: None
) -> None:
    table = {address: post[CAST.index(who)] for address, (_get, post) in PAGES.items() if post}

    answers = {address: _tried(browser.post, "/" + address.format(**records)) for address in table}

    assert answers == table


@pytest.mark.parametrize("who", CAST)
def test_the_api_answers_each_of_the_cast_as_the_table_says(
    who: str, browser: Browser, records: dict[str, object]
) -> None:
    answers = {address: browser.get(_api(address, records)).status_code for address in API}

    assert answers == {address: get[CAST.index(who)] for address, (get, _verb, _write) in API.items()}


@pytest.mark.parametrize("who", CAST)
def test_writes_to_the_api_answer_each_of_the_cast_as_the_table_says(
    who: str, browser: Browser, records: dict[str, object]
) -> None:
    answers = {address: _written(browser, address, records) for address in API}

    assert answers == {address: write[CAST.index(who)] for address, (_get, _verb, write) in API.items()}


RESOURCES = [address for address in API if address not in ("me", "schema", "")]


def test_a_token_without_the_scope_reads_and_writes_nothing(alice: User, records: dict[str, object]) -> None:
    caller = _caller(alice, "growth:read", "growth:write")

    assert {caller.get(_api(address, records)).status_code for address in RESOURCES} == {403}
    assert {_written(caller, address, records) for address in RESOURCES} == {403}


def test_a_token_that_reads_does_not_write(alice: User, records: dict[str, object]) -> None:
    caller = _caller(alice, *(f"{group}:read" for group in GROUPS))
    answers = {address: caller.get(_api(address, records)).status_code for address in RESOURCES}

    assert answers == {address: API[address][0][0] for address in RESOURCES}
    assert {_written(caller, address, records) for address in RESOURCES} == {403}


def _caller(user: User, *scopes: str) -> Browser:
    _token, plain = make.token(user, *scopes)
    return Browser(headers={"Authorization": f"Bearer {plain}"})


def _status(answer: HttpResponseBase) -> int:
    if isinstance(answer, StreamingHttpResponse):
        list(answer)  # a file stays open until it has been sent
    return answer.status_code


def _tried(write: Callable[..., HttpResponseBase], address: str, **sent: object) -> int:
    """What a write answers, taken back so that the next one meets the same records."""
    with transaction.atomic():
        answer = write(address, **sent)
        transaction.set_rollback(True)
    return answer.status_code


def _written(browser: Browser, address: str, records: dict[str, object]) -> int:
    _get, verb, _write = API[address]
    return _tried(getattr(browser, verb), _api(address, records), data={}, content_type="application/json")


def _api(address: str, records: dict[str, object]) -> str:
    return f"/api/v1/{address.format(**records)}" + ("/" if address and address != "schema" else "")


def test_every_address_is_in_the_table() -> None:
    table = [*PAGES, *(f"api/v1/{address}" for address in API)]
    known = {re.sub(r"\{\w+\}|accounts\.client|(?<=/)cold", "*", address) for address in table}

    assert set(_addresses()) == known


def _addresses() -> Iterator[str]:
    """Every address of the product, with * for each argument."""
    yield from (_plain(pattern) for pattern in _patterns(get_resolver()))


def _patterns(resolver: URLResolver, start: str = "") -> Iterator[str]:
    for found in resolver.url_patterns:
        if isinstance(found, URLResolver):
            yield from _patterns(found, start + str(found.pattern))
        else:
            yield start + str(found.pattern)


def _plain(pattern: str) -> str:
    pattern = re.sub(r"<\w+:\w+>|\(\?P<\w+>(?:[^()]|\[[^]]*\])+\)", "*", pattern)
    return pattern.replace("^", "").replace("/?$", "").replace("$", "").strip()


def _asked_for(client: Client, *, by: User) -> dict[str, int]:
    """An invoice of each kind of standing, and what administrators settle about asking."""
    settler = make.user("Settler", client.team, role="administrator")
    return {
        "reminder": make.reminder(make.invoice(client, by=by), by=by).pk,
        "dispute": make.dispute(make.invoice(client, by=by), by=by).pk,
        "promise": make.promise(make.invoice(client, by=by), by=by).pk,
        "invoice": make.invoice(client, by=by).pk,
        "step": accounts.write_step(None, by=settler, days=60, tone="final").pk,
        "rate": accounts.note_late_rate(by=settler, since=make.today(), percent="10.2", source="Aviso").pk,
    }
