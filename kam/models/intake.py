"""Imports of files: what was taken in, what became of each row, and what it takes to undo it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Import(models.Model):
    class State(models.TextChoices):
        CHECKED = "checked", _("Checked, nothing written yet")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        UNDONE = "undone", _("Undone")

    kind = models.CharField(_("kind"), max_length=20, help_text="Of file, as the app says, such as saft.")
    source = models.CharField(_("source"), max_length=40, help_text="The system the records come from.")
    name = models.CharField(_("file"), max_length=200)
    file = models.FileField(upload_to="imports/%Y/%m/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.CHECKED)
    mapping = models.JSONField(default=dict, help_text="Which column is which, and how the file is read.")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0, help_text="Rows or documents; 0 while it is not known.")
    counts = models.JSONField(default=dict, help_text="Rows by how they ended.")
    totals = models.JSONField(default=dict, help_text="What was read against what the file itself says.")
    problem = models.CharField(max_length=500, blank=True, help_text="Why the whole file failed.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="imports")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """What became of one row or document of a file, and the record as it was before."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="As a spreadsheet counts; of documents, in the order of the file.")
    ending = models.CharField(max_length=9, help_text="kam.drafts.Ending.")
    key = models.CharField(max_length=200, blank=True, help_text="What the row calls its record.")
    reason = models.TextField(blank=True)
    cells = models.JSONField(default=list, help_text="Of a row that failed: as it came.")
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.BigIntegerField(null=True)
    before = models.JSONField(null=True, help_text="Of a record that was changed: its values before.")
    after = models.JSONField(null=True, help_text="Its values as the import left them; changed since: not undone.")

    class Meta:
        ordering = ("number", "pk")
        indexes = (models.Index(fields=["of", "ending", "number"], name="import_row_ending"),)

    def __str__(self) -> str:
        return f"{self.number}: {self.ending}"
