from django.urls import path

from accounts import (
    portal,
    urls_clock,
    urls_dunning,
    urls_intake,
    urls_invoices,
    urls_issues,
    urls_portal,
    urls_records,
    views,
)
from kam.processes import Process

app_name = "accounts"

urlpatterns = [
    *urls_issues.urlpatterns,
    *urls_dunning.urlpatterns,
    *urls_invoices.urlpatterns,
    path("clients/", views.clients, name="clients"),
    path("clients/new/", views.create_client, name="create-client"),
    path("clients/<int:pk>/", views.show_client, name="show-client"),
    path("clients/<int:pk>/edit/", views.change_client, name="change-client"),
    path("clients/<int:pk>/timeline/", views.timeline, name="timeline"),
    path("clients/<int:pk>/plan/", views.show_process, {"process": Process.PLANNING}, name="client-planning"),
    path(
        "clients/<int:pk>/relationships/",
        views.show_process,
        {"process": Process.RELATIONSHIPS},
        name="client-relationships",
    ),
    path("clients/<int:pk>/daily/", views.show_process, {"process": Process.ACCOUNTS}, name="client-accounts"),
    path(
        "clients/<int:pk>/performance/", views.show_process, {"process": Process.PERFORMANCE}, name="client-performance"
    ),
    path("clients/<int:pk>/growth/", views.show_process, {"process": Process.GROWTH}, name="client-growth"),
    path("clients/<int:pk>/team/", views.account_team, name="account-team"),
    path("account-team/<int:pk>/leave/", views.leave_account_team, name="leave-account-team"),
    path("clients/known/", views.known_clients, name="known-clients"),
    path("clients/<int:pk>/contacts/known/", views.known_people, name="known-people"),
    path("clients/<int:pk>/contacts/new/", views.create_contact, name="create-contact"),
    path("clients/<int:pk>/files/", views.attach_file, name="attach-file"),
    path("contacts/<int:pk>/edit/", views.change_contact, name="change-contact"),
    path("contacts/<int:pk>/merge/", views.merge_contacts, name="merge-contact"),
    path("contacts/<int:pk>/same-person/", views.same_person, name="same-person"),
    path("contacts/<int:pk>/not-same-person/", views.not_same_person, name="not-same-person"),
    path("contacts/<int:pk>/export/", views.export_person, name="export-person"),
    path("contacts/<int:pk>/erase/", views.erase_person, name="erase-person"),
    path("clients/<int:pk>/portal/", views.portal, name="portal"),
    path("clients/<int:pk>/portal/preview/<int:contact>/", views.preview_portal, name="preview-portal"),
    path("portal-accesses/<int:pk>/renew/", views.renew_portal, name="renew-portal"),
    path("portal-accesses/<int:pk>/revoke/", views.revoke_portal, name="revoke-portal"),
    *urls_records.urlpatterns,
    path("p/<str:token>/", portal.home, name="portal-home"),
    path("p/<str:token>/code/", portal.enter_code, name="portal-code"),
    path("p/<str:token>/code/send/", portal.send_code, name="portal-send-code"),
    path("p/<str:token>/language/", portal.set_language, name="portal-language"),
    path("p/<str:token>/ask/", portal.ask_again, name="portal-ask-again"),
    *urls_portal.urlpatterns,
    path("p/<str:token>/<path:rest>", portal.nowhere, name="portal-nowhere"),
    *urls_clock.urlpatterns,
    *urls_intake.urlpatterns,
]
