"""What WTForms says, said in Chinese; every form of the application stands on this one."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm

MESSAGES = {
    "This field is required.": "请填写此项",
    "Input required.": "请填写此项",
    "Not a valid choice.": "请从列表中选择",
    "Not a valid choice": "请从列表中选择",
    "Choices cannot be None.": "没有可选项",
    "Invalid Choice: could not coerce.": "请从列表中选择",
    "Invalid choice(s): one or more data inputs could not be coerced.": "请从列表中选择",
    "'%(value)s' is not a valid choice for this field.": "“%(value)s”不在可选范围内",
    "'%(value)s' are not valid choices for this field.": "“%(value)s”不在可选范围内",
    "Not a valid integer value.": "请填写整数",
    "Not a valid decimal value.": "请填写数字",
    "Not a valid float value.": "请填写数字",
    "Not a valid date value.": "请填写日期，如 2024-06-30",
    "Not a valid time value.": "请填写时间，如 14:05",
    "Not a valid datetime value.": "请填写日期和时间，如 2024-06-30 14:05",
    "Number must be at least %(min)s.": "不能小于 %(min)s",
    "Number must be at most %(max)s.": "不能大于 %(max)s",
    "Number must be between %(min)s and %(max)s.": "应在 %(min)s 与 %(max)s 之间",
    "Field must be at least %(min)d character long.": "至少 %(min)d 个字符",
    "Field must be at least %(min)d characters long.": "至少 %(min)d 个字符",
    "Field cannot be longer than %(max)d character.": "不能超过 %(max)d 个字符",
    "Field cannot be longer than %(max)d characters.": "不能超过 %(max)d 个字符",
    "Field must be exactly %(max)d character long.": "应为 %(max)d 个字符",
    "Field must be exactly %(max)d characters long.": "应为 %(max)d 个字符",
    "Field must be between %(min)d and %(max)d characters long.": "应为 %(min)d 至 %(max)d 个字符",
    "Field must be equal to %(other_name)s.": "与“%(other_name)s”不一致",
    "Invalid email address.": "邮箱地址不正确",
    "Invalid URL.": "网址不正确",
    "Invalid input.": "填写的内容不正确",
    "Invalid value, must be one of: %(values)s.": "应为下列之一：%(values)s",
    "Invalid value, can't be any of: %(values)s.": "不能为：%(values)s",
    "This field cannot be edited.": "此项不能修改",
    "This field is disabled and cannot have a value.": "此项不能填写",
    "Invalid CSRF Token.": "页面已过期，请再提交一次",
    "CSRF token missing.": "页面已过期，请再提交一次",
    "CSRF failed.": "页面已过期，请再提交一次",
    "CSRF token expired.": "页面已过期，请再提交一次",
}


class Chinese:
    """The translations object WTForms asks for."""

    def gettext(self, string: str) -> str:
        """The Chinese message."""
        return MESSAGES.get(string, string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The Chinese message; Chinese has no plural."""
        return MESSAGES.get(singular if n == 1 else plural, plural)


class Form(FlaskForm):  # type: ignore[misc]
    """A form with CSRF whose messages are Chinese."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Every message goes through the table above."""

        def get_translations(self, form: Any) -> Chinese:
            """The one language of the screens."""
            return Chinese()
