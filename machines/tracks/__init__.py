"""The tables: one file a track, each to be read as a table."""
