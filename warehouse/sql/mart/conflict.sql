-- grain: field x pair of competing values of one operation
-- source: mart.project_all, core.project, core.project_link, core.mention, staging.evidence
WITH compared (field, kind) AS (
    VALUES
        ('total_cost', 'amount'), ('support_amount', 'amount'), ('eu_contribution', 'amount'), ('eu_cofinancing_rate_pct', 'number'),
        ('start_on', 'date'), ('end_on', 'date'), ('fund_code', 'text'), ('programming_period', 'text'), ('country_code', 'text'),
        ('beneficiary_name', 'name'), ('participants', 'number'), ('participants_planned', 'number')
),
link AS (
    SELECT project_id, other_id, basis, is_certain, evidence
    FROM core.project_link
    QUALIFY row_number() OVER (PARTITION BY project_id, other_id ORDER BY is_certain DESC, score DESC, basis) = 1
),
linked AS (
    SELECT project_id AS subject_id FROM link
    UNION
    SELECT other_id FROM link
),
place AS (
    SELECT project_id AS subject_id, registry, source_url AS canonical_url, body_sha256, record_no FROM core.project
    UNION ALL
    SELECT mention_id, registry, source_url, body_sha256, record_no FROM core.mention
),
claim AS MATERIALIZED (
    SELECT subject_id, canonical_url AS url, item.field, coalesce(item.value, item.value_raw) AS value, item.value_raw, item.precision
    FROM (
        SELECT place.subject_id, place.canonical_url, unnest(evidence.items) AS item
        FROM place
        SEMI JOIN linked USING (subject_id)
        JOIN staging.evidence AS evidence USING (registry, canonical_url, body_sha256, record_no)
    )
    WHERE item.is_used AND item.item_no = 0 AND (item.field IN (SELECT field FROM compared) OR item.field = 'currency')
),
told AS MATERIALIZED (
    SELECT claim.subject_id, claim.field, compared.kind, claim.value, claim.value_raw, claim.precision, claim.url, CASE WHEN compared.kind = 'amount' THEN currency.value END AS currency
    FROM claim
    JOIN compared USING (field)
    LEFT JOIN claim AS currency ON currency.subject_id = claim.subject_id AND currency.field = 'currency'
),
-- joined one after the other: there are few links, but many values of one field
one AS MATERIALIZED (
    SELECT link.*, one.field, one.kind, one.value, one.currency, one.value_raw, one.precision, one.url AS source_url
    FROM link
    JOIN told AS one ON one.subject_id = link.project_id
),
across AS (
    SELECT one.* EXCLUDE (precision), other.value AS other_value, other.value_raw AS other_value_raw, other.url AS other_url
    FROM one
    JOIN told AS other ON other.subject_id = one.other_id AND other.field = one.field AND other.currency IS NOT DISTINCT FROM one.currency
    WHERE differ(one.kind, one.value, one.precision, other.value, other.precision)
),
measured AS (
    SELECT *,
        CASE WHEN kind IN ('amount', 'number') THEN TRY_CAST(value AS DECIMAL(30,4)) END AS one,
        CASE WHEN kind IN ('amount', 'number') THEN TRY_CAST(other_value AS DECIMAL(30,4)) END AS other,
        -- a figure that ends in zeros may be rounded to them: half a unit of the last digit that is none
        CASE WHEN kind = 'amount' THEN greatest(rounding_unit(value), rounding_unit(other_value)) END AS unit
    FROM across
),
subject AS (
    SELECT project_id AS subject_id, registry, title FROM mart.project_all
    UNION ALL
    SELECT mention_id, registry, title FROM core.mention
)
SELECT
    project_id,
    measured.field,
    measured.value,
    measured.other_value,
    measured.currency,
    measured.value_raw,
    measured.other_value_raw,
    CAST(round(abs(one - other) / nullif(greatest(abs(one), abs(other)), 0), 4) AS DECIMAL(18,4)) AS relative_difference,
    coalesce(abs(one - other) * 2 < unit AND abs(one - other) * 10 <= greatest(abs(one), abs(other)), false) AS is_rounding,
    measured.basis,
    measured.is_certain,
    measured.other_id,
    measured.source_url,
    measured.other_url,
    measured.evidence,
    project.registry,
    project.title,
    project.fund_code,
    project.beneficiary_name,
    subject.registry AS other_registry,
    subject.title AS other_title
FROM measured
JOIN mart.project_all AS project USING (project_id)
LEFT JOIN subject ON subject.subject_id = measured.other_id
