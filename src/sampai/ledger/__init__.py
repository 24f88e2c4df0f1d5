"""What happened: deeds, looks, documents."""
