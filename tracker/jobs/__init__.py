"""Long work: asked for as a row, claimed by lease, run in a process of its own, its outcome kept."""
