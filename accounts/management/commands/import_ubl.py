"""`manage.py import_ubl FILE … --by EMAIL [--commit]`: e-invoices of EN 16931 in UBL 2.1."""

from accounts.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Check e-invoices in UBL 2.1, and with --commit write them."
    kind = "ubl"
    source = "ubl"
