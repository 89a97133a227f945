-- Reason: what runs produce: epoch metrics, confusion counts, raw outputs; metrics are views over counts.
-- Breaking: no.

-- SQLite turns NaN into NULL, so the kind says what a missing number was.
CREATE TABLE epoch_metric (
  run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  epoch INTEGER NOT NULL CHECK (epoch >= 1),
  name TEXT NOT NULL,
  value REAL,
  kind TEXT NOT NULL CHECK (kind IN ('finite', 'nan', '+inf', '-inf')),
  PRIMARY KEY (run_id, epoch, name),
  CHECK ((kind = 'finite') = (value IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Cells above 0 only; classes are indices of dataset_class.
CREATE TABLE confusion (
  run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  split TEXT NOT NULL CHECK (split IN ('validation', 'test')),
  epoch INTEGER NOT NULL CHECK (epoch >= 1),
  actual INTEGER NOT NULL,
  predicted INTEGER NOT NULL,
  n INTEGER NOT NULL CHECK (n > 0),
  PRIMARY KEY (run_id, split, epoch, actual, predicted)
) STRICT, WITHOUT ROWID;

-- Raw outputs (logits), float32 little-endian [rows, outputs], rows in split order: thresholds and calibration need no retraining.
CREATE TABLE score (
  run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  which TEXT NOT NULL CHECK (which IN ('best', 'last')),
  split TEXT NOT NULL CHECK (split IN ('validation', 'test')),
  epoch INTEGER NOT NULL,
  outputs INTEGER NOT NULL,
  logits BLOB NOT NULL,
  PRIMARY KEY (run_id, which, split)
) STRICT;

-- Per-class counts of every run, split and epoch. A class without row or prediction is there with zeros.
-- Subqueries instead of a join with GROUP BY: SQLite then flattens the views, and a condition on run, sweep or epoch reaches the key.
CREATE VIEW class_count AS
SELECT
  m.run_id, p.split, m.epoch, c.class_index, c.name AS class_name,
  (SELECT coalesce(sum(f.n), 0) FROM confusion f WHERE f.run_id = m.run_id AND f.split = p.split AND f.epoch = m.epoch AND f.actual = c.class_index) AS support,
  (SELECT coalesce(sum(f.n), 0) FROM confusion f WHERE f.run_id = m.run_id AND f.split = p.split AND f.epoch = m.epoch AND f.predicted = c.class_index) AS predicted,
  (SELECT coalesce(sum(f.n), 0) FROM confusion f
   WHERE f.run_id = m.run_id AND f.split = p.split AND f.epoch = m.epoch AND f.actual = c.class_index AND f.predicted = c.class_index) AS true_positives
FROM epoch_metric AS m
JOIN (SELECT 'validation' AS split UNION ALL SELECT 'test') AS p
JOIN run AS r ON r.id = m.run_id
JOIN sweep AS s ON s.id = r.sweep_id
JOIN dataset_class AS c ON c.dataset_id = s.dataset_id
WHERE m.name = 'train_loss';

CREATE VIEW class_metric AS
SELECT
  n.run_id, r.sweep_id, r.config_id, r.seed, g.family, g.gamma, g.strength, g.alpha, g.learning_rate,
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
GROUP BY run_id, split, epoch;
