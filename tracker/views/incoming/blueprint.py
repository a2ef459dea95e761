"""The blueprint of the mails that came in."""

from flask import Blueprint

blueprint = Blueprint("incoming", __name__, url_prefix="/incoming")
