from django.urls import path

from performance import portal, views

app_name = "performance"

urlpatterns = [
    path("", views.my_day, name="my-day"),
    path("snooze/<str:rule>/<int:subject_id>/", views.snooze, name="snooze"),
    path("team/", views.team, name="team"),
    path("cold/", views.going_cold, name="going-cold"),
    path("clients/<int:pk>/handover/", views.hand_over, name="hand-over"),
    path("clients/<int:pk>/handover.pdf", views.print_handover, name="print-handover"),
    path("clients/<int:pk>/brief/", views.brief_client, name="brief-client"),
    path("clients/<int:pk>/brief.pdf", views.print_client_brief, name="print-client-brief"),
    path("meetings/<int:pk>/brief/", views.brief_meeting, name="brief-meeting"),
    path("meetings/<int:pk>/brief.pdf", views.print_meeting_brief, name="print-meeting-brief"),
    path("clients/<int:pk>/updates/", views.status_updates, name="status-updates"),
    path("clients/<int:pk>/updates/new/", views.draft_update, name="draft-update"),
    path("updates/<int:pk>/", views.show_status_update, name="show-status-update"),
    path("updates/<int:pk>/edit/", views.change_status_update, name="change-status-update"),
    path("updates/<int:pk>/send/", views.send_status_update, name="send-status-update"),
    path("updates/<int:pk>/publish/", views.publish_status_update, name="publish-status-update"),
    path("updates/<int:pk>/remove/", views.remove_status_update, name="remove-status-update"),
    path("p/<str:token>/updates/<int:pk>/", portal.show_update, name="portal-update"),
    path("effort/", views.effort, name="effort"),
    path("clients/<int:pk>/margin/", views.set_margin, name="set-margin"),
    path("settings/cost-rates/", views.cost_rates, name="cost-rates"),
    path("reviews/", views.reviews, name="reviews"),
]
