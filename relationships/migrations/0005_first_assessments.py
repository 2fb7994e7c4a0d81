from django.db import migrations
from django.db.models.functions import TruncDate


def say_when_to_assess(apps, schema_editor):
    """Needs noted before they were assessed have no fit yet, so they are due since the day they were noted."""
    needs = apps.get_model("relationships", "Need").objects.filter(next_assessment_on=None, assessed_on=None)
    needs.exclude(status="refuted").update(next_assessment_on=TruncDate("created_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("relationships", "0004_people_and_loyalty"),
    ]

    operations = [
        migrations.RunPython(say_when_to_assess, migrations.RunPython.noop),
    ]
