"""The only user of SQLAlchemy: evidence tables, the unit of work that writes them and what screens read."""
