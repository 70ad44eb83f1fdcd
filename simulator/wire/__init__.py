"""The reader's side of each protocol, written from docs/protocols/ and the standards."""
