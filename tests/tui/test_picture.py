"""The pictures in the documentation show Chinese at its true width."""

from tests.tui.picture import CELL_PX, repaired


def test_each_chinese_character_takes_two_cells() -> None:
    text = '<text class="t-r1" x="0" y="20" textLength="48.8" clip-path="url(#l)">1&#160;号位</text>'
    made = repaired(text)
    assert f'x="{2 * CELL_PX:.1f}" y="20" textLength="{4 * CELL_PX:.1f}">号位</text>' in made
    assert f'x="0.0" y="20" textLength="{2 * CELL_PX:.1f}"' in made
