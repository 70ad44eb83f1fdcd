"""Alembic's entry point: runs the steps on the connection, and in the transaction, of the caller."""

from alembic import context

from station.storage.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
