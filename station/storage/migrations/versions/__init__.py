"""One file a revision; the file's number is ``SCHEMA_VERSION`` after it."""
