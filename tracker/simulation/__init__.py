"""The time machine: the real engine on a copy of the data, from now to any day, mail diverted.

`question` is what can be asked, `copying` makes the copy through a connection that cannot write,
`running` starts the process that works on it and gathers its `report`; inside that process
`sealing` shuts every way out, `walking` jumps from one due moment to the next and calls the real
verbs, `answering` lets graduates answer, `gathering` reads what has happened. `comparing` lays two
reports side by side, `sheets` and `printing` show them.
"""
