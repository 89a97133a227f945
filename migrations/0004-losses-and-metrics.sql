-- Reason: more losses than four families; metrics of scores, what is fitted after training, loss anatomy and findings of the watchdog.
-- Breaking: no. Table config is rebuilt: SQLite cannot take a CHECK away.

DROP VIEW split_metric;
DROP VIEW class_metric;

CREATE TABLE config_new (
  id INTEGER PRIMARY KEY,
  sweep_id INTEGER NOT NULL REFERENCES sweep (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  config_key TEXT NOT NULL,
  -- The families are those of loss-options.ts: the schema of the program checks them, so that a new loss needs no new table.
  family TEXT NOT NULL,
  gamma REAL NOT NULL CHECK (gamma >= 0),
  strength REAL CHECK (strength BETWEEN 0 AND 1),
  alpha REAL CHECK (alpha BETWEEN 0 AND 1),
  positive_class TEXT,
  learning_rate REAL NOT NULL CHECK (learning_rate > 0),
  weight_decay REAL NOT NULL CHECK (weight_decay >= 0),
  hidden TEXT NOT NULL CHECK (json_valid(hidden)),
  epochs INTEGER NOT NULL CHECK (epochs >= 1),
  batch_size INTEGER NOT NULL CHECK (batch_size >= 1),
  optimizer TEXT NOT NULL CHECK (optimizer IN ('adam', 'adamw', 'sgd')),
  momentum REAL NOT NULL,
  dropout REAL NOT NULL CHECK (dropout >= 0 AND dropout < 1),
  schedule TEXT NOT NULL CHECK (json_valid(schedule)),
  is_control INTEGER NOT NULL CHECK (is_control IN (0, 1)),
  -- What else the loss has: beta, tau, margins, smoothing, sampling.
  options TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(options)),
  -- Runs of one sweep with the same kind can train together.
  kind TEXT NOT NULL,
  UNIQUE (sweep_id, config_key)
) STRICT;
INSERT INTO config_new
SELECT
  id, sweep_id, position, config_key, family, gamma, strength, alpha, positive_class, learning_rate, weight_decay, hidden, epochs, batch_size,
  optimizer, momentum, dropout, schedule, is_control, '{}', CASE family WHEN 'focal-sigmoid' THEN 'sigmoid' ELSE 'softmax' END
FROM config;
DROP TABLE config;
ALTER TABLE config_new RENAME TO config;

CREATE VIEW class_metric AS
SELECT
  n.run_id, r.sweep_id, r.config_id, r.seed, g.family, g.gamma, g.strength, g.alpha, g.options, g.learning_rate,
  n.split, n.epoch, n.epoch = r.best_epoch AS is_best_epoch, n.epoch = r.epoch AS is_last_epoch,
  n.class_index, n.class_name, n.support, n.predicted, n.true_positives,
  1.0 * n.true_positives / nullif(n.predicted, 0) AS precision,
  1.0 * n.true_positives / nullif(n.support, 0) AS recall,
  2.0 * n.true_positives / nullif(n.support + n.predicted, 0) AS f1
FROM class_count AS n
JOIN run AS r ON r.id = n.run_id
JOIN config AS g ON g.id = r.config_id;

-- Averages over classes, scikit-learn semantics: undefined counts as 0 in macro means; balanced accuracy drops absent classes.
CREATE VIEW split_metric AS
SELECT
  run_id, sweep_id, config_id, seed, split, epoch, is_best_epoch, is_last_epoch,
  1.0 * sum(true_positives) / sum(support) AS accuracy,
  avg(recall) AS balanced_accuracy,
  avg(coalesce(precision, 0)) AS macro_precision,
  avg(coalesce(recall, 0)) AS macro_recall,
  avg(coalesce(f1, 0)) AS macro_f1,
  sum(support * coalesce(f1, 0)) / sum(support) AS weighted_f1
FROM class_metric
GROUP BY run_id, split, epoch, sweep_id, config_id, seed, is_best_epoch, is_last_epoch;

-- Labels of the held-out rows, int32 little-endian class indices in split order: with the scores they answer what is asked later.
CREATE TABLE split_label (
  sweep_id INTEGER NOT NULL REFERENCES sweep (id) ON DELETE CASCADE,
  split TEXT NOT NULL CHECK (split IN ('validation', 'test')),
  labels BLOB NOT NULL,
  PRIMARY KEY (sweep_id, split)
) STRICT;

-- Metrics that need scores, and those of decisions made after training. JSON: {name: value or null}, {name: [by class]}, {name or name/class: why null}.
-- One row per part: 50 numbers as rows of their own took the window's process 8 ms per run.
CREATE TABLE run_measure (
  run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  which TEXT NOT NULL CHECK (which IN ('best', 'last')),
  split TEXT NOT NULL CHECK (split IN ('validation', 'test')),
  variant TEXT NOT NULL,
  overall TEXT NOT NULL CHECK (json_valid(overall)),
  classes TEXT NOT NULL CHECK (json_valid(classes)),
  reasons TEXT NOT NULL CHECK (json_valid(reasons)),
  PRIMARY KEY (run_id, which, split, variant)
) STRICT, WITHOUT ROWID;

-- The same as rows. class_index -1: of the whole.
CREATE VIEW run_metric AS
SELECT m.run_id, m.which, m.split, m.variant, o.key AS name, -1 AS class_index, o.value, m.reasons ->> ('$."' || o.key || '"') AS reason
FROM run_measure AS m, json_each(m.overall) AS o
UNION ALL
SELECT m.run_id, m.which, m.split, m.variant, c.key, v.key, v.value, m.reasons ->> ('$."' || c.key || '/' || v.key || '"')
FROM run_measure AS m, json_each(m.classes) AS c, json_each(c.value) AS v;

-- What was fitted on validation after training.
CREATE TABLE run_variant (
  run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  which TEXT NOT NULL CHECK (which IN ('best', 'last')),
  variant TEXT NOT NULL,
  parameters TEXT NOT NULL CHECK (json_valid(parameters)),
  notes TEXT NOT NULL CHECK (json_valid(notes)),
  -- Why it does not exist for this run.
  reason TEXT,
  PRIMARY KEY (run_id, which, variant)
) STRICT, WITHOUT ROWID;

-- Where the gradient came from, by class; NULL where there was none.
CREATE TABLE epoch_anatomy (
  run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  epoch INTEGER NOT NULL CHECK (epoch >= 1),
  class_index INTEGER NOT NULL,
  gradient_share REAL,
  easy_gradient_share REAL,
  easy_rows REAL,
  mean_p REAL,
  PRIMARY KEY (run_id, epoch, class_index)
) STRICT, WITHOUT ROWID;

-- Findings of the watchdog; class_index -1: the run as a whole.
CREATE TABLE run_flag (
  run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  class_index INTEGER NOT NULL DEFAULT -1,
  epoch INTEGER NOT NULL,
  text TEXT NOT NULL,
  remedy TEXT NOT NULL,
  PRIMARY KEY (run_id, kind, class_index)
) STRICT, WITHOUT ROWID;
