"""The waits of the states: what each waits for, until when, who is told before and after.

`wait` has the columns, `reckoning` says how a day came about, `schedule` turns a row into moments;
the other files are the tables, one for each track.
"""

from machines.waits.reckoning import Line, Reckoning, counted_from
from machines.waits.schedule import Occurrence, Schedule, schedule
from machines.waits.wait import Condition, LastDay, Reminder, Wait, When, ladder

__all__ = [
    "Condition",
    "LastDay",
    "Line",
    "Occurrence",
    "Reckoning",
    "Reminder",
    "Schedule",
    "Wait",
    "When",
    "counted_from",
    "ladder",
    "schedule",
]
