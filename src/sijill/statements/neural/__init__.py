"""The neural reader: one encoder, several heads, one pass over the text; rules decide the values.

``windows`` cuts a text, ``model`` runs the network, ``labels`` names its columns, ``decoding`` turns numbers into
stretches and pairs, ``reader`` makes the reading of them.
"""
