"""Text that a spreadsheet program would take for a formula."""

# A cell that begins so would become a formula as soon as somebody edits it.
_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")


def is_formula(words: str) -> bool:
    """Whether the text must be quoted in a cell."""
    return words.startswith(_BEGINNINGS)
