"""Deeds on incidents, and what keeps their tables: the fold, the clocks, the rules that raise claims."""
