import pytest

from simulator.wire.frame import checksum, frame, one_record_a_frame, packed


@pytest.mark.parametrize(
    ("body", "digits"),
    [
        # A captured session of a SAGES analyser, published with its host program.
        (b"1H|\\^&|||SAGES|||||Host|||1|20260311103912\r\x03", b"B6"),
        (b"2Q|1|^PAT1||ALL||||||||O\r\x03", b"30"),
        (b"3L|1|N\r\x03", b"06"),
        # The example in an interface's documentation of an L record.
        (b"7L|1|N\r\x03", b"0A"),
    ],
)
def test_checksums_agree_with_published_frames(body: bytes, digits: bytes) -> None:
    assert checksum(body) == digits


def test_a_frame_is_stx_number_text_end_sum_cr_lf() -> None:
    # 0x32 '2' + 0x50 'P' + 0x7C '|' + 0x31 '1' + 0x0D CR + 0x03 ETX = 0x13F, of which 3F is sent.
    assert frame(2, b"P|1\r", b"\x03") == b"\x022P|1\r\x033F\r\n"


def test_a_sum_below_sixteen_keeps_its_leading_zero() -> None:
    # 0x31 '1' + 0xC8 + 0x03 ETX = 0xFC; with 0x0B more the sum is 0x107, of which 07 is sent.
    assert frame(1, b"\xc8\x0b", b"\x03")[-4:-2] == b"07"


def test_the_first_frame_is_1_and_0_follows_7() -> None:
    numbers = [made[1:2] for made in one_record_a_frame([b"R"] * 10)]
    assert numbers == [b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"0", b"1", b"2"]


def test_a_record_has_its_own_frame_that_ends_with_cr_etx() -> None:
    made = one_record_a_frame([b"P|1", b"L|1|N"])
    assert [each[2:-4] for each in made] == [b"P|1\r\x03", b"L|1|N\r\x03"]


def test_a_record_too_long_for_a_frame_goes_on_behind_etb() -> None:
    first, second = one_record_a_frame([b"C" * 241])
    assert first[2:-4] == b"C" * 240 + b"\x17"
    assert second[2:-4] == b"C\r\x03"


def test_packed_frames_are_full_and_only_the_last_ends_with_etx() -> None:
    made = packed([b"A" * 100, b"B" * 200, b"C" * 300])
    assert [len(each) for each in made] == [247, 247, 130]
    assert [each[-5:-4] for each in made] == [b"\x17", b"\x17", b"\x03"]
    assert (
        b"".join(each[2:-5] for each in made) == b"A" * 100 + b"\r" + b"B" * 200 + b"\r" + b"C" * 300 + b"\r"
    )


def test_a_cut_may_fall_inside_a_character() -> None:
    # 239 letters, then 珅 (AB 7C in GB18030): its second byte, like a field sign, begins the next.
    first, second = packed([b"O" * 239 + b"\xab\x7c"])
    assert first[-6:-4] == b"\xab\x17"
    assert second[2:-4] == b"\x7c\r\x03"
