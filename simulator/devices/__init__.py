"""The readers themselves: what they are made of, what they do with a cartridge, how their results read."""
