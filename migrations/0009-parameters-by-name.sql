-- Reason: a configuration had nine parameters as columns and the options of its loss as JSON; a tenth had no place. Now all of them are there by
-- name, whoever names them; the columns of before follow from them, so that plain SQL reads on.
-- Breaking: no. Table config is rebuilt: SQLite cannot make a column that is there a generated one.

DROP VIEW split_metric;
DROP VIEW class_metric;

CREATE TABLE config_new (
  id INTEGER PRIMARY KEY,
  sweep_id INTEGER NOT NULL REFERENCES sweep (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  config_key TEXT NOT NULL,
  is_control INTEGER NOT NULL CHECK (is_control IN (0, 1)),
  -- Runs of one sweep with the same kind can train together.
  kind TEXT NOT NULL,
  -- {name: number, text, true or false, list of numbers, numbers by name}; what is not set is left out. Names are those of the sweep file.
  params TEXT NOT NULL CHECK (json_valid(params) AND json_type(params) = 'object'),
  -- A script may give these names to texts: such a value is read in params only.
  family TEXT AS (params ->> 'family') STORED,
  gamma REAL AS (CASE WHEN json_type(params, '$.gamma') IN ('integer', 'real') THEN CAST(params ->> 'gamma' AS REAL) END) STORED,
  strength REAL AS (CASE WHEN json_type(params, '$.strength') IN ('integer', 'real') THEN CAST(params ->> 'strength' AS REAL) END) STORED,
  alpha REAL AS (CASE WHEN json_type(params, '$.alpha') IN ('integer', 'real') THEN CAST(params ->> 'alpha' AS REAL) END) STORED,
  positive_class TEXT AS (params ->> 'positiveClass') STORED,
  learning_rate REAL AS (CASE WHEN json_type(params, '$.learningRate') IN ('integer', 'real') THEN CAST(params ->> 'learningRate' AS REAL) END) STORED,
  weight_decay REAL AS (CASE WHEN json_type(params, '$.weightDecay') IN ('integer', 'real') THEN CAST(params ->> 'weightDecay' AS REAL) END) STORED,
  hidden TEXT AS (params -> 'hidden') VIRTUAL,
  epochs INTEGER AS (CASE WHEN json_type(params, '$.epochs') = 'integer' THEN params ->> 'epochs' END) STORED,
  batch_size INTEGER AS (CASE WHEN json_type(params, '$.batchSize') = 'integer' THEN params ->> 'batchSize' END) VIRTUAL,
  optimizer TEXT AS (params ->> 'optimizer') VIRTUAL,
  momentum REAL AS (CASE WHEN json_type(params, '$.momentum') IN ('integer', 'real') THEN CAST(params ->> 'momentum' AS REAL) END) VIRTUAL,
  dropout REAL AS (CASE WHEN json_type(params, '$.dropout') IN ('integer', 'real') THEN CAST(params ->> 'dropout' AS REAL) END) VIRTUAL,
  schedule TEXT AS (
    CASE json_type(params, '$.schedule') WHEN 'text' THEN json_object(
      'kind', params ->> 'schedule', 'warmupEpochs', params -> 'warmupEpochs', 'everyEpochs', params -> 'scheduleEveryEpochs',
      'factor', params -> 'scheduleFactor', 'finalFraction', params -> 'scheduleFinalFraction') END
  ) VIRTUAL,
  -- Everything that has no column of its own.
  options TEXT AS (
    json_remove(params, '$.family', '$.gamma', '$.strength', '$.alpha', '$.positiveClass', '$.learningRate', '$.weightDecay', '$.hidden', '$.epochs',
      '$.batchSize', '$.optimizer', '$.momentum', '$.dropout', '$.schedule', '$.warmupEpochs', '$.scheduleEveryEpochs', '$.scheduleFactor',
      '$.scheduleFinalFraction')
  ) VIRTUAL,
  UNIQUE (sweep_id, config_key)
) STRICT;

-- A patch leaves out what is NULL.
INSERT INTO config_new (id, sweep_id, position, config_key, is_control, kind, params)
SELECT
  id, sweep_id, position, config_key, is_control, kind,
  json_patch(
    json_patch('{}', json_object('family', family, 'gamma', gamma, 'strength', strength, 'alpha', alpha, 'positiveClass', positive_class)),
    json_patch(
      options,
      json_object(
        'learningRate', learning_rate, 'weightDecay', weight_decay, 'optimizer', optimizer, 'momentum', momentum,
        'schedule', schedule ->> 'kind', 'scheduleEveryEpochs', schedule -> 'everyEpochs', 'scheduleFactor', schedule -> 'factor',
        'scheduleFinalFraction', schedule -> 'finalFraction', 'warmupEpochs', schedule -> 'warmupEpochs',
        'epochs', epochs, 'batchSize', batch_size, 'hidden', json(hidden), 'dropout', dropout)))
FROM config;
DROP TABLE config;
ALTER TABLE config_new RENAME TO config;

-- The parameters of a sweep: which of them its configurations differ in, and what is known of those that the product does not know by itself.
CREATE TABLE sweep_param (
  sweep_id INTEGER NOT NULL REFERENCES sweep (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  varies INTEGER NOT NULL CHECK (varies IN (0, 1)),
  -- NULL: built in.
  definition TEXT CHECK (definition IS NULL OR json_valid(definition)),
  PRIMARY KEY (sweep_id, name)
) STRICT, WITHOUT ROWID;
INSERT INTO sweep_param (sweep_id, position, name, varies, definition)
SELECT
  c.sweep_id, min(p.id), p.key,
  count(DISTINCT p.type || p.value) > 1 OR count(*) < (SELECT count(*) FROM config AS o WHERE o.sweep_id = c.sweep_id), NULL
FROM config AS c, json_each(c.params) AS p
GROUP BY c.sweep_id, p.key;

-- The same as rows, for plain SQL.
CREATE VIEW config_param AS
SELECT c.id AS config_id, c.sweep_id, p.key AS name, p.value, p.type
FROM config AS c, json_each(c.params) AS p;

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
