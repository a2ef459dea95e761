"""The blueprint of the outbox and of the mails' templates."""

from flask import Blueprint

blueprint = Blueprint("mails", __name__, url_prefix="/mails")
