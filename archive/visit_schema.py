"""The tables of visits to sites, as they were added to archives that had none."""

# What was known of a visit before is how its run ended; how its site was then, nobody wrote down.
SITE_VISITS = """
CREATE TABLE site_visit (
  run_id INTEGER NOT NULL REFERENCES run(id),
  site_id INTEGER NOT NULL REFERENCES site(id),
  began_at TEXT NOT NULL,
  is_crawl INTEGER NOT NULL CHECK (is_crawl IN (0, 1)),
  is_whole INTEGER NOT NULL CHECK (is_whole IN (0, 1)),
  ended TEXT CHECK (ended IN ('done', 'cut')),
  state TEXT CHECK (state IN ('up', 'unreachable', 'refusing', 'moved', 'certificate_expired',
    'certificate_invalid', 'unreadable')),
  detail TEXT,
  requests INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (run_id, site_id)
) STRICT;
CREATE INDEX site_visit_site ON site_visit(site_id, run_id);

INSERT INTO site_visit (run_id, site_id, began_at, is_crawl, is_whole, ended)
SELECT run.id, site.id, run.started_at, run.command = 'crawl',
  run.command = 'crawl' AND coalesce(json_extract(run.manifest, '$.options.section'),
    json_extract(run.manifest, '$.options.limit'),
    json_extract(run.manifest, '$.options.since')) IS NULL,
  iif(run.outcome IN ('done', 'partial', 'failed'), 'done', NULL)
FROM run, json_each(run.manifest, '$.sites') AS visited
JOIN site ON site.name = json_extract(visited.value, '$.name')
WHERE run.command IN ('crawl', 'update')
GROUP BY run.id, site.id;

CREATE TABLE rest (
  site_id INTEGER PRIMARY KEY REFERENCES site(id),
  until TEXT NOT NULL,
  strikes INTEGER NOT NULL CHECK (strikes > 0),
  reason TEXT NOT NULL
) STRICT;

ALTER TABLE site ADD COLUMN closing_sign TEXT;
ALTER TABLE site ADD COLUMN closing_at TEXT;

ALTER TABLE watch ADD COLUMN url TEXT;
ALTER TABLE watch ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE watch ADD COLUMN weight INTEGER NOT NULL DEFAULT 0;
UPDATE watch SET weight = misses * 4;
"""
