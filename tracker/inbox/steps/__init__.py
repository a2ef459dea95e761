"""One file a step: `step(desk, reading)` gives a fuller reading. Only `record` writes."""
