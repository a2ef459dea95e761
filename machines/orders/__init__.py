"""What each move asks for: one frozen dataclass a form, each field with its rule.

The table names the order, the door's form is made from its fields, the guards check its values,
and the history keeps it. `NOTHING` is asked by moves that need no more than a confirmation.
"""

from machines.orders.order import NOTHING, Asked, Nothing, Order, Ref, Upload, asked_fields, asks

__all__ = ["NOTHING", "Asked", "Nothing", "Order", "Ref", "Upload", "asked_fields", "asks"]
