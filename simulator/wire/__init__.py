"""The reader's side of LIS01-A2 and LIS02-A2, written from docs/protocols/ and the standards."""
