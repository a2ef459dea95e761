"""The blueprint of the data check."""

from flask import Blueprint

blueprint = Blueprint("data_check", __name__, url_prefix="/data-check")
