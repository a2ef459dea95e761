"""Runs the migrations with the application's own engine and models."""

from alembic import context
from flask import current_app

from tracker.models.db import Instant

database = current_app.extensions["migrate"].db


def render_item(kind, item, _context):
    """A migration must not change when the application's own column types do."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, Instant) else False


def run() -> None:
    """Apply the migrations in one transaction, in batch mode where the database needs it."""
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
