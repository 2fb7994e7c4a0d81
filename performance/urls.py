from django.urls import path

from performance import views

app_name = "performance"

urlpatterns = [
    path("", views.my_day, name="my-day"),
    path("snooze/<str:rule>/<int:subject_id>/", views.snooze, name="snooze"),
    path("team/", views.team, name="team"),
    path("cold/", views.going_cold, name="going-cold"),
    path("reviews/", views.reviews, name="reviews"),
]
