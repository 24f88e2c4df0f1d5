"""Reads of materials: ballots counted twice, orders to move them, stock."""
