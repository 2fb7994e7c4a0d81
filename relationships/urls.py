from django.urls import path

from relationships import views

app_name = "relationships"

urlpatterns = [
    # People
    path("people/", views.people, name="people"),
    path("people/<int:pk>/", views.show_person, name="show-person"),
    path("people/<int:pk>/assess/", views.assess_person, name="assess-person"),
    path("people/<int:pk>/preferences/", views.change_stakeholder, name="change-stakeholder"),
    path("people/<int:pk>/known-by/", views.know_person, name="know-person"),
    path("people/<int:pk>/identify/", views.identify_person, name="identify-person"),
    path("people/<int:pk>/left/", views.leave_person, name="leave-person"),
    path("people/<int:pk>/back/", views.return_person, name="return-person"),
    path("clients/<int:pk>/placeholders/new/", views.create_placeholder, name="create-placeholder"),
    path("opinions/<int:pk>/withdraw/", views.withdraw_opinion, name="withdraw-opinion"),
    # The relationship map
    path("clients/<int:pk>/map/", views.show_map, name="show-map"),
    path("clients/<int:pk>/map/map.pdf", views.print_map, name="print-map"),
    path("clients/<int:pk>/map/without/", views.simulate_leaving, name="simulate-leaving"),
    path("clients/<int:pk>/who-knows-whom/", views.show_matrix, name="show-matrix"),
    path("people/<int:pk>/reports-to/", views.move_person, name="move-person"),
    path("people/<int:pk>/reports/new/", views.add_report, name="add-report"),
    path("people/<int:pk>/links/new/", views.link_person, name="link-person"),
    path("links/<int:pk>/end/", views.end_link, name="end-link"),
    # Conversations
    path("interactions/", views.interactions, name="interactions"),
    # Needs
    path("clients/<int:pk>/needs/new/", views.create_need, name="create-need"),
    path("needs/<int:pk>/edit/", views.change_need, name="change-need"),
    path("needs/<int:pk>/remove/", views.remove_need, name="remove-need"),
]
