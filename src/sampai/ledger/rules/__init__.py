"""Canonical bytes, chains, verdicts; the Merkle tree, notes, proofs and who must sign."""
