"""Pages of custody: boxes with their chains, seals, who has not reported, the way back, what clerks enter."""
