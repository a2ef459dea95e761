"""The sender's own words: what is left of a mail without the quote and the program's signature.

`lines` takes a text apart; `separators`, `header_blocks`, `attributions` and `signatures` are tables
of what mail programs write, one file a family; `structure` shows an HTML mail's quotes as lines;
`own` decides what to keep.
"""

from tracker.inbox.quotes.own import own_words, words_of_text

__all__ = ["own_words", "words_of_text"]
