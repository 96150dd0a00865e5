"""Mentions and judgements become incidents, and incidents get the values that stand.

Everything here is a pure function of what is handed in: no clock, no chance, no file, no database. The same
accounts, judgements and decisions give the same incidents, in whatever order they come.

    Account ──profile──▶ Profile ──pairing──▶ pairs ──bounding, comparing──▶ log-odds ──clustering──▶ groups
    groups ──identity──▶ Incident ──standing──▶ Standing ──acts──▶ Act, Involvement
"""
