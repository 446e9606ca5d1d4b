-- severity: warning
-- table: core.project
-- rules: R-DRF-08
-- needs: previous
-- description: every project of the last publication is still here, delisted if need be; what an authority takes down is itself news
SELECT before.project_id, before.title, before.last_seen_at, before.source_url
FROM previous.core.project AS before
WHERE before.registry IN (SELECT registry FROM ref.registry)
    AND NOT EXISTS (SELECT 1 FROM core.project AS now WHERE now.project_id = before.project_id)
