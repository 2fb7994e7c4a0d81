from django.urls import path

from accounts import views
from kam.processes import Process

app_name = "accounts"

urlpatterns = [
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
    path("clients/<int:pk>/contacts/new/", views.create_contact, name="create-contact"),
    path("clients/<int:pk>/files/", views.attach_file, name="attach-file"),
    path("contacts/<int:pk>/edit/", views.change_contact, name="change-contact"),
]
