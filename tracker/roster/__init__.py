"""The roster desk: a sheet of members is read here, judged and then imported.

Reading is pure (no database, no web): bytes -> `sheet.read_sheet` -> `row.read_rows`.
"""
