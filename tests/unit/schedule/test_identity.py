"""Names that never change. If one of these tests fails, the code is wrong, not the test."""

from roadmap_sync.schedule.identity import lot, occurrence_key, uid


def test_the_uid_is_the_same_for_good() -> None:
    assert (
        uid("me", "ms1-ms4-networking", "advisor-intro", "") == "9n6vpk374rkknju75daikcpmd9i1oa1s"
    )
    assert (
        uid("me", "ms1-ms4-networking", "ask-letter", "@surgery")
        == "ujn0f7t4bqq1c19hb025p8hq77qgv2o2"
    )
    assert uid("6f0c", "p", "coffee", "#2") == "o3hol0gre6tsf05r48atmn5j7pha5gbl"


def test_every_part_of_the_name_counts() -> None:
    names = [("a", "b", "c", "d"), ("ab", "", "c", "d"), ("a", "b", "cd", ""), ("a", "b", "c", "")]

    assert len({uid(*name) for name in names}) == len(names)


def test_the_occurrence_key_names_block_slot_and_turn() -> None:
    assert occurrence_key("", "", 0) == ""
    assert occurrence_key("surgery", "", 0) == "@surgery"
    assert occurrence_key("lic", "preceptor-2", 3) == "@lic/preceptor-2#3"


def test_a_lot_is_fair_fixed_and_below_two_to_the_32() -> None:
    lots = [lot("plan", f"step-{number}") for number in range(1000)]

    assert lot("plan", "step") == 3582062642
    assert max(lots) < 2**32
    assert 0.45 < sum(lots) / 1000 / 2**32 < 0.55
