"""The nightly review in plain SQL: two statements that read and write what the product does, in copies of its tables.

Every goal is judged along a straight line, which is less than the product does for seasons and milestones. On all
other goals both must agree, or the floor is none.
"""

TABLES = """
    CREATE TABLE floor_review (LIKE performance_goalreview INCLUDING ALL);
    ALTER TABLE floor_review ADD FOREIGN KEY (objective_id) REFERENCES planning_objective DEFERRABLE INITIALLY DEFERRED;
    CREATE TABLE floor_standing (LIKE performance_clientstanding INCLUDING ALL);
    ALTER TABLE floor_standing ADD FOREIGN KEY (client_id) REFERENCES accounts_client DEFERRABLE INITIALLY DEFERRED;
"""

REVIEW = """
    INSERT INTO floor_review (
        objective_id, "on", status, signal, previous_status, pace, share, expected, actual, actual_on, forecast, low,
        high, reasons, rule_version, created_at
    )
    SELECT
        goal.id, %(on)s, shown.status, signal, coalesce(previous, ''), pace, round(share, 4),
        round(base + share * span, 4), reading.value, reading.noted_on,
        CASE WHEN signal <> 'none' THEN round(middle, 4) END,
        CASE WHEN signal <> 'none' THEN round(least(middle + slow * rest, middle + fast * rest), 4) END,
        CASE WHEN signal <> 'none' THEN round(greatest(middle + slow * rest, middle + fast * rest), 4) END,
        jsonb_build_array(jsonb_build_object(
            'code', CASE WHEN signal = 'none' THEN 'stale' ELSE 'against_plan' END,
            'actual', round((reading.value - base) / span, 4)::text, 'expected', round(share, 4)::text
        )),
        'floor', now()
    FROM planning_objective AS goal
    CROSS JOIN LATERAL (
        SELECT
            CASE kind WHEN 'maintain' THEN coalesce(minimum, baseline) ELSE baseline END AS base,
            least(1, greatest(0, (%(on)s - starts_on)::numeric / (due_on - starts_on))) AS elapsed
    ) AS start
    CROSS JOIN LATERAL (
        SELECT target - base AS span, CASE kind WHEN 'maintain' THEN 1 ELSE elapsed END AS share
    ) AS plan
    LEFT JOIN LATERAL (
        SELECT
            (array_agg(value))[1] AS value, max(noted_on) AS noted_on,
            min((value - base) / (part * span)) FILTER (WHERE part >= 0.05) AS slowest,
            max((value - base) / (part * span)) FILTER (WHERE part >= 0.05) AS fastest
        FROM (
            SELECT
                value, noted_on,
                CASE kind WHEN 'maintain' THEN 1 ELSE (noted_on - starts_on)::numeric / (due_on - starts_on) END AS part
            FROM planning_progress
            WHERE objective_id = goal.id AND removed_at IS NULL AND noted_on <= %(on)s
            ORDER BY noted_on DESC, id DESC LIMIT 6
        ) AS latest
    ) AS reading ON true
    LEFT JOIN LATERAL (
        SELECT status AS previous, signal AS previous_signal FROM floor_review AS review
        WHERE review.objective_id = goal.id AND review."on" < %(on)s ORDER BY review."on" DESC LIMIT 1
    ) AS before ON true
    CROSS JOIN LATERAL (
        SELECT
            CASE WHEN span >= 0 THEN reading.value >= target ELSE reading.value <= target END AS reached,
            least(%(on)s, due_on) - reading.noted_on > cadence_days AS stale,
            (reading.value - base) / (share * span) AS exact,
            round((reading.value - base) / (share * span), 4) AS ratio,
            base + (reading.value - base) / share AS middle,
            (1 - elapsed) * span AS rest
    ) AS way
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN reading.value IS NULL OR (stale AND (kind = 'maintain' OR NOT reached)) THEN 'none'
            WHEN reached OR ratio >= 0.90 THEN 'good' WHEN ratio >= 0.75 THEN 'warn' ELSE 'bad'
        END AS signal
    ) AS alone
    CROSS JOIN LATERAL (
        SELECT
            CASE WHEN signal <> 'none' THEN ratio END AS pace,
            least(slowest - exact, -0.05) AS slow, greatest(fastest - exact, 0.05) AS fast,
            CASE
                WHEN coalesce(previous, 'none') = 'none' OR signal IN ('bad', 'none', previous_signal) THEN signal
                ELSE previous
            END AS status
    ) AS shown
    WHERE goal.status = 'active'
"""

STANDING = """
    WITH weighed (status, weight) AS (VALUES ('bad', 3), ('warn', 2), ('good', 1), ('none', 0)),
    latest AS (
        SELECT DISTINCT ON (review.objective_id)
            goal.client_id, goal.process, goal.unit, goal.title, goal.current, goal.target, review.objective_id,
            review.expected, review.reasons, weighed.weight
        FROM floor_review AS review
        JOIN planning_objective AS goal ON goal.id = review.objective_id AND goal.status = 'active'
        JOIN weighed ON weighed.status = review.status
        WHERE review."on" <= %(on)s
        ORDER BY review.objective_id, review."on" DESC
    ),
    ranked AS (SELECT *, max(weight) OVER (PARTITION BY client_id, process) AS worst FROM latest),
    goals AS (
        SELECT
            client_id, count(*) AS running,
            max(weight) FILTER (WHERE process = 'planning') AS planning,
            max(weight) FILTER (WHERE process = 'relationships') AS relationships,
            max(weight) FILTER (WHERE process = 'accounts') AS accounts,
            max(weight) FILTER (WHERE process = 'performance') AS performance,
            max(weight) FILTER (WHERE process = 'growth') AS growth,
            sum(current) FILTER (WHERE process = 'performance' AND unit = 'money') AS revenue,
            sum(target) FILTER (WHERE process = 'performance' AND unit = 'money') AS revenue_target,
            sum(expected) FILTER (WHERE process = 'performance' AND unit = 'money') AS revenue_expected,
            jsonb_agg(jsonb_build_object(
                'process', process, 'objective', objective_id, 'title', title, 'why', reasons
            )) FILTER (WHERE weight = worst) AS reasons
        FROM ranked GROUP BY client_id
    ),
    weeks AS (
        SELECT goal.client_id, "on", max(weighed.weight) AS worst
        FROM floor_review AS review
        JOIN planning_objective AS goal ON goal.id = review.objective_id AND goal.status = 'active'
        JOIN weighed ON weighed.status = review.status
        WHERE review."on" = ANY(%(weeks)s) GROUP BY goal.client_id, "on"
    ),
    trails AS (SELECT client_id, array_agg(worst::varchar(4) ORDER BY "on") AS trail FROM weeks GROUP BY client_id),
    work AS (
        SELECT
            client_id, min(due_on) AS next_on, (array_agg(title ORDER BY due_on, id))[1] AS next,
            count(*) FILTER (WHERE due_on < %(on)s) AS overdue
        FROM planning_action WHERE status = 'open' GROUP BY client_id
    )
    INSERT INTO floor_standing (
        client_id, planning, relationships, accounts, performance, growth, worst, severity, reasons, revenue,
        revenue_target, revenue_expected, attainment, last_contact_on, next_action_on, next_action, overdue_actions,
        running_objectives, trail, as_of
    )
    SELECT
        client.id, coalesce(planning, 0), coalesce(relationships, 0), coalesce(accounts, 0), coalesce(performance, 0),
        coalesce(growth, 0), greatest(planning, relationships, accounts, performance, growth, 0),
        coalesce(planning + relationships + accounts + performance + growth, 0), coalesce(reasons, '{}'), revenue,
        revenue_target, revenue_expected, round(revenue / revenue_target, 4), spoken.last, next_on, coalesce(next, ''),
        coalesce(overdue, 0), coalesce(running, 0), coalesce(trail, '{}'), now()
    FROM accounts_client AS client
    LEFT JOIN goals ON goals.client_id = client.id
    LEFT JOIN trails ON trails.client_id = client.id
    LEFT JOIN work ON work.client_id = client.id
    LEFT JOIN LATERAL (
        SELECT happened_at::date AS last FROM relationships_interaction
        WHERE client_id = client.id AND removed_at IS NULL AND kind <> 'note' ORDER BY happened_at DESC LIMIT 1
    ) AS spoken ON true
    ON CONFLICT (client_id) DO UPDATE SET
        planning = excluded.planning, relationships = excluded.relationships, accounts = excluded.accounts,
        performance = excluded.performance, growth = excluded.growth, worst = excluded.worst,
        severity = excluded.severity, reasons = excluded.reasons, revenue = excluded.revenue,
        revenue_target = excluded.revenue_target, revenue_expected = excluded.revenue_expected,
        attainment = excluded.attainment, last_contact_on = excluded.last_contact_on,
        next_action_on = excluded.next_action_on, next_action = excluded.next_action,
        overdue_actions = excluded.overdue_actions, running_objectives = excluded.running_objectives,
        trail = excluded.trail, as_of = excluded.as_of
"""

# A half in the fifth place is rounded to even by the product and up by PostgreSQL.
DISAGREEMENTS = """
    SELECT count(*) FROM performance_goalreview AS ours
    JOIN floor_review AS plain USING (objective_id, "on")
    JOIN planning_objective AS goal ON goal.id = ours.objective_id
    WHERE "on" = %(on)s AND goal.curve = 'linear' AND (
        (ours.status, ours.signal) <> (plain.status, plain.signal)
        OR (ours.pace IS NULL) <> (plain.pace IS NULL)
        OR greatest(abs(ours.pace - plain.pace), abs(ours.expected - plain.expected)) > 0.0001
    )
"""
