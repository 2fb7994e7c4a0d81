from django.urls import path

from accounts.views import issue as views
from accounts.views import issue_link

urlpatterns = [
    path("issues/", views.issues, name="issues"),
    path("issues/new/", views.new_issue, name="new-issue"),
    path("issues/clocks/", views.issue_clocks, name="issue-clocks"),
    path("issues/causes/", views.issue_causes_report, name="issue-causes"),
    path("issues/<int:pk>/", views.show_issue, name="show-issue"),
    path("issues/<int:pk>/edit/", views.change_issue, name="change-issue"),
    path("issues/<int:pk>/move/", views.move_issue, name="move-issue"),
    path("issues/<int:pk>/messages/new/", views.write_message, name="write-issue-message"),
    path("issues/<int:pk>/promise/", views.promise_update, name="promise-update"),
    path("issues/<int:pk>/close/", views.close_issue, name="close-issue"),
    path("issues/<int:pk>/merge/", views.merge_issue, name="merge-issue"),
    path("issues/<int:pk>/remove/", views.remove_issue, name="remove-issue"),
    path("clients/<int:pk>/issues/new/", views.create_issue, name="create-issue"),
    path("clients/<int:pk>/issues/known/", views.known_issues, name="known-issues"),
    path("issues/<int:pk>/invoices/", issue_link.link_invoice, name="link-invoice"),
    path("invoices/<int:pk>/issues/", issue_link.link_issue, name="link-issue"),
    path("issue-invoices/<int:pk>/unlink/", issue_link.unlink_invoice, name="unlink-invoice"),
]
