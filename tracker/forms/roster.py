"""The form that hands in a roster: which cohort, which file."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from tracker.forms.chinese import Form
from tracker.models import Cohort


class RosterForm(Form):
    """A roster for one cohort; whether the file is one is found by reading it."""

    cohort = SelectField("届别", [InputRequired()], coerce=int)
    sheet = FileField(
        "名册文件",
        [FileRequired("请选择文件")],
        description="Excel 工作簿（.xlsx、.xls）或 .csv，一次最多 200,000 行；上传的文件原样保存",
        render_kw={"accept": ".xlsx,.xls,.csv"},
    )

    def offer(self, cohorts: Sequence[Cohort]) -> None:
        """Offer the cohorts, the first of them chosen."""
        self.cohort.choices = [SelectChoice(cohort.id, cohort.name) for cohort in cohorts]
