"""Units of measure as people write them: to leave them out of a cell, and to see a wrong one."""

import unicodedata

_SPELLINGS = {
    "km": ("kilometer", "kilometre", "kilo meter"),
    "m": ("meter", "metre", "mtr"),
    "cm": ("sentimeter", "centimeter", "centimetre"),
    "dm": ("desimeter", "decimeter"),
    "mm": ("milimeter", "millimeter"),
    "mil": ("mil laut", "nm", "nautical miles"),
    "m3": ("meter kubik", "cubic metres", "cubic meters", "kubik", "cbm"),
    "l": ("liter", "litre", "ltr"),
    "g": ("gram", "gr"),
    "kg": ("kilogram", "kilo"),
    "ton": ("t", "tonne"),
    "detik": ("s", "second", "seconds"),
    "menit": ("mnt", "min", "minute", "minutes"),
    "jam": ("h", "hour", "hours"),
    "hari": ("day", "days"),
    "orang": ("org", "jiwa", "people", "persons", "person"),
    "pemilih": ("voters",),
    "personel": ("personil", "officers"),
    "kotak": ("boxes", "box"),
    "lembar": ("lbr", "sheets"),
    "buah": ("bh", "pcs", "pieces"),
    "unit": ("units",),
    "rp": ("idr", "rupiah"),
    "%": ("persen", "percent"),
    "°": ("derajat", "degrees", "degree", "deg"),
    "km/jam": ("km/h", "kmh", "kpj"),
}

_UNIT = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in (unit, *spellings)}

COUNTED = frozenset({"orang", "pemilih", "personel", "kotak", "lembar", "buah", "unit"})
"""Units that only name what is counted; one for another changes no number."""


def known_unit(word: str) -> str | None:
    """The unit that a word means, in its usual spelling, or None."""
    return _UNIT.get(unicodedata.normalize("NFKC", word).casefold().strip(" ."))


def same_unit(word: str, *, unit: str) -> bool | None:
    """Whether a word means the unit (True), another unit (False), or none that is known (None)."""
    if word.casefold().strip(" .") == unit.casefold():
        return bool(unit)
    meant, wanted = known_unit(word), known_unit(unit)
    if meant is None:
        return None
    if meant in COUNTED and (wanted is None or wanted in COUNTED):
        return True
    return meant == wanted
