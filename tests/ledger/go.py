"""The checkers of tests/verifier, made from Debian's Go and its library of transparency logs."""

import os
import shutil
from pathlib import Path

from tests.processes import ran

VERIFIER = Path(__file__).resolve().parents[1] / "verifier"


def built(source: str, *, folder: Path) -> Path:
    """The program of a source file. Without Go the suite fails: nothing else stands in for it."""
    go = shutil.which("go")
    library = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")
    assert go is not None, "Go is missing: apt-get install golang-go, or make test as root."
    assert library.exists(), "Go's library is missing: apt-get install golang-golang-x-mod-dev."
    program = folder / "verifier"
    settings = {
        "PATH": os.defpath,
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(folder / "cache"),
        "CGO_ENABLED": "0",
    }
    ran([go, "build", "-o", program, VERIFIER / source], env=settings).check_returncode()
    return program
