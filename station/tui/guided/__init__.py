"""The guided screening: one question a screen, from the document to the closed record."""
