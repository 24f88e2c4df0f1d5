"""The intake ladder: raw cells become rows of typed values; every fault is named, none guessed away."""
