"""Rules of papers and meetings."""
