"""Addresses of invoices, payments and what is owed."""

from django.urls import path

from accounts.views import invoice, payment

urlpatterns = [
    path("invoices/", invoice.invoices, name="invoices"),
    path("invoices/<int:pk>/", invoice.show_invoice, name="show-invoice"),
    path("invoices/<int:pk>/set-off/", invoice.allocate, name="allocate"),
    path("invoices/<int:pk>/annul/", invoice.annul_invoice, name="annul-invoice"),
    path("invoices/<int:pk>/edit/", payment.change_invoice, name="change-invoice"),
    path("payments/<int:pk>/edit/", payment.change_payment, name="change-payment"),
    path("payments/<int:pk>/annul/", payment.annul_payment, name="annul-payment"),
    path("allocations/<int:pk>/take-back/", invoice.take_back, name="take-back-allocation"),
    path("clients/<int:pk>/invoices/new/", invoice.create_invoice, name="create-invoice"),
    path("clients/<int:pk>/payments/new/", invoice.create_payment, name="create-payment"),
    path("clients/<int:pk>/payment-terms/", invoice.payment_terms, name="payment-terms"),
    path("clients/<int:pk>/receivables/", invoice.receivables_of, name="receivables"),
]
