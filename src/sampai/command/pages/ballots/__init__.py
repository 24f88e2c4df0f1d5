"""Pages of ballots: their balance, counting by two, moves from the nearest surplus, stock."""
