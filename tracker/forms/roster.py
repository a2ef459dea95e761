"""The form that hands in a roster: which cohort, which files."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length

from tracker.forms.chinese import Form
from tracker.models import Cohort

MOST_FILES = 10


class RosterForm(Form):
    """Files for one cohort; whether they are rosters is found by reading them."""

    cohort = SelectField("届别", [InputRequired()], coerce=int)
    sheets = MultipleFileField(
        "名册文件",
        [
            FileRequired("请选择文件"),
            Length(max=MOST_FILES, message=f"一次最多 {MOST_FILES} 个文件"),
        ],
        description="Excel 工作簿（.xlsx、.xls）或 .csv，可以一次选几个，同一人按身份证号或学号合并；最多 200,000 行；上传的文件原样保存",
        render_kw={"accept": ".xlsx,.xls,.csv"},
    )

    def offer(self, cohorts: Sequence[Cohort]) -> None:
        """Offer the cohorts, the first of them chosen."""
        self.cohort.choices = [SelectChoice(cohort.id, cohort.name) for cohort in cohorts]
