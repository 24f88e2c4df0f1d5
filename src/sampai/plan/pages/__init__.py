"""Pages that a person reads. `report.render` is the face."""
