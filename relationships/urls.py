from django.urls import path

from relationships import portal, views

app_name = "relationships"

urlpatterns = [
    # People
    path("people/<int:pk>/", views.show_person, name="show-person"),
    # Conversations
    path("interactions/", views.interactions, name="interactions"),
    # Needs
    path("clients/<int:pk>/needs/new/", views.create_need, name="create-need"),
    path("needs/<int:pk>/edit/", views.change_need, name="change-need"),
    path("needs/<int:pk>/remove/", views.remove_need, name="remove-need"),
    # Satisfaction
    path("satisfaction/", views.satisfaction, name="satisfaction"),
    path("satisfaction/comments/", views.comments, name="comments"),
    path("surveys/new/", views.create_survey, name="create-survey"),
    path("surveys/<int:pk>/", views.show_survey, name="show-survey"),
    path("surveys/<int:pk>/edit/", views.change_survey, name="change-survey"),
    path("surveys/<int:pk>/people/", views.choose_people, name="choose-people"),
    path("surveys/<int:pk>/languages/", views.set_languages, name="set-languages"),
    path("surveys/<int:pk>/preview/", views.preview_survey, name="preview-survey"),
    path("surveys/<int:pk>/start/", views.start_survey, name="start-survey"),
    path("surveys/<int:pk>/close/", views.close_survey, name="close-survey"),
    path("surveys/<int:pk>/remove/", views.remove_survey, name="remove-survey"),
    path("invitations/<int:pk>/remove/", views.remove_person, name="remove-person"),
    path("responses/<int:pk>/follow-up/", views.follow_up, name="follow-up"),
    path("clients/<int:pk>/loyalty/", views.show_loyalty, name="show-loyalty"),
    path("s/<str:token>/", portal.answer_survey, name="answer-survey"),
    path("s/<str:token>/thanks/", portal.thanks, name="survey-thanks"),
    path("s/<str:token>/refuse/", portal.refuse_surveys, name="refuse-surveys"),
    path("s/<str:token>/language/", portal.set_language, name="survey-language"),
]
