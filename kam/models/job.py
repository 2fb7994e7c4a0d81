"""What jobs leave behind: that they ran, that the scheduler lives, and the ids other systems know our records by."""

from django.db import models
from django.utils import timezone


class JobRun(models.Model):
    """One finished run of a job for one day; the rows say which days are still due."""

    name = models.CharField(max_length=80)
    on = models.DateField()
    finished_at = models.DateTimeField(default=timezone.now)
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ("-on",)
        constraints = (models.UniqueConstraint(fields=["name", "on"], name="one_run_per_day"),)

    def __str__(self) -> str:
        return f"{self.name} of {self.on}"


class Heartbeat(models.Model):
    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"


class ExternalId(models.Model):
    """The id under which another system knows one of our records; what makes an import safe to repeat."""

    system = models.CharField(max_length=40)
    kind = models.CharField(max_length=80, help_text="Model label, such as accounts.client.")
    value = models.CharField(max_length=200)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["system", "kind", "value"], name="one_record_per_external_id"),)
        indexes = (models.Index(fields=["kind", "object_id"], name="external_id_of_record"),)

    def __str__(self) -> str:
        return f"{self.system}:{self.value}"
