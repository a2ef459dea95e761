"""What a policy would change: its effect on one case, the sums over a cohort, versions compared.

Nothing here writes: `tracker.actions` keeps drafts, effects and adoptions.
"""
