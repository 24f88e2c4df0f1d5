"""What people call the words that the store uses."""

from collections.abc import Mapping
from typing import Any

from sampai.guarding.model import RiskClass
from sampai.kernel.text import Text, say
from sampai.places.model import PlaceKind, RegionLevel, SignalGrade, SpecialKind
from sampai.plan.model import Severity
from sampai.plan.pages.labels import CERTAINTY, RISK, SEVERITY

NOT_KNOWN = say("not known")

MEASURE = {
    "count": say("Right number"),
    "kind": say("Right kinds"),
    "time": say("Right time"),
    "target": say("Right place"),
    "quality": say("Right quality"),
}
"""Tepat jumlah, jenis, waktu, sasaran, mutu: the five measures of the commission's logistics."""

STATE = (NOT_KNOWN, say("right"), say("in doubt"), say("wrong"))
STATE_CLASS = ("unknown", "right", "doubt", "wrong")
"""The states' classes in the style sheet."""

SIGNAL = {
    SignalGrade.NONE: say("no signal"),
    SignalGrade.VOICE: say("SMS and voice only"),
    SignalGrade.WEAK: say("weak signal"),
    SignalGrade.GOOD: say("good signal"),
}

SPECIAL = {
    SpecialKind.PRISON: say("prison"),
    SpecialKind.BOARDING_SCHOOL: say("boarding school"),
    SpecialKind.HOSPITAL: say("hospital"),
    SpecialKind.PLANTATION: say("plantation"),
    SpecialKind.OTHER: say("other special location"),
}

PLACE = {
    PlaceKind.STORE: say("store"),
    PlaceKind.PPK: say("PPK office"),
    PlaceKind.PPS: say("PPS office"),
    PlaceKind.KPU_OFFICE: say("KPU office"),
    PlaceKind.BAWASLU_OFFICE: say("Bawaslu office"),
    PlaceKind.POLRES: say("Polres"),
    PlaceKind.POLSEK: say("Polsek"),
    PlaceKind.FORWARD_POST: say("forward post"),
    PlaceKind.LANDING: say("landing"),
    PlaceKind.AIRSTRIP: say("airstrip"),
    PlaceKind.TRANSFER: say("place to change vehicles"),
    PlaceKind.OTHER: say("other place"),
}

REGION_LEVEL = {
    RegionLevel.NATION: say("nation"),
    RegionLevel.PROVINCE: say("province"),
    RegionLevel.REGENCY: say("regency"),
    RegionLevel.KECAMATAN: say("kecamatan"),
    RegionLevel.VILLAGE: say("village"),
}

STATUS = {
    "draft": say("draft"),
    "checked": say("checked"),
    "published": say("published"),
    "superseded": say("superseded"),
    "accepted": say("accepted"),
    "offered": say("offered"),
}

DEED = {
    "register.import": say("imported the register"),
    "plan.import": say("imported a plan"),
    "plan.check": say("checked the plan"),
    "plan.sign": say("signed the plan"),
    "plan.publish": say("published the plan"),
}

FIELD = {
    "posisi": say("position"),
    "pemilih-l": say("registered men"),
    "pemilih-p": say("registered women"),
    "lokasi": say("location"),
    "tps-sulit": say("hard to reach"),
    "sinyal": say("signal"),
    "akses": say("access"),
}
"""Fields of claims that a register uses; others are shown as their source writes them."""

_ALL: Mapping[str, Mapping[Any, Text]] = {
    "risk": RISK,
    "certainty": CERTAINTY,
    "severity": SEVERITY,
    "signal": SIGNAL,
    "special": SPECIAL,
    "place": PLACE,
    "level": REGION_LEVEL,
    "status": STATUS,
    "measure": MEASURE,
    "deed": DEED,
    "field": FIELD,
}


def called(kind: str, value: str) -> Text | str:
    """What people call a value of a kind; the value itself where there is no word, not known where empty."""
    if not value:
        return NOT_KNOWN
    return {str(key): text for key, text in _ALL[kind].items()}.get(value, value)


def risk_choices() -> list[tuple[str, Text]]:
    """The police classes, to choose from."""
    return [(one.value, RISK[one]) for one in RiskClass]


def signal_choices() -> list[tuple[str, Text]]:
    """The grades of signal, to choose from."""
    return [(one.value, SIGNAL[one]) for one in SignalGrade]


def severity_choices() -> list[tuple[str, Text]]:
    """How much problems matter, to choose from."""
    return [(one.value, SEVERITY[one]) for one in Severity]
