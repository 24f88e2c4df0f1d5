"""A transparency log as a folder of static files."""

from sampai.engines.tlog.folder import Halted, LogFolder, files_of, reader

__all__ = ["Halted", "LogFolder", "files_of", "reader"]
