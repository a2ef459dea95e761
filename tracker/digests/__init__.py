"""What staff are told by mail: digests by their own rhythm, reports before the receipts' cut-off.

`sections` is the table of what a digest may say, `slots` says when one is due, `engine` claims
those whose turn it is; `outbox` keeps the mails as rows and `sending` hands them over.
"""
