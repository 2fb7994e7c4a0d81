from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# unaccent() itself is only STABLE (its dictionary could change), so it cannot be indexed; naming the dictionary makes it safe
# to call IMMUTABLE.
MAKE = """
CREATE OR REPLACE FUNCTION kam_unaccent(text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$ SELECT public.unaccent('public.unaccent', $1) $$
"""


class Migration(migrations.Migration):
    dependencies = [("kam", "0001_initial")]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(MAKE, "DROP FUNCTION kam_unaccent(text)"),
    ]
