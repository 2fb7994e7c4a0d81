from django.urls import path

from relationships import portal, views
from relationships.views import concern

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
    path("interactions/<int:pk>/pin/", views.pin_interaction, name="pin-interaction"),
    path("interactions/<int:pk>/unpin/", views.unpin_interaction, name="unpin-interaction"),
    # Mail
    path("mail/", views.show_inbox, name="mail"),
    path("mail/upload/", views.add_mails, name="add-mails"),
    path("mail/<int:pk>/", views.show_mail, name="show-mail"),
    path("mail/<int:pk>/file/", views.file_mail, name="file-mail"),
    path("mail/<int:pk>/dismiss/", views.dismiss_mail, name="dismiss-mail"),
    path("mail/<int:pk>/keep/", views.keep_waiting, name="keep-mail"),
    # Needs
    path("clients/<int:pk>/needs/new/", views.create_need, name="create-need"),
    path("needs/", views.needs, name="needs"),
    path("needs/<int:pk>/", views.show_need, name="show-need"),
    path("needs/<int:pk>/edit/", views.change_need, name="change-need"),
    path("needs/<int:pk>/remove/", views.remove_need, name="remove-need"),
    path("needs/<int:pk>/assess/", views.assess_need, name="assess-need"),
    path("assessments/<int:pk>/withdraw/", views.withdraw_assessment, name="withdraw-assessment"),
    path("clients/<int:pk>/assessment/", views.assess_client, name="assess-client"),
    path("clients/<int:pk>/assessment/finish/", views.finish_round, name="finish-round"),
    path("clients/<int:pk>/assessment/<int:need_pk>/", views.assess_in_round, name="assess-in-round"),
    path("assessment-rounds/<int:pk>/", views.show_round, name="show-round"),
    # What issues have to do with
    path("issues/<int:pk>/needs/", concern.link_need, name="link-need"),
    path("issues/<int:pk>/interactions/", concern.link_talk, name="link-talk"),
    path("needs/<int:pk>/issues/", concern.link_need_issue, name="link-need-issue"),
    path("interactions/<int:pk>/issues/", concern.link_talk_issue, name="link-talk-issue"),
    path("issue-needs/<int:pk>/unlink/", concern.unlink_need, name="unlink-need"),
    path("issue-talks/<int:pk>/unlink/", concern.unlink_talk, name="unlink-talk"),
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
