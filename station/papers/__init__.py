"""Printed papers: the slip a subject is handed and the list that travels with handed-over follow-ups.

Plain values go in, PDF bytes come out. Nothing here reads the log, a clock or the network; the templates in
``templates/`` hold layout only, every word comes from the locale files and every value is data to them.
"""
