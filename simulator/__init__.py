"""Readers that are not there: the other end of the wire, played in a process of its own.

Stands alone: nothing here imports the station or its drivers, and no data file is read by both. All that the
two sides have in common is written for people, in docs/protocols/.
"""
