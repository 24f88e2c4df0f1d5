"""What codes of oversight are called on pages. Names of states, steps and deadlines come from the pack."""

from datetime import datetime, timedelta

from sampai.kernel.text import Text, say
from sampai.oversight.model import ActivityForm, Due, Office, Outcome, Principle, Reply

DOOR = {"temuan": say("Finding"), "laporan": say("Report of a person")}
PUBLIC = {
    "selesai": say("settled"),
    "masih-berlangsung": say("still under way"),
    "dalam-kajian": say("under study"),
}
PUBLIC_CLASS = {"selesai": "right", "masih-berlangsung": "doubt", "dalam-kajian": "unknown"}
KIND = {
    "administratif": say("administrative"),
    "pidana": say("crime"),
    "kode-etik": say("code of ethics"),
    "lain": say("another law"),
}
OFFICE = {
    Office.PTPS: say("Supervisor of the TPS"),
    Office.PKD: say("Supervisor of the village"),
    Office.PANWASCAM: say("Supervisor of the kecamatan"),
    Office.BAWASLU_REGENCY: say("Supervisor of the regency"),
    Office.BAWASLU_PROVINCE: say("Supervisor of the province"),
    Office.BAWASLU: say("Supervisor of the nation"),
    Office.KPU: say("Commission"),
    Office.GAKKUMDU: say("Gakkumdu (crimes)"),
    Office.DKPP: say("DKPP (ethics)"),
    Office.REPORTER: say("Reporter, at the desk"),
}
REPLY = {Reply.YES: say("yes"), Reply.NO: say("no"), Reply.NOT_SEEN: say("not looked at")}
PRINCIPLE = {
    Principle.QUANTITY: say("right count"),
    Principle.KIND: say("right kind"),
    Principle.TARGET: say("right target"),
    Principle.TIME: say("right time"),
    Principle.QUALITY: say("right quality"),
    Principle.THRIFT: say("efficient"),
    Principle.SECURITY: say("security"),
    Principle.DOCUMENTS: say("documents"),
}
OUTCOME = {
    Outcome.NOTE: say("a note"),
    Outcome.ADVICE: say("advice to put it right"),
    Outcome.SUSPICION: say("a suspected violation"),
}
FORM = {
    ActivityForm.DIRECT: say("Direct supervision"),
    ActivityForm.PREVENTION: say("Prevention"),
    ActivityForm.ANALYSIS: say("Analysis"),
    ActivityForm.OTHER: say("Other"),
}
STANDING = {
    "law": say("law"),
    "practice": say("practice"),
    "unverified": say("unverified"),
}
ONE_DAY = timedelta(days=1)


def left(until: datetime, *, at: datetime) -> tuple[Text, str]:
    """How long a deadline still runs, and its class in the style sheet."""
    if at >= until:
        return say("passed"), "wrong"
    days, rest = divmod(until - at, ONE_DAY)
    if days:
        return say("Days left: {days}", days=days), "doubt" if days == 1 else ""
    return say("Hours left: {hours}", hours=rest // timedelta(hours=1)), "wrong"


def days_left(one: Due, *, at: datetime) -> tuple[Text, str]:
    """The same of a deadline."""
    return left(one.until, at=at)
