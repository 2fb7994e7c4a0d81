from django.urls import path

from planning import views

app_name = "planning"

urlpatterns = [
    path("objectives/", views.objectives, name="objectives"),
    path("clients/<int:pk>/objectives/new/", views.create_objective, name="create-objective"),
    path("objectives/<int:pk>/", views.show_objective, name="show-objective"),
    path("objectives/<int:pk>/edit/", views.change_objective, name="change-objective"),
    path("objectives/<int:pk>/progress/", views.record_progress, name="record-progress"),
    path("objectives/<int:pk>/actual/", views.edit_actual, name="edit-actual"),
    path("objectives/<int:pk>/start/", views.start_objective, name="start-objective"),
    path("objectives/<int:pk>/close/", views.close_objective, name="close-objective"),
    path("objectives/<int:pk>/cancel/", views.cancel_objective, name="cancel-objective"),
    path("objectives/<int:pk>/reopen/", views.reopen_objective, name="reopen-objective"),
    path("progress/<int:pk>/withdraw/", views.withdraw_progress, name="withdraw-progress"),
    path("actions/", views.actions, name="actions"),
    path("clients/<int:pk>/actions/new/", views.plan_action, name="plan-action"),
    path("actions/<int:pk>/", views.show_action, name="show-action"),
    path("actions/<int:pk>/done/", views.complete_action, name="complete-action"),
    path("actions/<int:pk>/drop/", views.drop_action, name="drop-action"),
    path("actions/<int:pk>/postpone/", views.postpone_action, name="postpone-action"),
    path("interactions/new/", views.choose_client, name="choose-client"),
    path("clients/<int:pk>/interactions/new/", views.log_interaction, name="log-interaction"),
    path("interactions/<int:pk>/", views.show_interaction, name="show-interaction"),
    path("interactions/<int:pk>/edit/", views.change_interaction, name="change-interaction"),
    path("interactions/<int:pk>/remove/", views.remove_interaction, name="remove-interaction"),
    path("interactions/<int:pk>/files/", views.attach_file, name="attach-file"),
]
