"""`manage.py import_saft FILE … --by EMAIL [--commit]`: invoices and receipts of a SAF-T (PT) file."""

from accounts.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Check a SAF-T (PT) file, and with --commit write its invoices, credit notes and payments."
    kind = "saft"
