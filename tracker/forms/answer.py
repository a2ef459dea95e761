"""What a graduate may add to an answer that has no form of its own."""

from __future__ import annotations

from wtforms.validators import Length

from tracker.forms.chinese import Form
from tracker.forms.fields import LongTextField, UploadField
from tracker.forms.lengths import LONG


class SayForm(Form):
    """Words and a photo."""

    words = LongTextField("想补充的话", [Length(max=LONG)])
    photo = UploadField("附上照片或文件")
