"""Parts of a sample operation: stations, places, crossings, fleet, units, made from public facts.

What nobody has said is put in and marked so; see `facts/assumptions.toml`.
"""
