"""Reports from the field where no data signal is: what they say, and the codes by which they travel."""
