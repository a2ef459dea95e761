"""The list of cases, the case page, what is masked on it, the stub, the mails of a case."""

from tracker.views.cases import addresses, adopt, index, papers, revoke, show
from tracker.views.cases.blueprint import blueprint

__all__ = ["addresses", "adopt", "blueprint", "index", "papers", "revoke", "show"]
