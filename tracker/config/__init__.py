"""The settings: read once at start from the environment or one file, and checked as a whole.

Every bad value is told at once, in plain words, so that whoever installs the
application mends its settings in one go instead of one start per mistake.
"""

from tracker.config.checks import ROOT
from tracker.config.problems import BadSettings
from tracker.config.settings import LOCAL, MailServer, Settings, load_settings

__all__ = ["LOCAL", "ROOT", "BadSettings", "MailServer", "Settings", "load_settings"]
