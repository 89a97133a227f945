-- Reason: metrics that nobody foresaw: reported by whoever trained, each with its own description.
-- Breaking: no.

CREATE TABLE reported_metric (
  id INTEGER PRIMARY KEY,
  sweep_id INTEGER NOT NULL REFERENCES sweep (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  -- Exists of the whole, exists of each class.
  whole INTEGER NOT NULL CHECK (whole IN (0, 1)),
  per_class INTEGER NOT NULL CHECK (per_class IN (0, 1)),
  better TEXT NOT NULL CHECK (better IN ('higher', 'lower')),
  unit TEXT NOT NULL,
  -- Of the range; NULL: no bound.
  smallest REAL,
  largest REAL,
  UNIQUE (sweep_id, name)
) STRICT;

-- Epoch 0: of the run as a whole, said at its end. class_index -1: of the whole. SQLite turns NaN into NULL, so the kind says what a missing number was.
CREATE TABLE reported_value (
  run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  metric_id INTEGER NOT NULL REFERENCES reported_metric (id) ON DELETE CASCADE,
  split TEXT NOT NULL CHECK (split IN ('train', 'validation', 'test')),
  epoch INTEGER NOT NULL CHECK (epoch >= 0),
  class_index INTEGER NOT NULL CHECK (class_index >= -1),
  value REAL,
  kind TEXT NOT NULL CHECK (kind IN ('finite', 'nan', '+inf', '-inf')),
  PRIMARY KEY (run_id, metric_id, split, epoch, class_index),
  CHECK ((kind = 'finite') = (value IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX reported_value_metric ON reported_value (metric_id);

-- Reasons of a class stand under "recall:2" now; those of earlier versions under "recall/2".
DROP VIEW run_metric;
CREATE VIEW run_metric AS
SELECT m.run_id, m.which, m.split, m.variant, o.key AS name, -1 AS class_index, o.value, m.reasons ->> ('$."' || o.key || '".id') AS reason
FROM run_measure AS m, json_each(m.overall) AS o
UNION ALL
SELECT
  m.run_id, m.which, m.split, m.variant, c.key, v.key, v.value,
  coalesce(m.reasons ->> ('$."' || c.key || ':' || v.key || '".id'), m.reasons ->> ('$."' || c.key || '/' || v.key || '".id'))
FROM run_measure AS m, json_each(m.classes) AS c, json_each(c.value) AS v;
