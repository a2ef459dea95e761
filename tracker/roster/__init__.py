"""The roster desk: a sheet of members is read here, judged and then imported.

Reading is pure (no database, no web): bytes -> `sheet.read_sheets` -> `row.read_rows`. Judging only
reads the database: `judging.judge` -> a verdict a row. `tracker.actions.roster` alone writes.
"""
