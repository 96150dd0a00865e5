"""Parties + Judgements → Actors: who is who across incidents, what became of them, what ties and cases they have.

`appearing` reads off an incident who appears in it, `resolving` brings appearances together that are one person or
body, `course`, `ties` and `cases` tell what the reports say of them. All of it is pure.
"""
