"""What goes wrong: claims, incidents, clocks that ask for answers, ways to vote all the same."""
