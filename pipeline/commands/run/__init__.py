"""`diarium run`, `reparse`, `accept` and `hold`: commands that run a job, with progress and closing words."""
