"""Notices of delivery told from letters: bounces, delays, receipts, complaints."""

from tracker.inbox.bounces.find import find_report
from tracker.inbox.bounces.recipients import of_reply

__all__ = ["find_report", "of_reply"]
