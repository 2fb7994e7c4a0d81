"""Issues in the client portal."""

from django.urls import path

from accounts import portal_issues

urlpatterns = [
    path("p/<str:token>/issues/new/", portal_issues.open_issue, name="portal-open-issue"),
    path("p/<str:token>/issues/<int:pk>/", portal_issues.show_issue, name="portal-issue"),
    path("p/<str:token>/issues/<int:pk>/reply/", portal_issues.reply, name="portal-reply"),
    path("p/<str:token>/issues/<int:pk>/rate/", portal_issues.rate, name="portal-rate"),
]
