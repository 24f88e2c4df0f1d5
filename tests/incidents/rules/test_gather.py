from hypothesis import given, settings
from hypothesis import strategies as st
from tests.incidents.saying import BOOK, HOUR, claim, decide

from sampai.incidents.model import HAPPENED, Claim, Decision, Deed, ItemId, Severity, Status
from sampai.incidents.rules.gather import gather, incident_of
from sampai.kernel.quantity import Certainty

SAID = st.builds(
    lambda number, place, hours, happened, boxes: claim(
        f"c{number}",
        at=hours * HOUR,
        by=f"s{number % 4}",
        place=place,
        happened=happened,
        boxes_lost=boxes,
    ),
    st.integers(0, 30),
    st.sampled_from(["3174051001141", "3174051001152", "3174051002001", "GUDANG"]),
    st.integers(0, 400),
    st.booleans(),
    st.sampled_from(["1", "2"]),
)
DECIDED = st.builds(
    lambda number, deed, on, other, at: decide(f"d{number}", deed, f"c{on}", at=at, other=other),
    st.integers(0, 12),
    st.sampled_from(list(Deed)),
    st.integers(0, 30),
    st.sampled_from(["c1", "c2", "d1", "d2", "boxes_lost=1"]),
    st.integers(0, 5),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(SAID, unique_by=lambda one: one.id, max_size=12),
    st.lists(DECIDED, unique_by=lambda one: one.id, max_size=8),
    st.data(),
)
def test_claims_and_deeds_in_any_order_and_twice_give_the_same_incidents(
    claims: list[Claim], decisions: list[Decision], data: st.DataObject
) -> None:
    expected = gather(claims, decisions=decisions, book=BOOK)
    again = data.draw(st.permutations(claims * 2))
    deeds = data.draw(st.permutations(decisions * 2))

    found = gather(again, decisions=deeds, book=BOOK)

    assert found == expected
    assert sorted(told.id for one in found for told in one.claims) == sorted(one.id for one in claims)


def test_claims_on_one_village_within_the_window_are_one_flood() -> None:
    near = claim("b", place="3174051001152", at=70 * HOUR)

    (found,) = gather([claim("a"), near], book=BOOK)

    assert (found.id, [told.id for told in found.claims]) == ("a", ["a", "b"])


def test_claims_too_late_or_of_another_kind_are_something_else() -> None:
    late, other = claim("b", at=73 * HOUR), claim("c", kind="fire")

    assert len(gather([claim("a"), late, other], book=BOOK)) == 3


def test_an_earlier_claim_that_comes_late_renames_the_incident_but_the_old_id_still_leads_to_it() -> None:
    incidents = gather([claim("b", at=HOUR), claim("a")], book=BOOK)

    found = incident_of(ItemId("b"), incidents=incidents)

    assert found == incidents[0]
    assert found.id == "a"


def test_joining_and_parting_are_undone() -> None:
    claims = [claim("a"), claim("b", kind="fire"), claim("c")]
    join, part = decide("j", Deed.JOIN, "a", other="b"), decide("p", Deed.PART, "c", at=1)
    undo = [decide("u", Deed.UNDO, "a", at=2, other="j"), decide("v", Deed.UNDO, "c", at=2, other="p")]

    def groups(*decisions: Decision) -> list[str]:
        found = gather(claims, decisions=decisions, book=BOOK)
        return sorted("".join(told.id for told in one.claims) for one in found)

    assert groups(join) == ["abc"]
    assert groups(join, part) == ["ab", "c"]
    assert groups(join, part, *undo) == ["ac", "b"]
    assert groups(join, undo[0], decide("w", Deed.UNDO, "a", at=3, other="u")) == ["abc"]


def test_a_severe_incident_wants_two_sources_that_do_not_repeat_each_other() -> None:
    one = claim("a", on_site=True)
    repeated = claim("b", relays="a")
    guessed = claim("c", certainty=Certainty.ASSUMED)

    (unsure,) = gather([one, repeated, guessed], book=BOOK)
    (sure,) = gather([one, repeated, claim("d", by="PTPS")], book=BOOK)

    assert (unsure.status, unsure.severity) == (Status.REPORTED, Severity.SEVERE)
    assert sure.status is Status.VERIFIED


def test_a_serious_incident_is_verified_by_one_on_site_but_not_by_one_who_passes_it_on() -> None:
    (seen,) = gather([claim("a", kind="late", on_site=True)], book=BOOK)
    (heard,) = gather([claim("a", kind="late", on_site=True, relays="b")], book=BOOK)

    assert (seen.is_verified, heard.is_verified) == (True, False)


def test_what_is_contested_stays_so_however_many_agree_until_somebody_decides() -> None:
    claims = [claim("a", boxes_lost="10"), claim("b", boxes_lost="12"), claim("c", boxes_lost="12")]
    decision = decide("s", Deed.SETTLE, "a", other="boxes_lost=12")

    (open_one,) = gather(claims, book=BOOK)
    (decided,) = gather(claims, decisions=[decision], book=BOOK)

    assert (open_one.is_contested, decided.is_contested) == (True, False)
    fact = next(fact for fact in decided.facts if fact.name == "boxes_lost")
    assert fact.values == (("10", ("a",)), ("12", ("b", "c")))


def test_a_source_that_corrects_itself_does_not_contest_itself() -> None:
    (found,) = gather([claim("a", happened=False, by="PPS"), claim("b", at=1, by="PPS")], book=BOOK)

    assert not found.is_contested


def test_one_denial_keeps_an_incident_from_being_verified() -> None:
    (found,) = gather([claim("a"), claim("b"), claim("c", happened=False)], book=BOOK)

    assert [fact.name for fact in found.facts if fact.is_contested] == [HAPPENED]
    assert found.status is Status.REPORTED


def test_reopening_makes_an_incident_what_its_claims_say() -> None:
    deeds = [decide("r", Deed.RESOLVE, "a", at=1), decide("o", Deed.REOPEN, "a", at=2)]

    (resolved,) = gather([claim("a"), claim("b")], decisions=deeds[:1], book=BOOK)
    (reopened,) = gather([claim("a"), claim("b")], decisions=deeds, book=BOOK)

    assert (resolved.status, reopened.status) == (Status.RESOLVED, Status.VERIFIED)


def test_a_kind_that_the_pack_does_not_know_is_kept() -> None:
    (found,) = gather([claim("a", kind="meteor")], book=BOOK)

    assert (found.kind, found.severity) == ("meteor", Severity.LIGHT)
