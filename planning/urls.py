from django.urls import path

from planning import views

app_name = "planning"

urlpatterns = [
    path("objectives/", views.objectives, name="objectives"),
    path("clients/<int:pk>/objectives/new/", views.create_objective, name="create-objective"),
    path("objectives/<int:pk>/", views.show_objective, name="show-objective"),
    path("objectives/<int:pk>/edit/", views.change_objective, name="change-objective"),
    path("objectives/<int:pk>/progress/", views.record_progress, name="record-progress"),
    path("objectives/<int:pk>/close/", views.close_objective, name="close-objective"),
    path("objectives/<int:pk>/cancel/", views.cancel_objective, name="cancel-objective"),
    path("objectives/<int:pk>/reopen/", views.reopen_objective, name="reopen-objective"),
    path("progress/<int:pk>/withdraw/", views.withdraw_progress, name="withdraw-progress"),
    path("actions/", views.actions, name="actions"),
    path("actions/bulk/", views.change_actions, name="change-actions"),
    path("clients/<int:pk>/mutual-plan/", views.mutual_plan, name="mutual-plan"),
    path("clients/<int:pk>/actions/new/", views.plan_action, name="plan-action"),
    path("actions/<int:pk>/", views.show_action, name="show-action"),
    path("actions/<int:pk>/done/", views.complete_action, name="complete-action"),
    path("actions/<int:pk>/drop/", views.drop_action, name="drop-action"),
    path("actions/<int:pk>/postpone/", views.postpone_action, name="postpone-action"),
    path("actions/<int:pk>/share/", views.share_action, name="share-action"),
    path("actions/<int:pk>/unshare/", views.unshare_action, name="unshare-action"),
    path("strategies/", views.strategies, name="strategies"),
    path("clients/<int:pk>/strategies/new/", views.create_strategy, name="create-strategy"),
    path("strategies/<int:pk>/", views.show_strategy, name="show-strategy"),
    path("strategies/<int:pk>/edit/", views.change_strategy, name="change-strategy"),
    path("strategies/<int:pk>/done/", views.finish_strategy, name="finish-strategy"),
    path("strategies/<int:pk>/drop/", views.drop_strategy, name="drop-strategy"),
    path("strategies/<int:pk>/reopen/", views.reopen_strategy, name="reopen-strategy"),
    path("strategies/<int:pk>/remove/", views.remove_strategy, name="remove-strategy"),
    path("interactions/new/", views.choose_client, name="choose-client"),
    path("clients/<int:pk>/interactions/new/", views.log_interaction, name="log-interaction"),
    path("interactions/<int:pk>/", views.show_interaction, name="show-interaction"),
    path("interactions/<int:pk>/edit/", views.change_interaction, name="change-interaction"),
    path("interactions/<int:pk>/remove/", views.remove_interaction, name="remove-interaction"),
    path("interactions/<int:pk>/files/", views.attach_file, name="attach-file"),
]
