"""An order made from the own words of a mail, where a number and a few words are enough."""

from __future__ import annotations

from machines.orders import NOTHING, Asked, Nothing, Order, asked_fields


def order_from_words(asks: type[Order], words: str, *, telling: bool) -> Order | None:
    """The order with the words in its one text, or None where it needs the form.

    The text is the required one, or else the one that is asked at length; where the text is
    required, the words must tell something: `telling` says whether they do.
    """
    if asks is Nothing:
        return NOTHING
    fields = list(asked_fields(asks))
    required = [field for field in fields if field.required]
    if any(field.type is not str for field in required) or len(required) > 1:
        return None
    text = required[0] if required else _long_text(fields)
    if text is None:
        return None
    if required and not (words and telling):
        return None
    return asks(**{text.name: words or None})


def _long_text(fields: list[Asked]) -> Asked | None:
    texts = [field for field in fields if field.long and field.type is str]
    return texts[0] if len(texts) == 1 else None
