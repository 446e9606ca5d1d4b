-- grain: project x basis x region of the current NUTS edition
-- a project with no region, or with several stated ones, is in its country alone: never divided by guess. What is divided says on what basis.
-- source: staging.current_record, core.location, ref.region_conversion, ref.region, ref.country, ref.registry
-- where a code lies in the current edition; a finer code has rows of its own where its larger region was divided
WITH target AS (
    SELECT from_code, from_version, list({'code': to_code, 'version': to_version, 'weight': weight} ORDER BY to_code) AS regions,
        min(basis) AS conversion_basis
    FROM ref.region_conversion
    GROUP BY from_code, from_version
),
place AS (
    SELECT location.project_id, location.basis, location.region_code, coalesce(finer.regions, coarser.regions) AS regions,
        coalesce(finer.conversion_basis, coarser.conversion_basis) AS conversion_basis,
        max(coalesce(finer.regions, coarser.regions)[1].code) OVER (PARTITION BY location.project_id, location.basis) AS some_code
    FROM core.location AS location
    LEFT JOIN target AS finer ON finer.from_code = location.region_code AND finer.from_version = location.nuts_version
    LEFT JOIN target AS coarser ON coarser.from_code = location.nuts2_region_code AND coarser.from_version = location.nuts_version
    WHERE location.basis IN ('registry_stated', 'beneficiary_address')
),
-- one region, of however many places in it; a larger region around it adds nothing, another one or an unknown place leaves it open
whole AS (
    SELECT project_id, basis AS region_basis, unnest(any_value(regions)) AS region,
        CASE WHEN count(DISTINCT conversion_basis) = 1 THEN min(conversion_basis) ELSE 'several' END AS conversion_basis
    FROM place
    GROUP BY project_id, basis
    HAVING count(DISTINCT regions) = 1 AND bool_and(regions IS NOT NULL OR coalesce(starts_with(some_code, region_code), false))
),
mentioned AS (
    SELECT project_id, 'text_mentioned' AS region_basis, nuts2_region_code AS region_code, nuts_version,
        CAST(round(count(*) / sum(count(*)) OVER (PARTITION BY project_id), 8) AS DECIMAL(9,8)) AS share,
        CASE WHEN count(*) OVER (PARTITION BY project_id) = 1 THEN 'whole' ELSE 'equal_places' END AS share_basis,
        'identity' AS conversion_basis
    FROM core.location AS location
    WHERE basis = 'text_mentioned' AND nuts2_region_code IS NOT NULL
    GROUP BY project_id, nuts2_region_code, nuts_version
),
converted AS (
    SELECT project_id, region_basis, region.code AS region_code, region.version AS nuts_version, region.weight AS share,
        CASE WHEN region.weight < 1 THEN 'population' ELSE 'whole' END AS share_basis, conversion_basis
    FROM whole
    UNION ALL BY NAME
    SELECT * FROM mentioned
),
ranked AS (
    SELECT *,
        row_number() OVER (PARTITION BY project_id, region_basis ORDER BY share DESC, region_code) = 1 AS is_main,
        sum(share) OVER (PARTITION BY project_id, region_basis) AS whole_share
    FROM converted
),
-- an operation that crosses a border, or is stated to be elsewhere too, is in no one country
country AS (
    SELECT record.project_id, 'registry_stated' AS region_basis, region.region_code, region.nuts_version
    FROM staging.current_record AS record
    JOIN ref.registry AS registry USING (registry)
    JOIN ref.country AS country ON country.country_code = record.country_code
    JOIN ref.region AS region
        ON region.region_code = country.nuts_prefix AND region.nuts_level = 0 AND region.nuts_version = (SELECT max(to_version) FROM ref.region_conversion)
    WHERE NOT registry.is_interreg AND coalesce(substr(record.programme_cci, 5, 2) <> 'TC', true) AND NOT EXISTS (
        SELECT 1
        FROM core.location AS location
        WHERE location.project_id = record.project_id AND location.basis = 'registry_stated' AND NOT starts_with(location.region_code, country.nuts_prefix)
    )
),
basis AS (
    SELECT unnest(['registry_stated', 'beneficiary_address', 'text_mentioned']) AS region_basis
)
SELECT
    project.project_id,
    basis.region_basis,
    coalesce(ranked.region_code, country.region_code, 'unallocated') AS region_code,
    coalesce(ranked.nuts_version, country.nuts_version) AS nuts_version,
    -- the rest of rounding goes to the main region, so that shares add up to exactly 1
    CAST(coalesce(CASE WHEN ranked.is_main THEN 1 - (ranked.whole_share - ranked.share) ELSE ranked.share END, 1) AS DECIMAL(9,8)) AS weight,
    coalesce(ranked.share_basis, CASE WHEN country.region_code IS NULL THEN 'unallocated' ELSE 'whole' END) AS weight_basis,
    coalesce(ranked.conversion_basis, CASE WHEN country.region_code IS NOT NULL THEN 'country' END) AS conversion_basis,
    coalesce(ranked.is_main, true) AS is_main
FROM staging.current_record AS project
CROSS JOIN basis
LEFT JOIN ranked USING (project_id, region_basis)
LEFT JOIN country USING (project_id, region_basis)
