"""Deadlines as people see them: what is due, how its day came about, who was and will be told.

`recorded` finds who recorded the fact that a day is counted from; `reading` puts a case's waits
into lines. Everything is reckoned anew from the facts: nothing here is stored.
"""
