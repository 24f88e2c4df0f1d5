"""Roads of a map that the user supplies: read, contracted to junctions, searched."""
