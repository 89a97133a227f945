-- Reason: what is said of a run is an id with data; its words are made where they are shown. Sentences of earlier versions become ids where
-- they are known (src-shared/earlier/, called as functions of store/earlier-sentences.ts); the sentence itself stays beside.
-- Breaking: no.

CREATE TABLE run_flag_new (
  run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  class_index INTEGER NOT NULL DEFAULT -1,
  epoch INTEGER NOT NULL,
  -- What the words need: src-shared/wire/run-flags.ts.
  data TEXT NOT NULL CHECK (json_valid(data)),
  -- As a version until schema 6 stored it.
  earlier_text TEXT,
  PRIMARY KEY (run_id, kind, class_index)
) STRICT, WITHOUT ROWID;
INSERT INTO run_flag_new
SELECT run_id, kind, class_index, epoch, flag_data(kind, class_index, epoch, text, remedy), text FROM run_flag;

-- error_text is of those versions alone.
ALTER TABLE run ADD COLUMN error_data TEXT CHECK (error_data IS NULL OR json_valid(error_data));
UPDATE run SET error_data = coalesce(
  (SELECT json_object('kind', f.kind, 'classIndex', nullif(f.class_index, -1)) FROM run_flag f
   WHERE f.run_id = run.id AND run.error_code = 'train/watchdog' AND run.error_text = 'The watchdog ended the run. ' || f.text),
  error_data_of(error_code, error_text)
) WHERE error_code IS NOT NULL;
UPDATE run SET error_code = error_code_of(error_code, error_text) WHERE error_code IS NOT NULL;

DROP TABLE run_flag;
ALTER TABLE run_flag_new RENAME TO run_flag;

UPDATE run_measure SET reasons = reasons_of(reasons) WHERE reasons <> '{}';
UPDATE run_variant SET notes = notes_of(notes) WHERE notes <> '[]';
UPDATE run_variant SET reason = reason_of(reason) WHERE reason IS NOT NULL;

-- The same as rows. class_index -1: of the whole; reason: the id of what is stored.
DROP VIEW run_metric;
CREATE VIEW run_metric AS
SELECT m.run_id, m.which, m.split, m.variant, o.key AS name, -1 AS class_index, o.value, m.reasons ->> ('$."' || o.key || '".id') AS reason
FROM run_measure AS m, json_each(m.overall) AS o
UNION ALL
SELECT m.run_id, m.which, m.split, m.variant, c.key, v.key, v.value, m.reasons ->> ('$."' || c.key || '/' || v.key || '".id')
FROM run_measure AS m, json_each(m.classes) AS c, json_each(c.value) AS v;
