"""Addresses of the settings of clocks."""

from django.urls import path

from accounts.views import service_level as views

urlpatterns = [
    path("settings/calendars/", views.calendars, name="calendars"),
    path("settings/calendars/new/", views.create_calendar, name="create-calendar"),
    path("settings/calendars/<int:pk>/edit/", views.change_calendar, name="change-calendar"),
    path("settings/service-levels/", views.show_service_levels, name="service-levels"),
    path("settings/service-levels/new/", views.create_service_level, name="create-service-level"),
    path("settings/service-levels/<int:pk>/edit/", views.change_service_level, name="change-service-level"),
    path("settings/service-levels/<int:pk>/remove/", views.remove_service_level, name="remove-service-level"),
    path("settings/escalation/", views.escalation, name="escalation"),
]
