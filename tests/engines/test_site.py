"""A folder that changes all at once."""

from pathlib import Path

import pytest

from sampai.engines.site import Draft, publish
from sampai.kernel.errors import Refused


def _drafts(**contents: str) -> dict[str, Draft]:
    def draft(text: str) -> Draft:
        return Draft(text, lambda at: f"{text} {at}".encode())

    return {name.replace("_", "/"): draft(text) for name, text in contents.items()}


def test_only_what_has_another_mark_is_written_and_what_is_gone_is_gone(tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish(out, _drafts(a="one", b_c="two", d="three"), at="monday")

    found = publish(out, _drafts(a="one", b_c="other"), at="tuesday")

    assert (found.written, found.kept, found.removed) == (1, 1, 1)
    assert (out / "a").read_text(encoding="utf-8") == "one monday"
    assert (out / "b" / "c").read_text(encoding="utf-8") == "other tuesday"
    assert not (out / "d").exists()


def test_who_reads_the_former_state_finds_it_whole(tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish(out, _drafts(a="one"), at="monday")
    reading = out.resolve()

    publish(out, _drafts(a="two"), at="tuesday")

    assert (reading / "a").read_text(encoding="utf-8") == "one monday"
    assert (out / "a").read_text(encoding="utf-8") == "two tuesday"


def test_a_run_that_was_cut_off_leaves_the_former_state(tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish(out, _drafts(a="one"), at="monday")

    def cut(_at: str) -> bytes:
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        publish(out, {"a": Draft("two", cut)}, at="tuesday")

    assert (out / "a").read_text(encoding="utf-8") == "one monday"
    publish(out, _drafts(a="two"), at="wednesday")
    assert (out / "a").read_text(encoding="utf-8") == "two wednesday"


def test_a_file_that_somebody_took_away_comes_back(tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish(out, _drafts(a="one"), at="monday")
    (out / "a").unlink()

    assert publish(out, _drafts(a="one"), at="tuesday").written == 1


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()

    with pytest.raises(Refused, match="is no published page"):
        publish(tmp_path / "site", _drafts(a="one"), at="monday")
