"""Every address: kam's own, then each app's by name (kam imports no app), then the API found in the apps' api.py."""

from allauth.account import views as account
from django.conf import settings
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.urls import include, path, re_path

from kam import api, branding, calendar_pages, privacy, views

urlpatterns = [
    path("", include("performance.urls")),
    path("", include("growth.urls")),
    path("", include("planning.urls")),
    path("", include("relationships.urls")),
    path("", include("accounts.urls")),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("reads-as/", views.reads_as, name="reads-as"),
    path("settings/", views.settings_page, name="settings"),
    path("settings/appearance/", views.set_appearance, name="set-appearance"),
    path("settings/brand/", branding.settings_page, name="brand"),
    path("settings/privacy/", privacy.settings_page, name="privacy"),
    path("p/brand.css", branding.colours, name="brand-colours"),
    path("p/logo", branding.logo, name="brand-logo"),
    path("settings/tokens/", views.tokens, name="tokens"),
    path("settings/tokens/<int:pk>/revoke/", views.revoke_token, name="revoke-token"),
    path("settings/calendar/", calendar_pages.settings_page, name="calendar-feed"),
    path("settings/calendar/revoke/", calendar_pages.revoke, name="revoke-calendar-feed"),
    path("calendar/<str:token>.ics", calendar_pages.read, name="read-calendar"),
    path("undo/<uuid:pk>/", views.undo, name="undo"),
    path("unsent/", views.drafts, name="drafts"),
    path("unsent/discard/", views.discard_draft, name="discard-draft"),
    path("files/<int:pk>/", views.download, name="download"),
    path("history/<str:label>/<int:pk>/", views.history, name="history"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
    path("api/v1/", include(api.urls())),
    path("developers/", api.documentation, name="developers"),
    path("developers/console/", api.console, name="api-console"),
]

if settings.DEBUG:
    urlpatterns += [path("styleguide/", views.styleguide, name="styleguide"), *staticfiles_urlpatterns()]

handler400 = "kam.views.bad_request"
handler403 = "kam.views.permission_denied"
handler404 = "kam.views.page_not_found"
handler500 = "kam.views.server_error"
