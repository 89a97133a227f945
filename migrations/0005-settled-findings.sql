-- No table changes. run_flag.kind takes two values more, 'class-found' and 'one-class-over': findings that are over by the end of a run.
-- Earlier versions do not know them and would fail on reading; with this number they refuse the folder with a sentence instead.
SELECT 1;
