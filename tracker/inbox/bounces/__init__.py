"""Notices of delivery told from letters: bounces, delays, receipts, complaints."""

from tracker.inbox.bounces.find import find_report

__all__ = ["find_report"]
