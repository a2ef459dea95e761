"""How much of a mail is read: beyond these it is kept as raw bytes, and a fault says so."""

# Characters of text and of HTML; the longest thesis quoted whole stays below.
TEXT = 1_000_000
# Headers, and characters of one header: a list of some hundred recipients fits.
HEADERS = 500
HEADER = 20_000
ADDRESSES = 1_000
REFERENCES = 200
# Parts looked at, and how deep they may lie within one another.
PARTS = 1_000
DEPTH = 30
# Multiparts and enclosed mails in one mail. Each line is held against each of them, so their product
# is bounded too; and lines that may begin a part.
CONTAINERS = 300
COMPARISONS = 20_000_000
BOUNDARY_LINES = 20_000
# Empty lines below a delivery status: `email` makes a message of what stands between any two.
STATUS_BLOCKS = 10_000
# Of a file's name, with its extension.
NAME = 80
EXTENSION = 12
