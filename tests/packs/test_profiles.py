"""The shipped profiles load, mean what the law says, and their faults are named by file, table and key."""

from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from sampai.election.model import Level, Standing
from sampai.guarding.model import RiskClass
from sampai.kernel.clock import format_h_time
from sampai.kernel.errors import Refused, Unreadable
from sampai.kernel.ids import RegionCode
from sampai.kernel.quantity import Load
from sampai.materials.model import ItemGroup
from sampai.packs.drivers import load_drivers
from sampai.packs.profiles import (
    elections,
    load_election,
    load_kits,
    load_modes,
    load_patterns,
    pack_digest,
    pattern_sets,
    stagings,
)
from sampai.transport.model import Medium, RoadClass

KAUR, JAKARTA, YOGYA = RegionCode("1704"), RegionCode("3171"), RegionCode("3401")


def own_profile(folder: Path, text: str) -> str:
    """An own profile that extends the one of Pilkada 2024."""
    file = folder / "sendiri.toml"
    file.write_text('extends = "pilkada-2024"\n' + text, encoding="utf-8")
    return str(file)


def test_both_elections_are_there() -> None:
    assert elections() == ("pemilu-2024", "pilkada-2024")
    assert load_election("pemilu-2024").voting_day == date(2024, 2, 14)
    assert load_election("pilkada-2024").voting_day == date(2024, 11, 27)


@pytest.mark.parametrize(
    ("code", "region", "contests"),
    [
        ("pemilu-2024", KAUR, ["ppwp", "dpr", "dpd", "dprd_prov", "dprd_kab"]),
        ("pemilu-2024", JAKARTA, ["ppwp", "dpr", "dpd", "dprd_prov"]),
        ("pilkada-2024", KAUR, ["pilgub", "pilbup"]),
        ("pilkada-2024", JAKARTA, ["pilgub"]),
        ("pilkada-2024", YOGYA, ["pilbup"]),
    ],
)
def test_provinces_hold_their_contests(code: str, region: RegionCode, contests: list[str]) -> None:
    assert [contest.code for contest in load_election(code).contests_in(region)] == contests


def test_most_voters_are_those_of_law_and_commission() -> None:
    pemilu, pilkada = load_election("pemilu-2024"), load_election("pilkada-2024")

    assert (pemilu.most_voters_law, pemilu.most_voters_rule) == (500, 300)
    assert (pilkada.most_voters_law, pilkada.most_voters_rule) == (800, 600)


@pytest.mark.parametrize("code", ["pemilu-2024", "pilkada-2024"])
def test_law_binds_to_the_day_before_and_practice_to_its_evening(code: str) -> None:
    election = load_election(code)
    binding = [deadline for deadline in election.deadlines if deadline.is_binding]

    assert [(d.level, d.at) for d in binding] == [(Level.STATION, 0)]
    assert format_h_time(election.deadline(Level.STATION).at) == "H-1 18:00"


@pytest.mark.parametrize("code", ["pemilu-2024", "pilkada-2024"])
def test_every_staging_leads_from_the_store_to_the_stations_in_time(code: str) -> None:
    assert stagings(code)[:3] == ("ppk", "pps", "pagi")
    for staging in stagings(code):
        election = load_election(code, staging=staging)
        assert election.staging == staging
        assert election.stages[0].giver is Level.KPU
        assert election.stages[-1].receiver is Level.STATION
        for before, after in zip(election.stages, election.stages[1:], strict=False):
            assert before.receiver is after.giver
            assert before.latest <= after.latest
        for stage in election.stages:
            assert stage.latest <= election.deadline(stage.receiver).at
            guessed = stage.basis.source.startswith("Dugaan")
            assert stage.basis.standing is (Standing.UNVERIFIED if guessed else Standing.PRACTICE)


DAY = 86_400


def _days(code: str, staging: str) -> dict[Level, int]:
    """The day of each level's own deadline, counted from voting day; 24.00 belongs to the day before."""
    found = load_election(code, staging=staging).deadlines
    return {one.level: (one.at - 1) // DAY for one in found if one.basis.standing is not Standing.LAW}


@pytest.mark.parametrize("code", ["pemilu-2024", "pilkada-2024"])
@pytest.mark.parametrize(
    ("staging", "days"),
    [
        ("nasional", {Level.PPK: -4, Level.STATION: -1}),
        ("demak", {Level.PPK: -7, Level.PPS: -3, Level.STATION: -1}),
        ("kuansing", {Level.PPK: -6, Level.PPS: -1}),
        ("pps", {Level.PPK: -3, Level.PPS: -2, Level.STATION: -1}),
        ("pagi", {Level.PPK: -3, Level.PPS: -1, Level.STATION: 0}),
        ("langsung", {Level.STATION: -1}),
    ],
)
def test_stagings_say_what_the_press_told_of_each_regency(
    code: str, staging: str, days: dict[Level, int]
) -> None:
    assert _days(code, staging) == days


@pytest.mark.parametrize("code", ["pemilu-2024", "pilkada-2024"])
def test_stagings_keep_their_hours_days_and_the_days_before_for_hard_stations(code: str) -> None:
    bantul, manokwari, kuansing = (
        load_election(code, staging=s) for s in ("bantul", "manokwari", "kuansing")
    )

    assert (bantul.stages[0].opens_s, bantul.stages[0].closes_s) == (8 * 3_600, 59_400)
    assert manokwari.stages[-1].latest - manokwari.stages[-1].earliest == 3 * DAY + 12 * 3_600
    assert [one.stages[-1].hard_days for one in (bantul, manokwari, kuansing)] == [1, 2, 0]


@pytest.mark.parametrize("code", ["pemilu-2024", "pilkada-2024"])
def test_every_staging_has_a_way_back_up_to_the_store_with_deadlines_of_its_own(code: str) -> None:
    for staging in stagings(code):
        election = load_election(code, staging=staging)
        way = election.way_back
        assert way is not None
        assert (way.stages[0].giver, way.stages[-1].receiver) == (Level.STATION, Level.KPU)
        for stage in way.stages:
            assert stage.latest <= min(d.at for d in way.deadlines if d.level is stage.receiver)
            assert stage.earliest >= way.counting.voting_ends
        assert way.counting.basis.standing is Standing.UNVERIFIED
        assert set(way.items) <= set(load_kits(code).families())


def test_the_pemilu_counts_past_midnight_and_the_pilkada_until_evening() -> None:
    pemilu, pilkada = load_election("pemilu-2024").way_back, load_election("pilkada-2024").way_back
    assert pemilu is not None
    assert pilkada is not None

    assert DAY < pemilu.counting.ends(5 * 300) < DAY + 6 * 3_600
    assert 16 * 3_600 < pilkada.counting.ends(2 * 500) < 20 * 3_600


def test_a_way_back_that_skips_a_level_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    pack = files("sampai") / "packs" / "indonesia" / "elections" / "pilkada-2024.toml"
    own.write_text(
        pack.read_text("utf-8").replace('giver = "ppk"\nreceiver = "kpu"', 'giver = "kpu"\nreceiver = "ppk"')
    )

    with pytest.raises(Unreadable, match="way back"):
        load_election(str(own))


def test_drivers_may_work_as_the_law_says() -> None:
    rules = load_drivers()

    assert (rules.most_duty_s, rules.drive_s, rules.pause_s) == (12 * 3_600, 4 * 3_600, 30 * 60)
    assert (rules.basis.standing, rules.rest_basis.standing) == (Standing.LAW, Standing.UNVERIFIED)


@pytest.mark.parametrize("code", ["pemilu-2024", "pilkada-2024"])
def test_kit_book_has_the_three_legal_groups_and_marks_guesses(code: str) -> None:
    kits = load_kits(code)

    assert {item.group for item in kits.items} == set(ItemGroup)
    assert {"kotak_suara", "surat_suara", "surat_suara_psu", "tinta", "bilik", "segel", "segel_plastik",
            "alat_coblos", "sampul", "formulir_c"} <= set(kits.families())  # fmt: skip
    assert {"segel", "sampul", "alat_coblos"} <= set(kits.unverified())
    assert not {"kotak_suara", "bilik", "tinta"} & set(kits.unverified())
    assert all(rule.basis.source for rule in kits.rules)


def test_box_and_ballot_have_their_measures() -> None:
    kits = load_kits("pemilu-2024")

    assert kits.item("kotak_suara").volume_ml == 96_000
    assert kits.item("surat_suara_ppwp").weight_mg == 8_184
    assert kits.item("surat_suara_dprd_kab").pack_size == 500
    assert 306 * kits.item("surat_suara_dpr").weight_mg // 1_000_000 == 10


def test_means_of_transport_are_those_of_the_country() -> None:
    modes = {str(mode.mode): mode for mode in load_modes()}

    assert list(modes) == [
        "truk", "truk-boks", "pikap", "4x4", "motor", "gerobak-sapi", "kuda", "porter",
        "longboat", "speedboat", "perahu", "feri", "pesawat", "helikopter",
    ]  # fmt: skip
    assert modes["truk"].room == Load(97, 14_000, 4_000_000)
    assert modes["motor"].room.boxes == 1
    assert modes["gerobak-sapi"].speed(RoadClass.TRACK) == 3
    assert modes["truk"].speed(RoadClass.TRACK) is None
    for mode in modes.values():
        assert bool(mode.speed_kmh) == (mode.medium in {Medium.ROAD, Medium.TRACK})
        assert mode.room.volume_l >= 96 * mode.room.boxes


def test_default_pattern_is_that_of_kaur_with_linmas_marked_as_assumed() -> None:
    patterns = load_patterns()
    shapes = {p.risk: (p.officers, p.stations, p.linmas) for p in patterns.patterns}

    assert patterns.code == pattern_sets()[0] == "kaur-2024"
    assert shapes == {
        RiskClass.LESS: (2, 5, 10),
        RiskClass.VULNERABLE: (1, 1, 2),
        RiskClass.VERY: (2, 1, 2),
        RiskClass.SPECIAL: (2, 1, 2),
    }
    assert patterns.pattern(RiskClass.LESS).assumed == ("linmas",)
    assert patterns.pattern(RiskClass.SPECIAL).assumed == ("officers", "stations", "linmas")


def test_every_pattern_set_covers_every_class() -> None:
    assert {"lampung-2024", "jakbar", "ponorogo", "sleman", "manggarai"} <= set(pattern_sets())
    for code in pattern_sets():
        assert [pattern.risk for pattern in load_patterns(code).patterns] == list(RiskClass)
    assert load_patterns("lampung-2024").pattern(RiskClass.LESS).assumed == ()


def test_unknown_names_are_refused_with_the_known_ones() -> None:
    with pytest.raises(Refused, match="Choose one of pemilu-2024, pilkada-2024"):
        load_election("pilpres-2024")
    with pytest.raises(Refused, match="There is no pattern set “kauur”"):
        load_patterns("kauur")
    with pytest.raises(Refused, match="Choose one of: ppk, pps, pagi"):
        load_election("pilkada-2024", staging="udara")


def test_digest_is_stable_and_tells_elections_apart(tmp_path: Path) -> None:
    assert pack_digest("pilkada-2024") == pack_digest("pilkada-2024")
    assert pack_digest("pilkada-2024") != pack_digest("pemilu-2024")
    assert pack_digest(own_profile(tmp_path, "")) != pack_digest("pilkada-2024")


def test_own_profile_changes_one_item_and_keeps_the_rest(tmp_path: Path) -> None:
    code = own_profile(
        tmp_path,
        """
        [[item]]
        key = "tinta"
        name = "Tinta"
        name_en = "Ink"
        group = "A"
        unit = "botol"
        packing = "first-box"
        basis = { standing = "practice", source = "Rakor" }
        size = { weight_g = 90.5, volume_l = 0.1, basis = { standing = "practice", source = "Ditimbang" } }
        [[item.need]]
        level = "tps"
        formula = "1 per tps + 1"
        basis = { standing = "practice", source = "Rakor" }
        """,
    )
    pack, own = load_kits("pilkada-2024"), load_kits(code)

    assert own.item("tinta").weight_mg == 90_500
    assert next(own.rules_for("tinta")).formula.text == "1 per tps + 1"
    assert [item.key for item in own.items] == [item.key for item in pack.items]
    assert [i for i in own.items if i.key != "tinta"] == [i for i in pack.items if i.key != "tinta"]
    assert replace(load_election(code), code="") == replace(load_election("pilkada-2024"), code="")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("nama = 1", "sendiri.toml, table [], key nama: this key is not known. Did you mean name?"),
        ("voting_day = 27", "key voting_day: “27” does not fit. Write a date such as 2024-11-27."),
        ("voting_day = [", "sendiri.toml is no TOML"),
        ('extends = "x"', "sendiri.toml is no TOML"),
        ("most_voters = 3", "key most_voters: “3” does not fit. Write a table."),
        ("contest = 3", "key contest: “3” does not fit. Write tables headed [[contest]]."),
        ("contest = [3]", "key contest: it is no list of tables"),
        (
            '[[contest]]\ncode = "pilgub"\nname = "G"\nname_en = "G"\nnot_in = ["DIY"]',
            "table [contest pilgub], key not_in: “DIY” is no region code",
        ),
        ('[[contest]]\ncode = "pilgub"\nname = "G"', "table [contest pilgub], key name_en: it is missing"),
        (
            '[most_voters]\nlaw = -1\nrule = 600\nbasis = { standing = "law", source = "UU" }',
            "table [most_voters], key law: “-1” is below zero or far too large",
        ),
        (
            '[most_voters]\nlaw = true\nrule = 600\nbasis = { standing = "law", source = "UU" }',
            "table [most_voters], key law: “True” does not fit. Write a whole number.",
        ),
        (
            '[most_voters]\nlaw = 800\nrule = 600\nbasis = { standing = "hukum", source = "UU" }',
            "table [most_voters.basis], key standing: “hukum” is not known. Choose one of: law, practice",
        ),
        (
            '[[staging]]\ncode = "ppk"\nname = "x"\n[[staging.deadline]]\nlevel = "tps"\nat = "H minus 1"',
            "table [staging ppk.deadline tps], key at: “H minus 1” is not a time relative to voting day.",
        ),
    ],
)
def test_fault_of_an_own_profile_names_file_table_key_cause_and_remedy(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(Unreadable) as unreadable:
        load_election(own_profile(tmp_path, text))

    assert complaint in str(unreadable.value)


ITEM = """
[[item]]
key = "kopi"
name = "Kopi"
name_en = "Coffee"
group = "B"
unit = "gelas"
packing = "outside"
basis = { standing = "practice", source = "Rakor" }
size = { weight_g = 200, volume_l = 0.2, basis = { standing = "practice", source = "Rakor" } }
[[item.need]]
level = "tps"
formula = "9 per tps"
basis = { standing = "practice", source = "Rakor" }
"""


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ('"9 per tps"', '"9 per TPSS"', "key formula: The formula “9 per TPSS” is not valid at character 7"),
        ('level = "tps"', 'level = "rt"', "key level: “rt” is not known. Choose one of: kpu, ppk, pps, tps"),
        (
            "weight_g = 200",
            "weight_g = 0.0001",
            "table [item kopi.size], key weight_g: “0.0001” does not fit",
        ),
        ('group = "B"', 'grup = "B"', "table [item kopi], key group: it is missing"),
        (
            'unit = "gelas"',
            'unit = "gelas"\ncolour = "x"',
            "table [item kopi], key colour: this key is not known",
        ),
        ('level = "tps"', 'level = "tps"\ncontests = ["pilkades"]', "there is no contest “pilkades”"),
        ('"9 per tps"', '"9 per tps"\nonly_in = [17]', "key only_in: it has something else than texts"),
        ('level = "tps"\n', 'level = "tps"\nonly_in = ["17.04"]\n', "“17.04” is no region code"),
        (
            'packing = "outside"',
            'packing = "own-box"\nper_contest = true',
            "key pilgub: it is missing",
        ),
    ],
)
def test_fault_of_an_own_item_is_told_the_same_way(
    tmp_path: Path, right: str, wrong: str, complaint: str
) -> None:
    assert load_kits(own_profile(tmp_path, ITEM)).item("kopi").weight_mg == 200_000

    with pytest.raises(Unreadable) as unreadable:
        load_kits(own_profile(tmp_path, ITEM.replace(right, wrong)))

    assert complaint in str(unreadable.value)
    assert "sendiri.toml, table [item kopi" in str(unreadable.value)


def test_any_mutilated_profile_gives_rules_or_a_complaint(tmp_path: Path) -> None:
    lines = (
        (files("sampai.packs.indonesia") / "elections" / "pilkada-2024.toml")
        .read_text(encoding="utf-8")
        .split("\n")
    )
    values = [
        "3",
        '"x"',
        "[]",
        "{}",
        "true",
        "-1",
        "1.5",
        "nan",
        "1e999",
        "2024-01-01",
        "[[1]]",
        '"H-1 18:00"',
    ]
    chance = np.random.Generator(np.random.PCG64(7))
    file = tmp_path / "rusak.toml"
    complaints = 0
    for _ in range(200):
        broken, row = list(lines), int(chance.integers(len(lines)))
        if "=" in broken[row]:
            broken[row] = broken[row].split("=")[0] + "= " + values[int(chance.integers(len(values)))]
        else:
            del broken[row]
        file.write_text("\n".join(broken), encoding="utf-8")
        try:
            load_election(str(file))
            load_kits(str(file))
        except (Unreadable, Refused) as complaint:
            complaints += bool(complaint.sentence.key and complaint.hint.key)

    assert 50 < complaints < 200


def test_profile_that_is_not_there_or_too_large_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="cannot be opened"):
        load_election(str(tmp_path / "hilang.toml"))

    large = tmp_path / "besar.toml"
    large.write_bytes(b"#" * 1_000_001)
    with pytest.raises(Unreadable, match="larger than a profile can be"):
        load_election(str(large))


def test_profile_that_extends_an_unknown_one_is_unreadable(tmp_path: Path) -> None:
    file = tmp_path / "cucu.toml"
    file.write_text('extends = "pilpres-2029"\n', encoding="utf-8")

    with pytest.raises(Unreadable, match="there is no election profile “pilpres-2029”"):
        load_election(str(file))
