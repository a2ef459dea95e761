"""Forms of colleges, branches and staff accounts."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from machines.roles import Role
from tracker.actions.accounts import AccountChange, AccountOrder
from tracker.forms.fields import ManyField, TextField
from tracker.forms.showing import ShowingForm

MUST = "请填写此项"


class CollegeForm(ShowingForm):
    """A new college."""

    name = TextField("学院名称", [DataRequired(MUST), Length(max=80)])
    contact_name = TextField("联系人（一位）", [DataRequired(MUST), Length(max=40)])
    contact_phone = TextField("咨询电话（一个）", [DataRequired(MUST), Length(max=40)])


class ContactPersonForm(ShowingForm):
    """The contact person and phone that every mail of the college carries (S3.2-5, S3.2-6)."""

    contact_name = TextField("联系人（一位）", [DataRequired(MUST), Length(max=40)])
    contact_phone = TextField(
        "咨询电话（一个）",
        [DataRequired(MUST), Length(max=40)],
        render_kw={"inputmode": "tel"},
        description="写进此后发出的每一封邮件，已发出的不变",
    )


class BranchForm(ShowingForm):
    """A new branch."""

    name = TextField("党支部名称", [DataRequired(MUST), Length(max=80)])


class AccountChangeForm(ShowingForm):
    """What may change of an account."""

    name = TextField("姓名", [DataRequired(MUST), Length(max=40)])
    phone = TextField("电话", [Optional(), Length(max=40)], render_kw={"inputmode": "tel"})
    mail_address = TextField(
        "工作邮箱",
        [Optional(), Length(max=254)],
        description="待办提醒和回执登记通报发到这里；本人也可以在“我的提醒”里更改",
        render_kw={"inputmode": "email", "autocapitalize": "none", "spellcheck": "false"},
    )
    branches = ManyField(
        "负责的党支部",
        [Optional()],
        description="支部书记必选；辅导员不选则负责全学院；其他角色不选",
    )

    def change(self) -> AccountChange:
        """The typed change of a form that validated."""
        return AccountChange(
            self.name.data or "",
            self._branch_ids(),
            self.phone.data or "",
            self.mail_address.data or "",
        )

    def _branch_ids(self) -> tuple[int, ...]:
        return tuple(int(key) for key in self.branches.data or ())


class AccountForm(AccountChangeForm):
    """A new account."""

    login = TextField(
        "账号",
        [DataRequired(MUST), Length(max=40)],
        description="小写字母、数字、点或短横，例如工号",
        render_kw={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"},
    )
    role = SelectField("角色", [InputRequired()])
    college = SelectField("学院", [Optional()])

    def offer(self, roles: list[Role], colleges: list[tuple[str, str]]) -> None:
        """Fill the lists with what the actor may choose."""
        self.role.choices = [
            SelectChoice("", "请选择…"),
            *(SelectChoice(role.value, role.label) for role in roles),
        ]
        none = [SelectChoice("", "（不属于学院）")] if Role.DEPARTMENT in roles else []
        self.college.choices = [*none, *(SelectChoice(key, name) for key, name in colleges)]

    def order(self) -> AccountOrder:
        """The typed account of a form that validated."""
        college = self.college.data
        return AccountOrder(
            login=self.login.data or "",
            name=self.name.data or "",
            role=Role(self.role.data),
            college_id=int(college) if college else None,
            branch_ids=self._branch_ids(),
            phone=self.phone.data or "",
            mail_address=self.mail_address.data or "",
        )
