from django.urls import path

from relationships import views

app_name = "relationships"

urlpatterns = [
    # People
    path("people/<int:pk>/", views.show_person, name="show-person"),
    # Conversations
    path("interactions/", views.interactions, name="interactions"),
    path("interactions/<int:pk>/pin/", views.pin_interaction, name="pin-interaction"),
    path("interactions/<int:pk>/unpin/", views.unpin_interaction, name="unpin-interaction"),
    # Needs
    path("clients/<int:pk>/needs/new/", views.create_need, name="create-need"),
    path("needs/<int:pk>/edit/", views.change_need, name="change-need"),
    path("needs/<int:pk>/remove/", views.remove_need, name="remove-need"),
]
