from django.urls import path

from relationships import views

app_name = "relationships"

urlpatterns = [
    # People
    path("people/<int:pk>/", views.show_person, name="show-person"),
    # Conversations
    path("interactions/", views.interactions, name="interactions"),
    # Mail
    path("mail/", views.show_inbox, name="mail"),
    path("mail/upload/", views.add_mails, name="add-mails"),
    path("mail/<int:pk>/", views.show_mail, name="show-mail"),
    path("mail/<int:pk>/file/", views.file_mail, name="file-mail"),
    path("mail/<int:pk>/dismiss/", views.dismiss_mail, name="dismiss-mail"),
    path("mail/<int:pk>/keep/", views.keep_waiting, name="keep-mail"),
    # Needs
    path("clients/<int:pk>/needs/new/", views.create_need, name="create-need"),
    path("needs/<int:pk>/edit/", views.change_need, name="change-need"),
    path("needs/<int:pk>/remove/", views.remove_need, name="remove-need"),
]
