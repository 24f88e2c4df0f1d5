"""Ruin and recreate: our own compiled large-neighbourhood search for vehicle routing.

J. Christiaens and G. Vanden Berghe, "Slack Induction by String Removals for Vehicle Routing Problems",
Transportation Science 54 (2020): remove strings of adjacent stops from neighbouring trips, put the removed
stops back one by one at their best place while now and then not looking ("blinks"), accept by simulated
annealing.
The paper's method is extended here by time windows and shift lengths in constant time per position (segments
that can be joined, Vidal et al. 2013), mixed fleets, several depots, several trips a day and release times.

    world.py   what is given and what changes, as plain arrays
    chance.py  random numbers, the same on every machine
    times.py   how long joined pieces of work take, and whether they are in time
    moves.py   taking a stop out, putting it in, opening and closing trips
    ruin.py    which stops are taken out
    recreate.py where they are put back
    anneal.py  the loop, and what is undone
    steps.py   one temperature; other vehicles for whole trips
    zones.py   large problems part by part, side by side
    run.py     set-up, neighbours, cooling; the only file that plain Python calls
"""
