"""Agreements may forget who signed, and nothing else.

While a transaction says which people it erases (kam.erasing, their numbers) and what they are called from now on
(kam.pseudonym), a text may change if it names the pseudonym afterwards; a step of such a person may lose its role and its
address. Every other column, every other row and every deletion is refused as before.
"""

from django.db import migrations

UP = """
CREATE FUNCTION planning_only_forgets(before jsonb, after jsonb, texts text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(current_setting('kam.pseudonym', TRUE), '') <> ''
        AND before - texts = after - texts
        AND NOT EXISTS (
            SELECT 1 FROM unnest(texts) AS name
            WHERE before ->> name IS DISTINCT FROM after ->> name
                AND position(current_setting('kam.pseudonym', TRUE) IN COALESCE(after ->> name, '')) = 0
        )
$$;

CREATE OR REPLACE FUNCTION planning_agreement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND planning_is_demo(OLD.objective_id) THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND planning_only_forgets(to_jsonb(OLD), to_jsonb(NEW), ARRAY['message', 'reason']) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'What was offered to a client is kept as it was: % is refused.', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE FUNCTION planning_agreement_step_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
BEGIN
    IF TG_OP = 'DELETE' AND planning_is_demo(
        (SELECT objective_id FROM planning_agreement WHERE id = OLD.agreement_id)
    ) THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.contact_id::text = ANY (string_to_array(COALESCE(current_setting('kam.erasing', TRUE), ''), ',')) THEN
            IF NEW.role = '' THEN
                before := before || '{"role": ""}';
            END IF;
            IF NEW.address IS NULL THEN
                before := before || '{"address": null}';
            END IF;
        END IF;
        IF planning_only_forgets(before, to_jsonb(NEW), ARRAY['name', 'reason', 'evidence']) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'What a client answered is kept as it was: % is refused.', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
"""

DOWN = """
CREATE OR REPLACE FUNCTION planning_agreement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND planning_is_demo(OLD.objective_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'What was offered to a client is kept as it was: % is refused.', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE FUNCTION planning_agreement_step_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND planning_is_demo(
        (SELECT objective_id FROM planning_agreement WHERE id = OLD.agreement_id)
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'What a client answered is kept as it was: % is refused.', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

DROP FUNCTION planning_only_forgets(jsonb, jsonb, text[]);
"""


class Migration(migrations.Migration):
    dependencies = [("planning", "0006_topics")]

    operations = [migrations.RunSQL(UP, DOWN)]
