from pathlib import Path

import pytest

from sampai.engines.roads.graph import RoadGraph
from sampai.engines.roads.store import load_graph
from sampai.packs.road_table import load_road_table

ROADS = Path(__file__).resolve().parents[2] / "data" / "roads"


@pytest.fixture(scope="session")
def extracts() -> Path:
    """The folder of road extracts; its README tells sources and licences."""
    return ROADS


@pytest.fixture(scope="session")
def helsinki(extracts: Path) -> RoadGraph:
    """Roads of the centre of Helsinki, with all their tags."""
    return load_graph(extracts / "helsinki-centre.osm.pbf", table=load_road_table())


@pytest.fixture(scope="session")
def jakarta(extracts: Path) -> RoadGraph:
    """Roads of Jakarta in 2012."""
    return load_graph(extracts / "roads-jakarta-2012.osm.pbf", table=load_road_table())


@pytest.fixture(scope="session")
def maumere(extracts: Path) -> RoadGraph:
    """Roads of Maumere on Flores in 2012."""
    return load_graph(extracts / "roads-maumere-2012.osm.pbf", table=load_road_table())
