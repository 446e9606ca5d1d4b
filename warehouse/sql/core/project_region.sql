-- grain: project x basis x region of the current NUTS edition
-- a project with no region, or with several stated ones, is unallocated: never divided by guess. What is divided says on what basis.
-- source: staging.current_value, core.location, ref.region_conversion
WITH slice_current_value AS NOT MATERIALIZED (SELECT * FROM staging.current_value WHERE in_slice(project_id)),
slice_location AS NOT MATERIALIZED (SELECT * FROM core.location WHERE in_slice(project_id)),
project AS (
    SELECT DISTINCT project_id FROM slice_current_value AS current_value WHERE field = 'project_code'
),
-- one region the registry states, or that of the one address
whole AS (
    SELECT project_id, basis AS region_basis, min(nuts2_code) AS nuts2_code, min(nuts_version) AS nuts_version, CAST(1 AS DECIMAL(18,8)) AS share,
        'whole' AS share_basis
    FROM slice_location AS location
    WHERE basis IN ('registry_stated', 'beneficiary_address') AND nuts2_code IS NOT NULL
    GROUP BY project_id, basis
    HAVING count(DISTINCT (nuts2_code, nuts_version)) = 1
),
mentioned AS (
    SELECT project_id, 'text_mentioned' AS region_basis, nuts2_code, nuts_version,
        CAST(round(count(*) / sum(count(*)) OVER (PARTITION BY project_id), 8) AS DECIMAL(18,8)) AS share,
        CASE WHEN count(*) OVER (PARTITION BY project_id) = 1 THEN 'whole' ELSE 'equal_places' END AS share_basis
    FROM slice_location AS location
    WHERE basis = 'text_mentioned' AND nuts2_code IS NOT NULL
    GROUP BY project_id, nuts2_code, nuts_version
),
stated AS (
    SELECT * FROM whole
    UNION ALL BY NAME
    SELECT * FROM mentioned
),
converted AS (
    SELECT
        stated.project_id,
        stated.region_basis,
        conversion.to_code AS region_code,
        conversion.to_version AS nuts_version,
        sum(CAST(round(stated.share * conversion.weight, 8) AS DECIMAL(18,8))) AS share,
        bool_or(conversion.basis = 'population_2021') AS is_divided,
        min(stated.share_basis) AS share_basis,
        CASE WHEN count(DISTINCT conversion.basis) = 1 THEN min(conversion.basis) ELSE 'several' END AS conversion_basis
    FROM stated
    JOIN ref.region_conversion AS conversion
        ON conversion.from_code = stated.nuts2_code AND conversion.from_version = stated.nuts_version
    GROUP BY stated.project_id, stated.region_basis, conversion.to_code, conversion.to_version
),
ranked AS (
    SELECT *,
        row_number() OVER (PARTITION BY project_id, region_basis ORDER BY share DESC, region_code) = 1 AS is_main,
        sum(share) OVER (PARTITION BY project_id, region_basis) AS whole_share
    FROM converted
),
basis AS (
    SELECT unnest(['registry_stated', 'beneficiary_address', 'text_mentioned']) AS region_basis
)
SELECT
    project.project_id,
    basis.region_basis,
    coalesce(ranked.region_code, 'unallocated') AS region_code,
    ranked.nuts_version,
    -- the rest of rounding goes to the main region, so that shares add up to exactly 1
    CAST(coalesce(CASE WHEN ranked.is_main THEN 1 - (ranked.whole_share - ranked.share) ELSE ranked.share END, 1) AS DECIMAL(9,8)) AS weight,
    CASE
        WHEN ranked.region_code IS NULL THEN 'unallocated'
        WHEN ranked.is_divided THEN 'population_2021'
        ELSE ranked.share_basis
    END AS weight_basis,
    ranked.conversion_basis,
    coalesce(ranked.is_main, true) AS is_main
FROM project
CROSS JOIN basis
LEFT JOIN ranked USING (project_id, region_basis)
