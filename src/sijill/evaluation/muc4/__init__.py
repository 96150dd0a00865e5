"""MUC-4, the oldest benchmark of reading for incidents: its texts, answers in its forms, and two of its scores.

``records`` makes texts of the published files, ``filling`` decides which mentions of a reading the task would tell
and what of them, ``kinds`` has its closed lists, ``templates`` writes answers, ``scores`` counts.
"""
