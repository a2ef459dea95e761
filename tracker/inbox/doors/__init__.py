"""The ways in: a listener for SMTP and LMTP, and a reader of a mailbox by IMAP.

Both say "taken" only after the commit that stored the raw bytes, and neither ever sends anything.
"""
