-- Questions to the warehouse, each with its answer on the bundled sample. Run one with: diarium sql "..."
-- The answers (lines that begin with `--|`) are written by a test, which also fails when one is no longer true:
-- a first run of the sample, then one with `set=22-021-S03:Antal deltagare=25` and one with `withdrawn=23-043-S02` (--sample-fault).
-- Do not cite the sample: about half of its projects are invented. Tables and columns: docs/data-dictionary.md.

-- == 1. Funding by region, fund and year of start
-- A project whose region is no one NUTS-2 region is in its country (SE); one of no country either, or that crosses a border, is `unallocated`.
SELECT region_code, region_name, fund_code, start_year, currency, n_projects, n_with_support, support_amount, support_eur
FROM mart.funding_by_region_fund_year
WHERE region_code IN ('SE', 'SE33', 'DK03')
ORDER BY region_code, fund_code, start_year;
--| region_code | region_name            | fund_code | start_year | currency | n_projects | n_with_support | support_amount | support_eur
--| ------------+------------------------+-----------+------------+----------+------------+----------------+----------------+------------
--| DK03        | Syddanmark             | ESF       | 2014       | DKK      | 2          | 0              |                |
--| DK03        | Syddanmark             | JTF       | 2022       | DKK      | 1          | 0              |                |
--| SE          | Sverige, no one region | ESF       | 2019       | SEK      | 1          | 1              | 17244907.00    | 1679392.14
--| SE          | Sverige, no one region | ESF       | 2021       | SEK      | 1          | 1              | 5781000.00     | 565894.95
--| SE          | Sverige, no one region | ESF       | 2022       | SEK      | 6          | 6              | 68465635.00    | 6281638.69
--| SE          | Sverige, no one region | ESF+      | 2022       | SEK      | 1          | 0              |                |
--| SE          | Sverige, no one region | ESF+      | 2023       | SEK      | 6          | 1              | 11994971.00    | 1068351.41
--| SE          | Sverige, no one region | ESF+      | 2024       | SEK      | 5          | 2              | 14570300.00    | 1279905.55
--| SE33        | Övre Norrland          | ESF+      | 2023       | SEK      | 3          | 1              | 9849600.00     | 852964.51
--| SE33        | Övre Norrland          | ESF+      | 2024       | SEK      | 1          | 0              |                |

-- == 2. The largest beneficiaries
-- One organisation is one beneficiary in every registry that prints its number.
SELECT beneficiary_name, org_number, country_code, beneficiary_region_name, registries, fund_code, n_projects, n_with_support, support_eur
FROM mart.funding_by_beneficiary_fund
WHERE beneficiary_id <> 'unknown' AND support_eur IS NOT NULL
ORDER BY support_eur DESC, beneficiary_id
LIMIT 6;
--| beneficiary_name                                         | org_number | country_code | beneficiary_region_name | registries | fund_code | n_projects | n_with_support | support_eur
--| ---------------------------------------------------------+------------+--------------+-------------------------+------------+-----------+------------+----------------+------------
--| Folkbildningsrådet, Folkbildningsrådet                   |            | SE           | Stockholm               | esf_se     | ESF       | 1          | 1              | 5081761.27
--| Region Exempelbygden, Regional utveckling                |            | SE           |                         | esf_se     | ESF       | 1          | 1              | 3153620.65
--| STOCKHOLMS KOMMUN                                        | 2120000142 | SE           | Stockholm               | esf_se     | ESF+      | 1          | 1              | 3140569.74
--| Länsstyrelsen i Västmanland, Länsstyrelsen i Västmanland |            | SE           | Östra Mellansverige     | esf_se     | ESF       | 1          | 1              | 1679392.14
--| Stiftelsen Provbanken, Stiftelsen Provbanken             |            | SE           |                         | esf_se     | ESF       | 1          | 1              | 1358483.76
--| EXEMPELKÖPINGS KOMMUN                                    | 9921047297 | SE           |                         | esf_se     | ESF+      | 2          | 1              | 1108880.47

-- == 3. Mean and median co-financing rate by programme
-- mean: every project counts the same; cost_weighted_mean: every euro of total cost does.
SELECT programme_cci, programme_title, fund_code, n_projects, n_with_eu_cofinancing_rate AS n_stated, mean_eu_cofinancing_rate_pct AS mean_pct,
    cost_weighted_mean_eu_cofinancing_rate_pct AS weighted_mean_pct, median_eu_cofinancing_rate_pct AS median_pct
FROM mart.rate_by_programme_fund
WHERE n_with_eu_cofinancing_rate > 0
ORDER BY programme_title, fund_code;
--| programme_cci   | programme_title        | fund_code | n_projects | n_stated | mean_pct | weighted_mean_pct | median_pct
--| ----------------+------------------------+-----------+------------+----------+----------+-------------------+-----------
--| 2021SE05SFPR001 | Swedish ESF+ programme | ESF+      | 32         | 32       | 58.2813  | 47.5471           | 40.0000
--| unknown         |                        | ESF       | 24         | 14       | 57.1429  | 56.8223           | 50.0000

-- == 4. Projects active in a month
-- n_undated are projects without a start or an end: they are in no month.
SELECT month_on, fund_code, n_active, n_started, n_ended, n_undated
FROM mart.active_by_month_fund
WHERE month_on = DATE '2024-03-01'
ORDER BY fund_code;
--| month_on   | fund_code | n_active | n_started | n_ended | n_undated
--| -----------+-----------+----------+-----------+---------+----------
--| 2024-03-01 | ESF+      | 20       | 2         | 2       | 2
--| 2024-03-01 | JTF       | 1        | 0         | 0       | 0

-- == 5. Union money against national money
-- Only projects that state both the support and the Union's part of it: the difference of two sums over unlike projects says nothing.
SELECT fund_code, currency, count(*) AS n_projects, count(support_amount - eu_amount) AS n_with_both,
    sum(eu_amount) FILTER (WHERE support_amount IS NOT NULL) AS union_amount, sum(support_amount - eu_amount) AS national_amount
FROM mart.project
GROUP BY fund_code, currency
ORDER BY fund_code, currency;
--| fund_code | currency | n_projects | n_with_both | union_amount | national_amount
--| ----------+----------+------------+-------------+--------------+----------------
--| ERDF      | DKK      | 3          | 0           |              |
--| ERDF      | EUR      | 11         | 2           | 64085.50     | 51103.50
--| ERDF      |          | 5          | 0           |              |
--| ESF       | DKK      | 5          | 0           |              |
--| ESF       | EUR      | 3          | 0           |              |
--| ESF       | SEK      | 14         | 0           |              |
--| ESF       |          | 2          | 0           |              |
--| ESF+      | DKK      | 1          | 0           |              |
--| ESF+      | SEK      | 10         | 0           |              |
--| ESF+      |          | 22         | 0           |              |
--| JTF       | DKK      | 1          | 0           |              |

-- == 6. Projects that end within six months
-- Put current_date for the date to ask as of today.
SELECT project_id, title, end_on, beneficiary_name, support_amount, currency
FROM mart.project
WHERE end_on BETWEEN DATE '2024-12-01' AND DATE '2024-12-01' + INTERVAL 6 MONTH
ORDER BY end_on, project_id
LIMIT 8;
--| project_id                                           | title                                        | end_on     | beneficiary_name                               | support_amount | currency
--| -----------------------------------------------------+----------------------------------------------+------------+------------------------------------------------+----------------+---------
--| esf_se:22-021-S03                                    | Koordinerad kompetensförstärkning i glesbygd | 2024-12-31 | KOMMUNALFÖRBUNDET PARTNERSKAP INLAND-AKADEMI N |                |
--| erhvervsfremme_dk:groenne-vaerksteder-i-eksempelbyen | Grønne værksteder i Eksempelbyen             | 2025-02-28 | Eksempelby Erhvervsskole                       |                | DKK
--| esf_se:22-023-S06                                    | Det handlar om oss                           | 2025-02-28 | RÄDDA BARNENS RIKSFÖRBUND                      |                |

-- == 7. Whom organisations of a name work with
-- By organisation_id, number or a part of the name, in any case; partner_of says whom that names.
SELECT organisation_name, country_code, n_projects, roles, project_ids, partner_of
FROM mart.partners_of('region exempel')
ORDER BY n_projects DESC, organisation_name;
--| organisation_name           | country_code | n_projects | roles       | project_ids                                      | partner_of
--| ----------------------------+--------------+------------+-------------+--------------------------------------------------+-------------------------------------------------------
--| Eksempelbyen Utvikling      | NO           | 1          | lead        | interreg_se_no:exempelvagen-2                    | Region Exempel
--| Eksempelmusikk AS           |              | 1          | partner     | interreg_se_no:granslos-exempelmusik             | Region Exempel
--| Eksempelstad kommune        | NO           | 1          | beneficiary | interreg_no:lys-over-eksempelfjorden-forprosjekt | Region Exempel, Region Exempelland-Kultursekretariatet
--| Eksempelviken fylkeskommune | NO           | 1          | lead        | interreg_se_no:granslos-exempelmusik             | Region Exempel
--| Exempelarvet                |              | 1          | partner     | interreg_no:lys-over-eksempelfjorden-forprosjekt | Region Exempel, Region Exempelland-Kultursekretariatet
--| Exempelby kommun            |              | 1          | partner     | interreg_se_no:granslos-exempelmusik             | Region Exempel
--| Exempelköpings kommun       | SE           | 1          | beneficiary | interreg_se_no:granslos-exempelmusik             | Region Exempel
--| Länsmuseet Exempelby        |              | 1          | partner     | interreg_no:lys-over-eksempelfjorden-forprosjekt | Region Exempel, Region Exempelland-Kultursekretariatet
--| Stiftelsen Exempelpapper    |              | 1          | partner     | interreg_se_no:granslos-exempelmusik             | Region Exempel

-- == 8. Two regions compared
SELECT fund_code, currency,
    sum(n_projects) FILTER (WHERE region_code = 'SE33') AS n_norrbotten_vasterbotten, sum(n_projects) FILTER (WHERE region_code = 'SE12') AS n_east_middle,
    sum(support_amount) FILTER (WHERE region_code = 'SE33') AS support_norrbotten_vasterbotten,
    sum(support_amount) FILTER (WHERE region_code = 'SE12') AS support_east_middle
FROM mart.funding_by_region_fund
WHERE region_code IN ('SE33', 'SE12')
GROUP BY fund_code, currency
ORDER BY fund_code, currency;
--| fund_code | currency | n_norrbotten_vasterbotten | n_east_middle | support_norrbotten_vasterbotten | support_east_middle
--| ----------+----------+---------------------------+---------------+---------------------------------+--------------------
--| ESF       | SEK      |                           | 1             |                                 | 6965400.00
--| ESF+      | SEK      | 4                         | 2             | 9849600.00                      | 13131072.00

-- == 9. The trend over the years
SELECT start_year, fund_code, currency, n_projects, n_with_total_cost, total_cost_coverage_pct, total_cost_amount, total_cost_eur
FROM mart.funding_by_year_fund
WHERE fund_code = 'ESF+'
ORDER BY start_year, currency;
--| start_year | fund_code | currency | n_projects | n_with_total_cost | total_cost_coverage_pct | total_cost_amount | total_cost_eur
--| -----------+-----------+----------+------------+-------------------+-------------------------+-------------------+---------------
--| 2022       | ESF+      | SEK      | 1          | 0                 | 0.00                    |                   |
--| 2023       | ESF+      | DKK      | 1          | 1                 | 100.00                  | 9250000.00        | 1241252.19
--| 2023       | ESF+      | SEK      | 14         | 4                 | 28.57                   | 123421775.00      | 10517267.27
--| 2024       | ESF+      | SEK      | 12         | 4                 | 33.33                   | 38322040.00       | 3386872.90
--| 2025       | ESF+      | SEK      | 5          | 2                 | 40.00                   | 18411600.00       | 1653110.99

-- == 10. The share of projects without amounts
SELECT registry, count(*) AS n_projects,
    count(*) FILTER (WHERE total_cost_amount IS NULL AND support_amount IS NULL AND eu_amount IS NULL) AS n_without_any,
    round(100.0 * count(*) FILTER (WHERE total_cost_amount IS NULL AND support_amount IS NULL AND eu_amount IS NULL) / count(*), 2) AS without_any_pct
FROM mart.project
GROUP BY registry
ORDER BY registry;
--| registry          | n_projects | n_without_any | without_any_pct
--| ------------------+------------+---------------+----------------
--| erhvervsfremme_dk | 10         | 0             | 0.0
--| esf_se            | 46         | 22            | 47.83
--| eura_fi           | 9          | 2             | 22.22
--| interreg_se_no    | 5          | 0             | 0.0
--| npa               | 7          | 5             | 71.43

-- == 11. Funding by country
SELECT country_name, fund_code, currency, n_projects, n_with_support, support_coverage_pct, support_amount, support_eur
FROM mart.funding_by_country_fund
ORDER BY country_name, fund_code, currency;
--| country_name | fund_code | currency | n_projects | n_with_support | support_coverage_pct | support_amount | support_eur
--| -------------+-----------+----------+------------+----------------+----------------------+----------------+------------
--| Denmark      | ERDF      | DKK      | 3          | 0              | 0.00                 |                |
--| Denmark      | ESF       | DKK      | 5          | 0              | 0.00                 |                |
--| Denmark      | ESF+      | DKK      | 1          | 0              | 0.00                 |                |
--| Denmark      | JTF       | DKK      | 1          | 0              | 0.00                 |                |
--| Finland      | ERDF      | EUR      | 4          | 4              | 100.00               | 354142.00      | 354142.00
--| Finland      | ESF       | EUR      | 5          | 3              | 60.00                | 428005.00      | 428005.00
--| Ireland      | ERDF      | EUR      | 2          | 1              | 50.00                | 57300.00       | 57300.00
--| Norway       | ERDF      | EUR      | 2          | 1              | 50.00                | 57889.00       | 57889.00
--| Sweden       | ERDF      | EUR      | 8          | 0              | 0.00                 |                |
--| Sweden       | ESF       | SEK      | 14         | 14             | 100.00               | 163527933.00   | 15452575.98
--| Sweden       | ESF+      | SEK      | 32         | 10             | 31.25                | 109503951.00   | 9481114.02

-- == 12. Coverage: what is here of what the source says it has
-- n_printed is the number the registry's own list page prints, where it prints one.
SELECT registry, is_counted, n_projects, n_listed, n_printed, n_with_total_cost, total_cost_coverage_pct, n_with_support, n_with_eu
FROM mart.registry_coverage
ORDER BY registry;
--| registry          | is_counted | n_projects | n_listed | n_printed | n_with_total_cost | total_cost_coverage_pct | n_with_support | n_with_eu
--| ------------------+------------+------------+----------+-----------+-------------------+-------------------------+----------------+----------
--| erhvervsfremme_dk | true       | 10         | 10       |           | 9                 | 90.00                   | 0              | 10
--| esf_se            | true       | 46         | 45       | 46        | 24                | 52.17                   | 24             | 0
--| eupublicdata      | false      | 10         | 10       |           | 9                 | 90.00                   | 0              | 9
--| eura_fi           | true       | 9          | 9        |           | 0                 | 0.00                    | 7              | 0
--| interreg_no       | false      | 7          | 7        |           | 7                 | 100.00                  | 0              | 0
--| interreg_se_no    | true       | 5          | 5        |           | 4                 | 80.00                   | 0              | 5
--| kohesio           | false      | 11         | 11       |           | 10                | 90.91                   | 0              | 10
--| npa               | true       | 7          | 7        |           | 2                 | 28.57                   | 2              | 2

-- == Funding by region and fund, with coverage
-- A sum says little without the number of projects behind it: n_with_support of n_projects. Support is Union and state money together.
-- The euro column adds currencies up at the ECB's mean rate of the month in which each project starts.
SELECT region_code, region_name, fund_code, currency, n_projects, n_with_support, support_coverage_pct, support_amount, support_eur
FROM mart.funding_by_region_fund
WHERE region_code IN ('SE', 'SE32', 'SE33', 'DK01', 'DK05', 'unallocated')
ORDER BY region_code = 'unallocated', region_code, fund_code, currency;
--| region_code | region_name            | fund_code | currency | n_projects | n_with_support | support_coverage_pct | support_amount | support_eur
--| ------------+------------------------+-----------+----------+------------+----------------+----------------------+----------------+------------
--| DK01        | Hovedstaden            | ERDF      | DKK      | 1          | 0              | 0.00                 |                |
--| DK05        | Nordjylland            | ERDF      | DKK      | 1          | 0              | 0.00                 |                |
--| DK05        | Nordjylland            | ESF       | DKK      | 1          | 0              | 0.00                 |                |
--| SE          | Sverige, no one region | ESF       | SEK      | 8          | 8              | 100.00               | 91491542.00    | 8526925.78
--| SE          | Sverige, no one region | ESF+      | SEK      | 12         | 3              | 25.00                | 26565271.00    | 2348256.96
--| SE32        | Mellersta Norrland     | ESF       | SEK      | 1          | 1              | 100.00               | 3391050.00     | 326165.27
--| SE32        | Mellersta Norrland     | ESF+      | SEK      | 2          | 2              | 100.00               | 13492602.00    | 1199467.28
--| SE33        | Övre Norrland          | ESF+      | SEK      | 4          | 1              | 25.00                | 9849600.00     | 852964.51
--| unallocated | Unallocated            | ERDF      | EUR      | 12         | 2              | 16.67                | 115189.00      | 115189.00

-- == What changed since a date
-- One row per field: what the registry said before and what it says now. A page with a new look and the same values is no change.
SELECT project_id, version_no, field, old_value, new_value, change_cause
FROM mart.project_change
WHERE changed_at >= TIMESTAMP '2026-01-01'
ORDER BY project_id, version_no, field;
--| project_id        | version_no | field        | old_value | new_value | change_cause
--| ------------------+------------+--------------+-----------+-----------+-------------
--| esf_se:22-021-S03 | 2          | participants | 0         | 25        | source
--| esf_se:22-021-S03 | 3          | participants | 25        | 0         | source

-- == Projects as they were known at a moment
-- mart.as_of takes a moment in UTC; here the one just before the change above.
SELECT before.project_id, before.item_values['participants'][1] AS participants_before, now.participants AS participants_now
FROM (
    SELECT version.project_id, CAST(CAST(version.field_values AS JSON) AS MAP(VARCHAR, VARCHAR[])) AS item_values
    FROM mart.as_of((SELECT max(previous_seen_at) FROM mart.project_change)) AS version
) AS before
JOIN mart.project_all AS now USING (project_id)
WHERE before.project_id IN (SELECT project_id FROM mart.project_change);
--| project_id        | participants_before | participants_now
--| ------------------+---------------------+-----------------
--| esf_se:22-021-S03 | 25                  | 0

-- == One organisation across registries
-- A number makes organisations of several registries one. Names only make candidates: linked, scored, never merged.
WITH one AS (
    SELECT organisation_id FROM core.organisation WHERE name ILIKE 'Exempelköpings kommun%' AND org_number IS NOT NULL
),
alike AS (
    SELECT organisation_id, 'itself' AS why FROM one
    UNION
    SELECT other_organisation_id, basis || ' ' || score FROM core.organisation_link WHERE organisation_id IN (FROM one)
)
SELECT member.registry, member.project_id, member.title, member.role, member.name_raw, alike.why
FROM mart.participation AS member
JOIN alike USING (organisation_id)
ORDER BY alike.why = 'itself' DESC, member.registry, member.project_id;
--| registry       | project_id                           | title                                         | role        | name_raw              | why
--| ---------------+--------------------------------------+-----------------------------------------------+-------------+-----------------------+-----------------
--| esf_se         | esf_se:23-901-S02                    | Fler vägar in på Exempelköpings arbetsplatser | beneficiary | EXEMPELKÖPINGS KOMMUN | itself
--| esf_se         | esf_se:24-902-S01                    | Digital grundkompetens i omsorgen             | beneficiary | EXEMPELKÖPINGS KOMMUN | itself
--| interreg_no    | interreg_no:eksempelleden            | Eksempelleden                                 | partner     | Exempelköpings kommun | same_name 100.00
--| interreg_se_no | interreg_se_no:granslos-exempelmusik | Gränslös Exempelmusik                         | beneficiary | Exempelköpings kommun | same_name 100.00
--| kohesio        | kohesio:Q99000001                    | Exempelbygdens gröna verkstäder               | beneficiary | Exempelköpings kommun | same_name 100.00
--| kohesio        | kohesio:Q99000008                    | Digital grundkompetens i omsorgen             | beneficiary | Exempelköpings kommun | same_name 100.00

-- == The scorecard: what of Article 49(3) a registry publishes
-- Letters b (natural persons) and c (fishing vessels) do not apply. All pages that lack an item: FROM mart.scorecard_gap('esf_se', 'h').
SELECT letter, item, n_with, n_projects, coverage_pct, grade
FROM mart.registry_scorecard
WHERE registry = 'esf_se'
ORDER BY letter;
--| letter | item                                                                 | n_with | n_projects | coverage_pct | grade
--| -------+----------------------------------------------------------------------+--------+------------+--------------+---------------
--| a      | Name of the beneficiary, and of the contractor in public procurement | 46     | 46         | 100.00       | published
--| b      | First name and surname of a natural person                           |        | 46         |              | not_applicable
--| c      | Fleet register number of a fishing vessel (EMFAF)                    |        | 46         |              | not_applicable
--| d      | Name of the operation                                                | 46     | 46         | 100.00       | published
--| e      | Purpose of the operation and its achievements, expected or actual    | 46     | 46         | 100.00       | published
--| f      | Start date                                                           | 46     | 46         | 100.00       | published
--| g      | End date, expected or actual                                         | 45     | 46         | 97.83        | published
--| h      | Total cost                                                           | 24     | 46         | 52.17        | partly
--| i      | Fund                                                                 | 32     | 46         | 69.57        | partly
--| j      | Specific objective                                                   | 46     | 46         | 100.00       | published
--| k      | Co-financing rate of the Union                                       | 46     | 46         | 100.00       | published
--| l      | Location of the operation                                            | 46     | 46         | 100.00       | published
--| m      | Country                                                              | 32     | 46         | 69.57        | partly
--| n      | Type of intervention                                                 | 46     | 46         | 100.00       | published

-- == The scorecard of single projects
-- The two project pages Diarium was begun with publish eleven of the twelve items; the total cost is missing.
SELECT project_id, n_article_items, article_items_missing
FROM mart.project
WHERE project_id IN ('esf_se:22-021-S03', 'esf_se:23-051-S01')
ORDER BY project_id;
--| project_id        | n_article_items | article_items_missing
--| ------------------+-----------------+----------------------
--| esf_se:22-021-S03 | 11              | h
--| esf_se:23-051-S01 | 11              | h

-- == Conflicts: sources that disagree on one operation
-- Neither value is preferred. Figures that are only rounded are marked, so that they need not be looked at.
SELECT project_id, field, value, other_value, currency, relative_difference, basis, is_certain, other_url
FROM mart.conflict
WHERE NOT is_rounding
ORDER BY relative_difference DESC NULLS LAST, project_id, field;
--| project_id                                                            | field           | value      | other_value | currency | relative_difference | basis              | is_certain | other_url
--| ----------------------------------------------------------------------+-----------------+------------+-------------+----------+---------------------+--------------------+------------+-----------------------------------------------------------------------------------------------------
--| erhvervsfremme_dk:stem-vejen-til-erhvervskompetence-og-beskaeftigelse | eu_contribution | 25783259   | 43000000    | DKK      | 0.4004              | title_owner_period | false      | https://techcollege.dk/om-techcollege/udvikling/stem-vejen-til-erhvervskompetence-og-beskaeftigelse/
--| erhvervsfremme_dk:stem-vejen-til-erhvervskompetence-og-beskaeftigelse | start_on        | 2018-08-30 | 2019        |          |                     | title_owner_period | false      | https://techcollege.dk/om-techcollege/udvikling/stem-vejen-til-erhvervskompetence-og-beskaeftigelse/
--| esf_se:24-902-S01                                                     | end_on          | 2026-03-31 | 2026-04-30  |          |                     | official_id        | true       | https://kohesio.ec.europa.eu/sv/projects/Q99000008

-- == Rates: stated, computed, and what support is of the cost
-- The stated Union rate is never computed and never used to compute; support includes state money, so its share is another number.
SELECT project_id, eu_cofinancing_rate_pct AS stated_pct, computed_eu_rate_pct AS computed_pct,
    computed_support_rate_pct AS support_pct, total_cost_amount, eu_amount, currency
FROM mart.project
WHERE total_cost_amount IS NOT NULL AND eu_cofinancing_rate_pct IS NOT NULL
ORDER BY registry, project_id
LIMIT 12;
--| project_id        | stated_pct | computed_pct | support_pct | total_cost_amount | eu_amount | currency
--| ------------------+------------+--------------+-------------+-------------------+-----------+---------
--| esf_se:2018/00566 | 50.0000    |              | 47.0000     | 36691291.00       |           | SEK
--| esf_se:2019/90021 | 50.0000    |              | 47.0000     | 14820000.00       |           | SEK
--| esf_se:2019/90034 | 50.0000    |              | 67.0000     | 21400000.00       |           | SEK
--| esf_se:2019/90047 | 50.0000    |              | 47.0000     | 18900300.00       |           | SEK
--| esf_se:2020/90105 | 50.0000    |              | 67.0000     | 9640000.00        |           | SEK
--| esf_se:2020/90118 | 50.0000    |              | 47.0000     | 7215000.00        |           | SEK
--| esf_se:2021/90212 | 100.0000   |              | 100.0000    | 32000000.00       |           | SEK
--| esf_se:2021/90230 | 50.0000    |              | 47.0000     | 12300000.00       |           | SEK
--| esf_se:2022/00282 | 50.0000    |              | 100.0000    | 400000.00         |           | SEK
--| esf_se:2022/00355 | 50.0000    |              | 100.0000    | 1981742.00        |           | SEK
--| esf_se:2022/00378 | 50.0000    |              | 100.0000    | 4009948.00        |           | SEK
--| esf_se:2022/00393 | 50.0000    |              | 100.0000    | 1178483.00        |           | SEK

-- == Totals under three region bases
-- The region a registry states, that of the owner's postcode, and those of the municipalities the description names: three answers to
-- "where", one total. Choose one basis; never add two.
SELECT region_basis, count(*) FILTER (WHERE length(region_code) = 4) AS n_rows_with_region,
    sum(n_projects) FILTER (WHERE length(region_code) = 4) AS n_in_a_region, sum(n_projects) AS n_projects,
    sum(support_eur) FILTER (WHERE length(region_code) = 4) AS support_in_a_region_eur, sum(support_eur) AS support_eur
FROM mart.funding_by_basis_region_fund
GROUP BY region_basis
ORDER BY region_basis;
--| region_basis        | n_rows_with_region | n_in_a_region | n_projects | support_in_a_region_eur | support_eur
--| --------------------+--------------------+---------------+------------+-------------------------+------------
--| beneficiary_address | 11                 | 21            | 77         | 12169951.98             | 25831026.00
--| registry_stated     | 21                 | 34            | 77         | 14058507.26             | 25831026.00
--| text_mentioned      | 2                  | 1             | 77         |                         | 25831026.00

-- == Where one project counts, under each basis
-- The registry says Övre Norrland; three of the seventeen municipalities lie in Mellersta Norrland.
SELECT region_basis, region_code, weight, weight_basis, conversion_basis
FROM core.project_region
WHERE project_id = 'esf_se:22-021-S03'
ORDER BY region_basis, weight DESC;
--| region_basis        | region_code | weight     | weight_basis | conversion_basis
--| --------------------+-------------+------------+--------------+-----------------
--| beneficiary_address | SE33        | 1.00000000 | whole        | identity
--| registry_stated     | SE33        | 1.00000000 | whole        | same_area
--| text_mentioned      | SE33        | 0.82352941 | equal_places | identity
--| text_mentioned      | SE32        | 0.17647059 | equal_places | identity

-- == Provenance of one cell
-- The words, their place in the page's text and the digest of the stored page. diarium cite says the same and more.
SELECT value, label, value_raw, method, span_start, span_end, source_url, length(body_sha256) AS n_hex_digits
FROM mart.cite('esf_se:22-021-S03', 'eu_cofinancing_rate_pct');
--| value | label                         | value_raw | method | span_start | span_end | source_url                                                        | n_hex_digits
--| ------+-------------------------------+-----------+--------+------------+----------+-------------------------------------------------------------------+-------------
--| 40    | Unionens medfinansieringsgrad | 40%       | label  | 386        | 389      | https://www.esf.se/resultat/projektbanken/projekt/?dnr=22-021-S03 | 64

-- == Withdrawn projects
-- What a registry no longer lists stays, with its last values and when it was seen.
SELECT project_id, title, is_listed, last_seen_at >= first_seen_at AS has_last_seen
FROM mart.project_all
WHERE NOT is_listed
ORDER BY project_id;
--| project_id        | title                    | is_listed | has_last_seen
--| ------------------+--------------------------+-----------+--------------
--| esf_se:23-043-S02 | Fast Care Köping-Ukraina | false     | true

-- == Long partner lists
SELECT project_id, title, n_organisations, n_countries
FROM mart.project
WHERE n_organisations > 3
ORDER BY n_organisations DESC, project_id;
--| project_id                                    | title                                                      | n_organisations | n_countries
--| ----------------------------------------------+------------------------------------------------------------+-----------------+------------
--| interreg_se_no:granslos-exempelmusik          | Gränslös Exempelmusik                                      | 6               | 2
--| interreg_se_no:scandinavian-science-cluster-2 | Scandinavian Science Cluster                               | 6               | 2
--| npa:INNOCAP                                   | INNOCAP                                                    | 6               | 4
--| npa:EKSEMPELISLES                             | EKSEMPELISLES                                              | 5               | 4
--| npa:Exempel Bridge                            | Bridging Exempel through Matchmaking in the Exempel Region | 5               | 3

-- == Interreg projects with their cross-border partners
SELECT project_id, organisation_name, role, country_code
FROM mart.participation
WHERE is_cross_border AND project_id IN (SELECT project_id FROM mart.project_all WHERE is_interreg)
ORDER BY project_id, country_code, organisation_name
LIMIT 15;
--| project_id                                    | organisation_name                                  | role    | country_code
--| ----------------------------------------------+----------------------------------------------------+---------+-------------
--| interreg_se_no:eksempelfjell                  | Eksempelfjell kommune                              | lead    | NO
--| interreg_se_no:exempelsjon                    | Eksempelfjorden – Senter for båttrafikk            | lead    | NO
--| interreg_se_no:exempelvagen-2                 | Eksempelbyen Utvikling                             | lead    | NO
--| interreg_se_no:granslos-exempelmusik          | Eksempelviken fylkeskommune                        | lead    | NO
--| interreg_se_no:scandinavian-science-cluster-2 | Inspiria                                           | lead    | NO
--| npa:EKSEMPELISLES                             | Exempelskär Harbour & Sons Ltd                     | partner | FI
--| npa:EKSEMPELISLES                             | Eksempeløyene, Council of the Isles                | partner | FO
--| npa:EKSEMPELISLES                             | University of Eksempel                             | partner | GL
--| npa:EXEMPELMIND                               | Exempelå University                                | partner | SE
--| npa:Exempel Bridge                            | Exempelland University of Applied Sciences         | partner | FI
--| npa:Exempel Bridge                            | Eksempelholar University                           | partner | IS
--| npa:INNOCAP                                   | University of Helsinki with City of Mikkeli        | partner | FI
--| npa:INNOCAP                                   | Association of Municipalities of the South Iceland | partner | IS
--| npa:INNOCAP                                   | Association of Local Authorities Västernorrland    | partner | SE

-- == Source currency and euro side by side
-- fx_period is the month of the start (its year where no month is stated); fx_rate is units of the currency per euro.
SELECT project_id, kind, source, stage, amount, currency, amount_eur, fx_rate, fx_period, fx_basis
FROM core.funding
WHERE project_id IN ('interreg_se_no:scandinavian-science-cluster-2', 'erhvervsfremme_dk:stem-vejen-til-erhvervskompetence-og-beskaeftigelse')
ORDER BY project_id, line_no;
--| project_id                                                            | kind       | source   | stage    | amount      | currency | amount_eur | fx_rate  | fx_period | fx_basis
--| ----------------------------------------------------------------------+------------+----------+----------+-------------+----------+------------+----------+-----------+--------------
--| erhvervsfremme_dk:stem-vejen-til-erhvervskompetence-og-beskaeftigelse | total_cost | total    | unstated | 53399971.00 | DKK      | 7162180.42 | 7.455826 | 2018-08   | start_month
--| erhvervsfremme_dk:stem-vejen-til-erhvervskompetence-og-beskaeftigelse | support    | EU       | unstated | 25783259.00 | DKK      | 3458135.83 | 7.455826 | 2018-08   | start_month
--| interreg_se_no:scandinavian-science-cluster-2                         | total_cost | total    | unstated | 3591164.00  | EUR      | 3591164.00 |          |           | same_currency
--| interreg_se_no:scandinavian-science-cluster-2                         | support    | EU       | unstated | 1115740.00  | EUR      | 1115740.00 |          |           | same_currency
--| interreg_se_no:scandinavian-science-cluster-2                         | support    | national | unstated | 672000.00   | EUR      | 672000.00  |          |           | same_currency
--| interreg_se_no:scandinavian-science-cluster-2                         | support    | national | unstated | 5376000.00  | NOK      | 577598.71  | 9.307500 | 2015-09   | start_month

-- == The same operation in two registries
-- Certain where an official number says so, else a candidate with its evidence. Registries that repeat others are in no sum.
SELECT project_id, other_id, basis, is_certain, score, evidence
FROM core.project_link
WHERE other_kind = 'project'
ORDER BY is_certain DESC, project_id, basis;
--| project_id        | other_id              | basis       | is_certain | score  | evidence
--| ------------------+-----------------------+-------------+------------+--------+------------------------------------------------------
--| esf_se:24-902-S01 | kohesio:Q99000008     | official_id | true       | 100.00 | description has the number 2021SE05SFPR001_24-902-S01
--| kohesio:Q233276   | eupublicdata:Q233276  | same_code   | true       | 100.00 | both registries give the code Q233276
--| kohesio:Q7361986  | eupublicdata:Q7361986 | same_code   | true       | 100.00 | both registries give the code Q7361986
--| kohesio:Q87488    | eupublicdata:Q87488   | same_code   | true       | 100.00 | both registries give the code Q87488

-- == Known errors of the sources
SELECT project_id, field, expected_value, corrected_value, state
FROM core.correction
ORDER BY project_id, field;
--| project_id                                   | field      | expected_value | corrected_value | state
--| ---------------------------------------------+------------+----------------+-----------------+--------
--| interreg_no:2E1E73DB77945B4FC125772A0045C443 | currency   |                | SEK             | applied
--| interreg_no:2E1E73DB77945B4FC125772A0045C443 | total_cost |                | 14904000        | applied

-- == What this file is
SELECT is_sample, n_registries, n_projects FROM ops.publication;
--| is_sample | n_registries | n_projects
--| ----------+--------------+-----------
--| true      | 8            | 105

-- == Rates of each fund
-- Median and spread of what is stated, beside what the amounts come to; n_rates_apart counts pairs more than 1.5 points apart.
SELECT fund_code, n_projects, n_with_eu_cofinancing_rate AS n_stated, min_eu_cofinancing_rate_pct AS min_pct,
    median_eu_cofinancing_rate_pct AS median_pct, max_eu_cofinancing_rate_pct AS max_pct, n_with_computed_eu_rate AS n_computed,
    median_computed_eu_rate_pct AS median_computed_pct, n_rates_apart, median_computed_support_rate_pct AS median_support_pct
FROM mart.rate_by_fund
ORDER BY fund_code;
--| fund_code | n_projects | n_stated | min_pct | median_pct | max_pct  | n_computed | median_computed_pct | n_rates_apart | median_support_pct
--| ----------+------------+----------+---------+------------+----------+------------+---------------------+---------------+-------------------
--| ERDF      | 19         | 0        |         |            |          | 9          | 36.6071             | 0             | 61.5119
--| ESF       | 24         | 14       | 50.0000 | 50.0000    | 100.0000 | 5          | 48.2833             | 0             | 67.0000
--| ESF+      | 33         | 32       | 40.0000 | 40.0000    | 100.0000 | 1          | 40.0000             | 0             | 54.0000
--| JTF       | 1          | 0        |         |            |          | 0          |                     | 0             |

-- == Money of each fund
SELECT fund_code, currency, n_projects, n_with_total_cost, total_cost_amount, n_with_eu, eu_amount, eu_eur
FROM mart.funding_by_fund
ORDER BY fund_code, currency;
--| fund_code | currency | n_projects | n_with_total_cost | total_cost_amount | n_with_eu | eu_amount   | eu_eur
--| ----------+----------+------------+-------------------+-------------------+-----------+-------------+-----------
--| ERDF      | DKK      | 3          | 3                 | 49683414.00       | 3         | 23289207.00 | 3123008.33
--| ERDF      | EUR      | 16         | 6                 | 8104837.00        | 7         | 3396288.50  | 3396288.50
--| ESF       | DKK      | 5          | 5                 | 132785998.00      | 5         | 62100938.00 | 8333127.78
--| ESF       | EUR      | 5          | 0                 |                   | 0         |             |
--| ESF       | SEK      | 14         | 14                | 284386947.00      | 0         |             |
--| ESF+      | DKK      | 1          | 1                 | 9250000.00        | 1         | 3700000.00  | 496500.88
--| ESF+      | SEK      | 32         | 10                | 180155415.00      | 0         |             |
--| JTF       | DKK      | 1          | 0                 |                   | 1         | 4410000.00  | 592713.49

-- == Partners from one country, with their projects' owners, dates and money
-- The amounts are the whole project's, repeated for each of its organisations: never add them up here.
SELECT organisation_name, role, beneficiary_name, title, start_on, end_on, project_total_cost_amount, currency
FROM mart.participation
WHERE country_code = 'NO' AND role <> 'beneficiary'
ORDER BY organisation_name, project_id
LIMIT 8;
--| organisation_name                         | role    | beneficiary_name           | title                                                      | start_on   | end_on     | project_total_cost_amount | currency
--| ------------------------------------------+---------+----------------------------+------------------------------------------------------------+------------+------------+---------------------------+---------
--| Eksempelbyen Utvikling                    | lead    | Region Exempel             | Exempelvägen 2                                             | 2015-07-01 | 2018-06-30 |                           | EUR
--| Eksempelfjell kommune                     | lead    | Exempelfjällets kommun     | Eksempelfjell – natur over grensen                         | 2016-03-01 | 2019-02-28 | 1120000.00                | EUR
--| Eksempelfjorden – Senter for båttrafikk   | lead    | Länsstyrelsen i Exempellän | Från Exempelsjön till Eksempelfjorden                      | 2016-06-01 | 2019-05-31 | 780900.00                 | EUR
--| Eksempelvik Business Forum                | partner | Nord Eksempel University   | Bridging Exempel through Matchmaking in the Exempel Region |            |            | 99646.00                  | EUR
--| Eksempelviken fylkeskommune               | lead    | Exempelköpings kommun      | Gränslös Exempelmusik                                      | 2017-05-15 | 2020-05-15 | 2424877.00                | EUR
--| Exempel Aquaculture, Cluster of the Coast | partner | Nord Eksempel University   | Bridging Exempel through Matchmaking in the Exempel Region |            |            | 99646.00                  | EUR
--| Inspiria                                  | lead    | Innovatum Science Center   | Scandinavian Science Cluster                               | 2015-09-01 | 2018-08-31 | 3591164.00                | EUR

-- == What changed, in words
SELECT registry, region_name, beneficiary_name, title, field, old_value, new_value
FROM mart.project_change
ORDER BY project_id, version_no, field;
--| registry | region_name   | beneficiary_name                               | title                                        | field        | old_value | new_value
--| ---------+---------------+------------------------------------------------+----------------------------------------------+--------------+-----------+----------
--| esf_se   | Övre Norrland | KOMMUNALFÖRBUNDET PARTNERSKAP INLAND-AKADEMI N | Koordinerad kompetensförstärkning i glesbygd | participants | 0         | 25
--| esf_se   | Övre Norrland | KOMMUNALFÖRBUNDET PARTNERSKAP INLAND-AKADEMI N | Koordinerad kompetensförstärkning i glesbygd | participants | 25        | 0

-- == Which operations sources tell otherwise
SELECT title, registry, other_registry, field, value, other_value, currency
FROM mart.conflict
WHERE is_certain AND NOT is_rounding
ORDER BY title, field, other_registry;
--| title                             | registry | other_registry | field  | value      | other_value | currency
--| ----------------------------------+----------+----------------+--------+------------+-------------+---------
--| Digital grundkompetens i omsorgen | esf_se   | kohesio        | end_on | 2026-03-31 | 2026-04-30  |
