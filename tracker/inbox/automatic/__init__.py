"""Whether a program answered in the graduate's stead: `headers` and `vacation` are its tables."""

from tracker.inbox.automatic.why import weak_only, why_automatic, why_by_headers

__all__ = ["weak_only", "why_automatic", "why_by_headers"]
