-- Reason: data sets, sweeps, their configurations and runs, and the settings of the queue.
-- Breaking: no (first schema).

CREATE TABLE dataset (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  file_name TEXT NOT NULL,
  -- The copy in the data folder, named by its fingerprint; the user's own file may move.
  stored_file TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  size_bytes INTEGER NOT NULL,
  options TEXT NOT NULL CHECK (json_valid(options)),
  profile TEXT NOT NULL CHECK (json_valid(profile)),
  row_count INTEGER NOT NULL,
  feature_count INTEGER NOT NULL,
  label TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

-- Class index = position in the profile; the name as in the file.
CREATE TABLE dataset_class (
  dataset_id INTEGER NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  class_index INTEGER NOT NULL,
  name TEXT NOT NULL,
  row_count INTEGER NOT NULL,
  PRIMARY KEY (dataset_id, class_index)
) STRICT, WITHOUT ROWID;

CREATE TABLE sweep (
  id INTEGER PRIMARY KEY,
  dataset_id INTEGER NOT NULL REFERENCES dataset (id),
  name TEXT NOT NULL,
  notes TEXT NOT NULL DEFAULT '',
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  -- Fingerprint of the canonical sweep and data set: the same command run again finds its own sweep.
  spec_sha256 TEXT NOT NULL,
  paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
  -- Training rows per class, once a trainer has made the split.
  train_counts TEXT CHECK (train_counts IS NULL OR json_valid(train_counts)),
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX sweep_by_spec ON sweep (spec_sha256);
CREATE INDEX sweep_by_dataset ON sweep (dataset_id);

-- One cell: everything but the seed. Typed columns, so that any of them can be searched.
CREATE TABLE config (
  id INTEGER PRIMARY KEY,
  sweep_id INTEGER NOT NULL REFERENCES sweep (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  config_key TEXT NOT NULL,
  family TEXT NOT NULL CHECK (family IN ('cross-entropy', 'weighted-cross-entropy', 'focal-softmax', 'focal-sigmoid')),
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
  UNIQUE (sweep_id, config_key)
) STRICT;

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  sweep_id INTEGER NOT NULL REFERENCES sweep (id) ON DELETE CASCADE,
  config_id INTEGER NOT NULL REFERENCES config (id) ON DELETE CASCADE,
  seed INTEGER NOT NULL CHECK (seed >= 0),
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'paused', 'complete', 'failed', 'cancelled', 'pruned')),
  -- Counted when claimed, so that a process that dies hard still uses one up.
  attempts INTEGER NOT NULL DEFAULT 0,
  lease_owner TEXT,
  lease_until TEXT,
  -- Epochs trained and stored.
  epoch INTEGER NOT NULL DEFAULT 0,
  best_epoch INTEGER,
  engine TEXT,
  backend TEXT,
  engine_version TEXT,
  cohort_size INTEGER,
  threads INTEGER,
  train_ms REAL,
  started_at TEXT,
  finished_at TEXT,
  error_code TEXT,
  error_text TEXT,
  UNIQUE (config_id, seed),
  CHECK (state <> 'running' OR lease_owner IS NOT NULL),
  CHECK (state <> 'complete' OR (best_epoch IS NOT NULL AND finished_at IS NOT NULL))
) STRICT;
CREATE INDEX run_by_state ON run (state, sweep_id, id);
CREATE INDEX run_by_sweep ON run (sweep_id, id);

CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;
