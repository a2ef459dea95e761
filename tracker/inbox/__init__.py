"""The inbox: raw bytes stored first, then a chain of small steps, each re-runnable on them.

`parsed` and what reads it (`bounces`, `automatic`, `quotes`, `answering`) know no database.
"""
