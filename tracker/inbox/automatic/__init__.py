"""Whether a program answered in the graduate's stead: `headers` and `vacation` are its tables."""

from tracker.inbox.automatic.why import why_automatic, why_by_headers

__all__ = ["why_automatic", "why_by_headers"]
