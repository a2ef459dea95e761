"""The blueprint of the case pages."""

from flask import Blueprint

blueprint = Blueprint("cases", __name__, url_prefix="/cases")
