"""Transport: modes, vehicles, journeys, the delivery plan."""
