"""How well a reader reads: annotated texts, and what a reader made of them, as figures.

Nothing here is needed to read, keep or publish anything.
"""
