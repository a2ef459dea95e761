"""What the time machine foretold, kept for a while: who may see it, sums over it, its spreadsheet.

`tracker.simulation` makes a report on a copy of the data; `keeping` writes it down as rows, and
everything else here reads these rows.
"""
