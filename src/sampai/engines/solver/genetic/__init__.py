"""Hybrid genetic search for problems with nothing but loads: published ones, at a few hundred stops.

T. Vidal, "Hybrid genetic search for the CVRP: open-source implementation and SWAP* neighborhood", Computers &
Operations Research 140 (2022): two crowds of answers, allowed and overloaded, whose children are improved by
a local search in which overload has a price; who stays is ranked by cost and by distance from the others.
Written anew from the paper; trips that lie together are known by their stops' neighbours instead of by
sectors around the depot, and SWAP* looks only at stops with a neighbour in the other trip.

    town.py    what is given and what changes, as plain arrays
    trips.py   linking stops of trips
    moves.py   moves of a stop beside another, and which of them save something
    swap.py    SWAP*: stops of two trips change trips
    improve.py local search; cutting a row of stops into trips
    breed.py   children, crowds, the price of overload
    run.py     set-up, and which search a problem gets; the only file that plain Python calls
"""
