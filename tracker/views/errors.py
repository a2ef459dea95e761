"""Errors as plain Chinese pages that say what to do next; never a trace."""

from __future__ import annotations

import logging
from typing import NamedTuple

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from tracker.logs import keep_details_out
from tracker.models import db
from tracker.permissions import NoSuchCase, NoSuchIncoming
from tracker.views.log_in import ask_again

log = logging.getLogger(__name__)
keep_details_out(log)


class Words(NamedTuple):
    """What happened and what to do."""

    title: str
    text: str


PAGES = {
    400: Words("请求有误", "浏览器发来的内容不完整。请返回上一页，刷新后再试一次。"),
    403: Words("您不能打开这个页面", "您的角色没有这项权限。请从上方菜单进入；确有需要，请联系党委组织部。"),
    404: Words("没有找到", "地址不存在，或这份个案不归您管理。请从个案列表重新进入。"),
    405: Words("不能这样打开", "这个地址只接受页面上的按钮提交。请返回个案页面再操作。"),
    413: Words("文件太大", "没有保存任何内容。请压缩文件，或分几次上传，再填写提交一次。"),
    500: Words("系统出错了", "这一步没有办成，已有的数据没有改变。请稍后再试；若仍然出错，请告诉党委组织部出错的时间。"),
}  # fmt: skip


def register_errors(app: Flask) -> None:
    """One page for every kind of error."""
    app.register_error_handler(CSRFError, lambda _error: ask_again())
    app.register_error_handler(NoSuchCase, lambda _error: error_page(404))
    app.register_error_handler(NoSuchIncoming, lambda _error: error_page(404))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    return error_page(error.code)


def _unexpected(error: Exception) -> ResponseReturnValue:
    log.error("an unexpected error", exc_info=error)
    db.session.rollback()
    return error_page(500)


def error_page(code: int) -> ResponseReturnValue:
    """The page of an error code; it asks neither database nor session for anything."""
    words = PAGES.get(code, PAGES[400] if code < 500 else PAGES[500])
    return render_template("errors/page.html", words=words, code=code), code
