"""The readers and writers that pages of plans and registers are handed. Imported when Django is ready."""

from django.conf import settings

from sampai.command.ports import Intake, Opens, Packs, Papers, PlanFiles, ReadsOperation
from sampai.main.web.intake import KeptOperations, TableIntake
from sampai.main.web.opening_plans import KeptFiles, open_plan
from sampai.main.web.papers import KeptPacks, KeptPapers

_UPLOADS = settings.OPTIONS.data / "unggahan"

OPEN_PLAN: Opens = open_plan
PLAN_FILES: PlanFiles = KeptFiles(settings.OPTIONS.data / "berkas-rencana")
INTAKE: Intake = TableIntake(_UPLOADS)
KEPT_OPERATION: ReadsOperation = KeptOperations(_UPLOADS)
PAPERS: Papers = KeptPapers()
PACKS: Packs = KeptPacks(settings.OPTIONS.data / "rakor")
