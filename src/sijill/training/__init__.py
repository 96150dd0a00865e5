"""Annotated texts → the weights of the neural reader (extra: train).

``examples`` turns annotation into labels of words and pairs, ``network`` is the encoder with its heads, ``fit`` trains,
``ship`` writes what the package carries. Nothing that reads texts for users imports this.
"""
