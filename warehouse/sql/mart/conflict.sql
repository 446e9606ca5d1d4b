-- grain: field x pair of competing values of one operation
-- source: mart.project, core.project_link, core.mention, staging.current_value, staging.mention_value
WITH compared (field, kind) AS (
    VALUES
        ('total_cost', 'amount'), ('support_amount', 'amount'), ('eu_contribution', 'amount'), ('eu_cofinancing_rate_pct', 'number'),
        ('start_on', 'date'), ('end_on', 'date'), ('fund_code', 'text'), ('programming_period', 'text'), ('country_code', 'text'),
        ('beneficiary_name', 'name'), ('participants', 'number'), ('participants_planned', 'number'), ('title', 'page_only')
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
claim AS (
    SELECT project_id AS subject_id, field, value_no, value, value_raw, precision, canonical_url AS url
    FROM staging.current_value
    WHERE project_id IN (SELECT subject_id FROM linked) AND (field IN (SELECT field FROM compared) OR field = 'currency')
    UNION ALL
    SELECT mention_id, field, value_no, value, value_raw, precision, canonical_url
    FROM staging.mention_value
    WHERE mention_id IN (SELECT subject_id FROM linked) AND (field IN (SELECT field FROM compared) OR field = 'currency')
),
told AS (
    SELECT claim.subject_id, claim.field, compared.kind, claim.value, claim.value_raw, claim.precision, claim.url, CASE WHEN compared.kind = 'amount' THEN currency.value END AS currency
    FROM claim
    JOIN compared USING (field)
    LEFT JOIN claim AS currency ON currency.subject_id = claim.subject_id AND currency.field = 'currency' AND currency.value_no = 1
    WHERE claim.value_no = 1 AND compared.kind <> 'page_only'
),
across AS (
    SELECT link.project_id, one.field, one.kind, one.value, other.value AS other_value, one.currency, one.value_raw, other.value_raw AS other_value_raw,
        link.basis, link.is_certain, link.other_id, one.url AS source_url, other.url AS other_url, link.evidence
    FROM link
    JOIN told AS one ON one.subject_id = link.project_id
    JOIN told AS other ON other.subject_id = link.other_id AND other.field = one.field AND other.currency IS NOT DISTINCT FROM one.currency
    WHERE differ(one.kind, one.value, one.precision, other.value, other.precision)
),
twice AS (
    SELECT used.project_id, used.field, compared.kind, used.value, other.value AS other_value, used.value_raw, other.value_raw AS other_value_raw,
        used.canonical_url AS url, row_number() OVER (PARTITION BY used.project_id, used.field, other.value ORDER BY other.value_no) AS n_th
    FROM staging.current_value AS used
    JOIN compared USING (field)
    JOIN staging.current_value AS other
        ON other.project_id = used.project_id AND other.field = used.field AND other.value_no > 1 AND other.item_no = 0
        AND differ(compared.kind, used.value, used.precision, other.value, other.precision)
    WHERE used.value_no = 1 AND used.item_no = 0 AND (used.project_id, used.field) IN (SELECT (project_id, field) FROM staging.current_value WHERE value_no = 2)
),
conflict AS (
    SELECT * FROM across
    UNION ALL BY NAME
    SELECT twice.project_id, twice.field, twice.kind, twice.value, twice.other_value, currency.value AS currency, twice.value_raw, twice.other_value_raw,
        'same_page' AS basis, true AS is_certain, twice.project_id AS other_id, twice.url AS source_url, twice.url AS other_url,
        'the page gives both; the first one printed was used' AS evidence
    FROM twice
    LEFT JOIN staging.current_value AS currency
        ON currency.project_id = twice.project_id AND currency.field = 'currency' AND currency.value_no = 1 AND twice.kind = 'amount'
    WHERE twice.n_th = 1
),
measured AS (
    SELECT *,
        CASE WHEN kind IN ('amount', 'number') THEN TRY_CAST(value AS DECIMAL(30,4)) END AS one,
        CASE WHEN kind IN ('amount', 'number') THEN TRY_CAST(other_value AS DECIMAL(30,4)) END AS other,
        -- a figure that ends in zeros may be rounded to them: half a unit of the last digit that is none
        CASE WHEN kind = 'amount' THEN greatest(rounding_unit(value), rounding_unit(other_value)) END AS unit
    FROM conflict
),
subject AS (
    SELECT project_id AS subject_id, registry, title FROM mart.project
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
JOIN mart.project AS project USING (project_id)
LEFT JOIN subject ON subject.subject_id = measured.other_id
