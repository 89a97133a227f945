-- Reason: attempts count only while a run gets no further. The epoch that its last attempt went on from tells whether it did.
-- Breaking: no (a column with a default).

ALTER TABLE run ADD COLUMN attempt_epoch INTEGER NOT NULL DEFAULT 0;
