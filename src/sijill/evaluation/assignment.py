"""The assignment problem: pair rows with columns one to one so that the sum of what pairs are worth is greatest.

Shortest augmenting paths (Jonker & Volgenant, "A shortest augmenting path algorithm for dense and sparse linear
assignment problems", Computing 38, 1987), for rectangular matrices as D. F. Crouse describes ("On implementing 2D
rectangular assignment algorithms", IEEE Trans. Aerospace and Electronic Systems 52(4), 2016). O(n³). Where several
pairings are worth the same, the one found is always the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf


def assign(worth: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The best pairing.

    Args:
        worth: what each row and column are worth together; all rows of one length, all numbers finite.

    Returns:
        Pairs (row, column), by row; as many as the shorter side has.
    """
    if not worth or not worth[0]:
        return []
    if len(worth) > len(worth[0]):
        columns = [[row[at] for row in worth] for at in range(len(worth[0]))]
        return sorted((row, column) for column, row in assign(columns))
    # how much a pair falls short of the best: all costs are at least 0
    best = max(max(row) for row in worth)
    return _cheapest([[best - value for value in row] for row in worth])


def _cheapest(cost: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The cheapest pairing of a matrix that has no more rows than columns."""
    rows, columns = len(cost), len(cost[0])
    #: dual prices of rows and columns: no pair costs less than its prices together, and chosen pairs cost just that
    row_price, column_price = [0.0] * rows, [0.0] * columns
    row_of: list[int] = [-1] * columns
    column_of: list[int] = [-1] * rows
    for start in range(rows):
        distance = [inf] * columns
        before = [-1] * columns
        tree_rows: set[int] = set()
        tree_columns: set[int] = set()
        remaining = list(range(columns - 1, -1, -1))
        row, reached, end = start, 0.0, -1
        while end == -1:
            tree_rows.add(row)
            lowest, nearest = inf, -1
            for place, column in enumerate(remaining):
                through = reached + cost[row][column] - row_price[row] - column_price[column]
                if through < distance[column]:
                    before[column] = row
                    distance[column] = through
                # of columns equally near, a free one ends the search
                if distance[column] < lowest or (distance[column] == lowest and row_of[column] == -1):
                    lowest, nearest = distance[column], place
            reached = lowest
            column = remaining[nearest]
            tree_columns.add(column)
            remaining[nearest] = remaining[-1]
            remaining.pop()
            if row_of[column] == -1:
                end = column
            else:
                row = row_of[column]
        row_price[start] += reached
        for row in tree_rows - {start}:
            row_price[row] += reached - distance[column_of[row]]
        for column in tree_columns:
            column_price[column] -= reached - distance[column]
        column = end
        while True:
            row = before[column]
            row_of[column] = row
            column_of[row], column = column, column_of[row]
            if row == start:
                break
    return list(enumerate(column_of))
