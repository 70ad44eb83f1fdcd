import pytest
import segno
import typst
from pytest_mock import MockerFixture

from station.domain.errors import SpecimenState, StationError
from station.locale import LANGUAGES, Words, catalogue
from station.papers import fonts, press, slip
from station.papers.imprint import qr_svg
from tests.unit.papers import samples


@pytest.fixture
def no_cjk(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = typst.Fonts(include_system_fonts=False)
    fonts._search.cache_clear()
    monkeypatch.setattr(typst, "Fonts", lambda **_options: bare)


@pytest.mark.usefixtures("no_cjk")
def test_without_the_typeface_the_package_to_install_is_named() -> None:
    with pytest.raises(StationError) as caught:
        slip.render(samples.positive())
    assert caught.value.code == "paper.font_missing"
    assert caught.value.specimen is SpecimenState.UNAFFECTED
    for language in LANGUAGES:
        assert "apt install fonts-noto-cjk" in Words(language).error(caught.value).next


def test_installing_the_typeface_mends_a_running_program(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = typst.Fonts(include_system_fonts=False)
    fonts._search.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(typst, "Fonts", lambda **_options: bare)
        with pytest.raises(StationError):
            fonts.require_fonts()
    assert fonts.FAMILY in fonts.require_fonts().families()


def test_a_damaged_installation_is_an_error_of_ours_and_not_a_traceback() -> None:
    with pytest.raises(StationError) as caught:
        press.press("no_such_template", {}, "device", samples.IMPRINT)
    assert caught.value.code == "paper.not_printed"
    for language in LANGUAGES:
        assert "no_such_template" in Words(language).error(caught.value).what


def test_the_qr_code_holds_the_checkpoint_byte_for_byte(mocker: MockerFixture) -> None:
    made = mocker.spy(segno, "make_qr")
    slip.render(samples.positive())
    made.assert_called_once_with(samples.CHECKPOINT, error="m", encoding="utf-8")


def test_the_qr_code_is_small_enough_for_a_phone_to_read_from_paper() -> None:
    # Version 13 is 69 modules: at 24 mm each is 0.35 mm, four dots of a 300 dpi printer.
    code = segno.make_qr(samples.CHECKPOINT, error="m", encoding="utf-8")
    assert int(code.version) <= 13
    assert f'width="{code.symbol_size(border=0)[0]}"' in qr_svg(samples.CHECKPOINT)


COMPUTED = (
    "paper.slip.answer_", "paper.slip.meaning.", "paper.followup.", "paper.measure.", "paper.role.",
    "paper.post.", "paper.specimen.", "paper.stamp.",
)  # fmt: skip


def test_every_word_of_the_papers_is_used_by_one_of_them() -> None:
    folder = press._TEMPLATES
    sources = [*folder.glob("*.typ"), *folder.parent.glob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    words = [key for key in catalogue("zh") if key.startswith("paper.") and not key.startswith(COMPUTED)]
    assert len(words) > 40
    assert [key for key in words if f'"{key.rsplit(".", 1)[1]}"' not in text and f'"{key}"' not in text] == []
