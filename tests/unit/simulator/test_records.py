from simulator.wire.records import Delimiters

URINE = Delimiters(field="|", repeat="\\", component="^", escape="&")
SALIVA = Delimiters(field="|", repeat="~", component="^", escape="\\")


def test_the_header_declares_repeat_component_escape_in_this_order() -> None:
    assert URINE.record("H", {2: URINE.declared, 5: "X"}) == "H|\\^&|||X"
    assert SALIVA.record("H", {2: SALIVA.declared, 5: "X"}) == "H|~^\\|||X"


def test_the_record_letter_is_field_1_and_trailing_empty_fields_are_left_out() -> None:
    assert URINE.record("P", {2: "1"}) == "P|1"


def test_delimiters_in_what_somebody_keyed_are_escaped() -> None:
    assert URINE.keyed("a|b^c\\d&e") == "a&F&b&S&c&R&d&E&e"
    assert SALIVA.keyed("a|b^c~d\\e&") == "a\\F\\b\\S\\c\\R\\d\\E\\e&"


def test_control_characters_never_reach_the_line() -> None:
    assert URINE.keyed("U-1\x02\x04\r\n\x7f2") == "U-12"
