"""The ground floor: ids, clock, geography, quantities, sentences, faults. It imports nothing of ours."""
