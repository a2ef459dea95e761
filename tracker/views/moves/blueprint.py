"""The blueprint of the moves of a case."""

from flask import Blueprint

blueprint = Blueprint("moves", __name__, url_prefix="/cases/<int:case_id>/do")
