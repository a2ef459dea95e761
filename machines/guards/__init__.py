"""The guards: named functions of facts and today, one file a track. Each names its rules."""
