"""What education and the file wait for: the day of leaving (S1-1, S2.1)."""

from __future__ import annotations

from machines.waits.transfer import leaving_day
from machines.waits.wait import Wait

EDUCATION_DUE = Wait("education_due", "离校前完成", "离校日期", leaving_day, ("S1-1",))
FILE_DUE = Wait("file_due", "离校前归档", "离校日期", leaving_day, ("S2.1-1", "S2.1-4"))
