from django.urls import path

from accounts import portal_invoices
from accounts.views import dunning, dunning_settings

urlpatterns = [
    path("invoices/cash/", dunning.expected_cash, name="cash"),
    path("invoices/<int:pk>/dispute/", dunning.dispute_invoice, name="dispute-invoice"),
    path("invoices/<int:pk>/promise/", dunning.promise_payment, name="promise-payment"),
    path("invoices/<int:pk>/late-payment/", dunning.late_payment, name="late-payment"),
    path("disputes/<int:pk>/resolve/", dunning.resolve_dispute, name="resolve-dispute"),
    path("promises/<int:pk>/withdraw/", dunning.withdraw_promise, name="withdraw-promise"),
    path("clients/<int:pk>/statement/", dunning.show_statement, name="statement"),
    path("reminders/", dunning.reminders, name="reminders"),
    path("reminders/<int:pk>/", dunning.show_reminder, name="show-reminder"),
    path("reminders/<int:pk>/approve/", dunning.approve_reminder, name="approve-reminder"),
    path("reminders/<int:pk>/stop/", dunning.stop_reminder, name="stop-reminder"),
    path("settings/reminders/", dunning_settings.reminder_ladder, name="reminder-ladder"),
    path("settings/reminders/new/", dunning_settings.create_step, name="create-step"),
    path("settings/reminders/<int:pk>/edit/", dunning_settings.change_step, name="change-step"),
    path("settings/reminders/<int:pk>/remove/", dunning_settings.remove_step, name="remove-step"),
    path("settings/late-rates/", dunning_settings.late_rates, name="late-rates"),
    path("settings/late-rates/new/", dunning_settings.create_late_rate, name="create-late-rate"),
    path("settings/late-rates/<int:pk>/edit/", dunning_settings.change_late_rate, name="change-late-rate"),
    path("p/<str:token>/statement/", portal_invoices.statement, name="portal-statement"),
]
