"""What can come of reading one cell: a value, a value with a remark, or trouble."""

from dataclasses import dataclass

from sampai.kernel.table.sheet import Value
from sampai.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Remark:
    """A value that is not plainly what was written; `said` tells how it was understood."""

    value: Value
    code: str
    said: Text


@dataclass(frozen=True, slots=True)
class Trouble:
    """A cell that cannot be read. `wrong` says why, `mend` what to do; `code` is stable."""

    code: str
    wrong: Text
    mend: Text


Outcome = Value | Remark | Trouble
