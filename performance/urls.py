from django.urls import path

from performance import views

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
    path("effort/", views.effort, name="effort"),
    path("clients/<int:pk>/margin/", views.set_margin, name="set-margin"),
    path("settings/cost-rates/", views.cost_rates, name="cost-rates"),
    path("reviews/", views.reviews, name="reviews"),
]
