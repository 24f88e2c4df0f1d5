"""The schedule's true times against the solver's folded clock, on the jobs of random operations."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests import worlds

from sampai.election.model import Level
from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.clock import HOUR, HTime
from sampai.kernel.ids import StationCode, VehicleCode
from sampai.kernel.quantity import Load
from sampai.transport.ports import RoutingAnswer, Tour
from sampai.transport.rules.crews import own_crews
from sampai.transport.rules.diary import Diary, Span, working_days
from sampai.transport.rules.means import Means, means
from sampai.transport.rules.pieces import Piece
from sampai.transport.rules.problem import Crew, Draft, Job, draft
from sampai.transport.rules.schedule import schedule
from sampai.transport.rules.tours import clockwork

STAGE = next(s for s in worlds.ELECTION.stages if s.receiver is Level.STATION)
DAYS = working_days(STAGE, election=worlds.ELECTION)
MEANS: Means = means(worlds.FULL_REGISTER, territory=worlds.TERRITORY, modes=worlds.MODES, fleet=worlds.FLEET)


def piece(station: str, *, boxes: int = 2, release: int = -(10**6), due: HTime | None = None) -> Piece:
    return Piece(
        origin="PPK-1",
        target=station,
        stations=(StationCode(station),),
        load=Load(boxes, boxes * 100, boxes * 9_000),
        release=HTime(release),
        due=due,
        modes=(worlds.TRUCK,),
    )


def ready(*pieces: Piece, far: bool = False, diary: Diary | None = None, together: int = 1) -> Draft:
    crews = own_crews(MEANS, "PPK-1", modes=(worlds.TRUCK,))
    job = Job(
        stage=STAGE,
        leg=1,
        base="PPK-1",
        attempt=0,
        pieces=pieces,
        crews=tuple(Crew(crew.group, together=together) for crew in crews),
        days=DAYS,
        wish=-1,
        far=far,
    )
    return draft(job, means=MEANS, election=worlds.ELECTION, diary=diary or Diary())


ROAD = [s.code for s in worlds.ROAD_STATIONS[:5]]


@given(boxes=st.lists(st.integers(1, 30), min_size=1, max_size=5), late=st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_the_solvers_folded_clock_and_the_true_times_agree(boxes: list[int], late: int) -> None:
    pieces = [
        piece(code, boxes=n, release=DAYS[0].start + late * HOUR)
        for code, n in zip(ROAD, boxes, strict=False)
    ]
    one = ready(*pieces)
    answer = SavingsSolver().solve(one.problem, seed=1, effort=1)

    made = schedule(one, answer)

    for tour in answer.tours:
        end = clockwork(one.problem).tour_ends(tour.trips, offer=one.problem.offers[tour.offer])
        assert made.journeys[-1].returns - one.epoch == end


def test_a_journey_loads_drives_unloads_and_comes_home() -> None:
    one = ready(piece(ROAD[0]))

    [journey] = schedule(one, RoutingAnswer((Tour(0, ((1,),)),), ())).journeys

    seconds = int(one.travel[0].seconds[0, 1])
    assert journey.loads == DAYS[0].start
    assert journey.departs == journey.loads + 600 + 2 * 30
    assert journey.stops[0].arrives == journey.departs + seconds
    assert journey.stops[0].departs == journey.stops[0].arrives + 600 + 2 * 30
    assert journey.returns == journey.stops[0].departs + seconds


def test_loading_waits_for_the_last_goods() -> None:
    one = ready(piece(ROAD[0]), piece(ROAD[1], release=DAYS[0].start + 2 * HOUR))

    [journey] = schedule(one, RoutingAnswer((Tour(0, ((1, 2),)),), ())).journeys

    assert journey.loads == DAYS[0].start + 2 * HOUR


def test_trips_with_goods_that_are_due_go_first() -> None:
    one = ready(piece(ROAD[0]), piece(ROAD[1], due=HTime(DAYS[0].end)))

    journeys = schedule(one, RoutingAnswer((Tour(0, ((1,), (2,))),), ())).journeys

    assert [j.stops[0].place for j in journeys] == [ROAD[1], ROAD[0]]


def test_pieces_for_one_place_are_one_stop() -> None:
    together = [piece(ROAD[0], boxes=n) for n in (1, 2)]
    one = ready(*together)

    [journey] = schedule(one, RoutingAnswer((Tour(0, ((1, 2),)),), ())).journeys

    assert [stop.load.boxes for stop in journey.stops] == [3]


def test_a_far_journey_that_can_still_be_home_by_evening_does_not_stay() -> None:
    one = ready(piece(ROAD[0]), far=True)

    [journey] = schedule(one, RoutingAnswer((Tour(0, ((1,),)),), ())).journeys

    assert journey.stops[-1].departs == journey.stops[-1].arrives + 600 + 2 * 30


def test_what_the_solver_left_is_handed_back() -> None:
    one = ready(piece(ROAD[0]), piece(ROAD[1]))

    made = schedule(one, RoutingAnswer((Tour(0, ((2,),)),), (1,)))

    assert [left.target for left in made.left] == [ROAD[0]]
    assert [(done.target, place) for done, _, place in made.unloaded] == [(ROAD[1], ROAD[1])]


def test_hours_already_promised_are_not_offered_again() -> None:
    diary = Diary()
    diary.book(VehicleCode("TRUK-1"), 1, span=Span(DAYS[0].start, DAYS[0].start + 3 * HOUR))

    [offer] = ready(piece(ROAD[0]), diary=diary).problem.offers

    assert offer.late_s - offer.early_s == DAYS[0].length_s - 3 * HOUR


def test_vehicles_that_ride_together_are_offered_as_one_with_all_their_room() -> None:
    assert ready(piece(ROAD[0]), together=2).problem.offers == ()


def test_a_trip_goes_the_way_round_that_has_its_goods_out_for_less() -> None:
    near, far = piece(ROAD[2]), [piece(code) for code in (ROAD[3], ROAD[4])]
    one = ready(near, *far)
    there, back = ((1, 2, 3), (3, 2, 1))

    made = [schedule(one, RoutingAnswer((Tour(0, (trip,)),), ())) for trip in (there, back)]

    assert made[0] == made[1]
    assert made[0].journeys[0].stops[0].stations == (ROAD[2],)


def test_a_trip_is_not_turned_round_where_goods_that_are_due_would_come_late() -> None:
    far = ready(piece(ROAD[4])).problem.duration_s[0, 0, 1]
    one = ready(piece(ROAD[2]), piece(ROAD[4], due=HTime(int(DAYS[0].start + far + 300))))

    [journey] = schedule(one, RoutingAnswer((Tour(0, ((2, 1),)),), ())).journeys

    assert journey.stops[0].stations == (ROAD[4],)
