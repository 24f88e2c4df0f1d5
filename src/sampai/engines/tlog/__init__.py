"""A transparency log as a folder of static files; its witnesses, mirrors and readers."""

from sampai.engines.tlog.cosigning import Cosigned, cosign
from sampai.engines.tlog.folder import Halted, LogFolder, files_of, reader
from sampai.engines.tlog.mirror import Mirrored, mirror
from sampai.engines.tlog.serving import log_server, witness_server
from sampai.engines.tlog.web import log_at
from sampai.engines.tlog.witness import Witness, open_witness

__all__ = [
    "Cosigned",
    "Halted",
    "LogFolder",
    "Mirrored",
    "Witness",
    "cosign",
    "files_of",
    "log_at",
    "log_server",
    "mirror",
    "open_witness",
    "reader",
    "witness_server",
]
