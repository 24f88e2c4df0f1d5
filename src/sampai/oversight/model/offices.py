"""Who acts on a case, under which law, and by which door it came."""

from enum import StrEnum


class Regime(StrEnum):
    """The law that a case is handled under; the two count days differently."""

    PEMILU = "pemilu"
    PILKADA = "pilkada"


class Door(StrEnum):
    """How a case began: a supervisor found something, or somebody reported it."""

    FINDING = "temuan"
    REPORT = "laporan"


class Office(StrEnum):
    """Who may take steps in a case."""

    PTPS = "ptps"
    PKD = "pkd"
    PANWASCAM = "panwascam"
    BAWASLU_REGENCY = "bawaslu-kab"
    BAWASLU_PROVINCE = "bawaslu-prov"
    BAWASLU = "bawaslu-ri"
    KPU = "kpu"
    GAKKUMDU = "gakkumdu"
    DKPP = "dkpp"
    REPORTER = "pelapor"


LADDER = (
    Office.PTPS,
    Office.PKD,
    Office.PANWASCAM,
    Office.BAWASLU_REGENCY,
    Office.BAWASLU_PROVINCE,
    Office.BAWASLU,
)
"""The supervisor's offices from the station up."""
