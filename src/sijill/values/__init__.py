"""Words to values and back: dates, counts, places, names, and the folded shadow they are compared in.

Rules and data, no network: the same words give the same value everywhere, and each value names the rule that made
it. What the words do not say is not made up; the expression is returned without a value and with the reason.
"""
