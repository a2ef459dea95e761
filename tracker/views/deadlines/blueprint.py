"""The blueprint of the deadline pages."""

from flask import Blueprint

blueprint = Blueprint("deadlines", __name__, url_prefix="/deadlines")
