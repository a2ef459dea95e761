"""Time: plans of cases, the engine that does what is due, the calendar it goes by.

`planning` writes down when a case is to be looked at next, within whatever transaction changed it;
the worker claims what is due and says it once.
"""
