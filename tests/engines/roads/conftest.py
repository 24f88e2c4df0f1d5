from pathlib import Path

import pytest

from sampai.engines.roads.graph import RoadGraph
from sampai.engines.roads.store import load_graph
from sampai.packs.road_table import load_road_table

ROOT = Path(__file__).resolve().parents[3]
ROADS = ROOT.parent / "shared" / "data" / "roads-test"


@pytest.fixture(scope="session")
def extracts() -> Path:
    """The folder of road extracts, which lies beside the checkout."""
    if not ROADS.is_dir():
        pytest.fail("These tests need the folder shared/data/roads-test beside the checkout.")
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
