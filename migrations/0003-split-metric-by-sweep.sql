-- Reason: averages of one sweep took a minute beside a million epochs. SQLite hands a condition down to the tables only when its columns are
-- in the GROUP BY; those added here follow from run and epoch, so the rows are the same.
-- Breaking: no.

DROP VIEW split_metric;

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
