"""Figures: incidents brought to counts, series, patterns and an estimate of the undercount.

Pure: records in, tables out. Every figure is a table with the query that made it, so that whoever has only a release
can make it again.
"""
