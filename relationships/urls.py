from django.urls import path

from relationships import views

app_name = "relationships"

urlpatterns = [
    # People
    path("people/<int:pk>/", views.show_person, name="show-person"),
    # Conversations
    path("interactions/", views.interactions, name="interactions"),
    # Meetings
    path("meetings/", views.meetings, name="meetings"),
    path("meetings/<int:pk>/", views.show_meeting, name="show-meeting"),
    path("meetings/<int:pk>/edit/", views.change_meeting, name="change-meeting"),
    path("meetings/<int:pk>/prepared/", views.mark_prepared, name="mark-prepared"),
    path("meetings/<int:pk>/cancel/", views.cancel_meeting, name="cancel-meeting"),
    path("meetings/<int:pk>/restore/", views.restore_meeting, name="restore-meeting"),
    path("meetings/<int:pk>/meeting.ics", views.download_meeting, name="download-meeting"),
    path("clients/<int:pk>/meetings/new/", views.plan_meeting, name="plan-meeting"),
    path("calendar/upload/", views.import_calendar, name="import-calendar"),
    # Needs
    path("clients/<int:pk>/needs/new/", views.create_need, name="create-need"),
    path("needs/<int:pk>/edit/", views.change_need, name="change-need"),
    path("needs/<int:pk>/remove/", views.remove_need, name="remove-need"),
]
