from django.urls import path

from relationships import views

app_name = "relationships"

urlpatterns = [
    path("interactions/", views.interactions, name="interactions"),
]
