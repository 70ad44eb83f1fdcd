"""Every code the domain can say has its words in both languages."""

import ast
from enum import StrEnum
from pathlib import Path
from string import Formatter

import pytest

import station.domain
from station.domain import choices
from station.domain.codes import (
    ANALYTES,
    Basis,
    Cooperation,
    Declaration,
    Document,
    Ending,
    Finding,
    FollowupKind,
    FollowupState,
    LicenceBusiness,
    Meaning,
    MeasureKind,
    Post,
    Sex,
    SpecimenKind,
    StaffRole,
    SubjectRole,
    SubjectSignature,
    Verdict,
)
from station.domain.path import Step
from station.domain.reason import Reason
from station.domain.rules import Certainty, RulePack
from station.domain.subject import DETAILS, Absent
from station.locale import LANGUAGES, Words, catalogue

SECTIONS: list[tuple[str, type[StrEnum]]] = [
    ("verdict", Verdict),
    ("outcome", Ending),
    ("step", Step),
    ("post", Post),
    ("basis", Basis),
    ("licence_business", LicenceBusiness),
    ("specimen_kind", SpecimenKind),
    ("sex", Sex),
    ("document", Document),
    ("role", StaffRole),
    ("role", SubjectRole),
    ("cooperation", Cooperation),
    ("declaration", Declaration),
    ("subject_signature", SubjectSignature),
    ("meaning", Meaning),
    ("refusal", choices.Refusal),
    ("abort", choices.Abort),
    ("void", choices.Void),
    ("claim", choices.Claim),
    ("set_aside", choices.SetAside),
    ("whereabouts.person", choices.PersonWent),
    ("whereabouts.samples", choices.SamplesWent),
    ("whereabouts.vehicle", choices.VehicleWent),
    ("reason", Reason),
    ("finding", Finding),
    ("measure", MeasureKind),
    ("followup", FollowupKind),
    ("followup.receiver", FollowupKind),
    ("followup", FollowupState),
    ("certainty", Certainty),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("section", "codes"), SECTIONS)
def test_every_code_has_its_word(language: str, section: str, codes: type[StrEnum]) -> None:
    words = Words(language)

    assert [code.value for code in codes if not words.has(f"{section}.{code.value}")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_analyte_detail_and_part_of_the_pack_has_its_word(language: str, pack: RulePack) -> None:
    words = Words(language)
    keys = [
        *(f"analyte.{analyte}" for analyte in ANALYTES),
        *(f"detail.{field}" for field in DETAILS),
        *(f"absent.{absent.value.removeprefix('=')}" for absent in Absent),
        *(f"legal_basis.{basis.key}" for basis in pack.legal_bases),
        *(f"notice.{notice.key}" for notice in pack.notices),
    ]

    assert [key for key in keys if not words.has(key)] == []


def raised_codes() -> dict[str, set[str]]:
    """Every error code in the source of the domain, with the parameters it is raised with."""
    found: dict[str, set[str]] = {}
    for path in Path(station.domain.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "StationError":
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    names = {keyword.arg or "" for keyword in node.keywords} - {"specimen"}
                    found.setdefault(str(code.value), set()).update(names)
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                first, _, rest = node.value.partition(".")
                if first == "screening" and rest.isidentifier():
                    found.setdefault(node.value, {"step"} if "ready" in rest or "finished" in rest else set())
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(raised_codes()))
def test_every_error_says_what_is_and_what_to_do_with_the_parameters_it_has(language: str, code: str) -> None:
    words = catalogue(language)
    texts = [words[f"errors.{code}.what"], words[f"errors.{code}.next"]]
    used = {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}

    assert used <= raised_codes()[code]
    assert all(text.strip() for text in texts)


def test_a_screen_never_says_just_positive() -> None:
    for language, word in (("zh", "阳性"), ("en", "positive")):
        assert word not in [Words(language)(f"verdict.{verdict.value}") for verdict in Verdict]
