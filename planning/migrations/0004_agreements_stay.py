"""Agreements are append-only, whoever asks: also raw SQL, also the database's owner in an unwatched moment.

Not a pgtrigger trigger, because those can be ignored on request. Only the demo company's go again.
"""

from django.db import migrations

UP = """
CREATE FUNCTION planning_is_demo(objective bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE((SELECT client.is_demo FROM planning_objective objective
        JOIN accounts_client client ON client.id = objective.client_id WHERE objective.id = $1), FALSE)
$$;

CREATE FUNCTION planning_agreement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND planning_is_demo(OLD.objective_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'What was offered to a client is kept as it was: % is refused.', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION planning_agreement_step_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND planning_is_demo(
        (SELECT objective_id FROM planning_agreement WHERE id = OLD.agreement_id)
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'What a client answered is kept as it was: % is refused.', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER agreement_stays BEFORE UPDATE OR DELETE ON planning_agreement
    FOR EACH ROW EXECUTE FUNCTION planning_agreement_stays();
CREATE TRIGGER agreement_step_stays BEFORE UPDATE OR DELETE ON planning_agreementstep
    FOR EACH ROW EXECUTE FUNCTION planning_agreement_step_stays();
"""

DOWN = """
DROP TRIGGER agreement_step_stays ON planning_agreementstep;
DROP TRIGGER agreement_stays ON planning_agreement;
DROP FUNCTION planning_agreement_step_stays();
DROP FUNCTION planning_agreement_stays();
DROP FUNCTION planning_is_demo(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("planning", "0003_targets_and_plans")]

    operations = [migrations.RunSQL(UP, DOWN)]
