"""A dossier as text: first how it ended, then the person, the test, the signatures, what it led to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from station.domain.body import Body
from station.domain.codes import Basis, LicenceBusiness
from station.domain.record import Signed
from station.domain.subject import BIRTH_DATE, DETAILS, NAME, NUMBER, SEX
from station.tui.lists import wording

if TYPE_CHECKING:
    from station.domain.facts import Fact
    from station.services.dossier import Dossier
    from station.tui.app import StationApp

LABEL, KIND, BY = 18, 20, 15
_REASONS = {"aborted": "abort", "voided": "void", "refused": "refusal"}


def heading(station: StationApp, dossier: Dossier) -> Content:
    """Name and number in full, and the ending."""
    personal = dossier.personal
    who = wording.person(station, personal.get(NAME, ""), personal.get(NUMBER, ""))
    return Content.assemble(who, "   ", _ending(station, dossier))


def answers(station: StationApp, dossier: Dossier) -> Content:
    """Every part that has something to say."""
    parts = (_person(station, dossier), _test(station, dossier), _analytes(station, dossier),
             _signatures(station, dossier), _after(station, dossier))  # fmt: skip
    blocks = [Content("\n").join(list(lines)) for lines in parts]
    return Content("\n\n").join([block for block in blocks if block.plain])


def entries(station: StationApp, dossier: Dossier) -> Content:
    """Each entry: its number in the log, when, what, by whom."""
    words = station.words
    superseded = {Body.of(fact).maybe("supersedes") for fact in dossier.facts}
    lines = []
    for fact in dossier.facts:
        number = Content(f"{fact.seq:>5}  {wording.second(station, fact.at)}  ").stylize("$quiet")
        kind = Content(words(f"entry_kind.{fact.kind}"))
        mended = words("detail_screen.superseded") if fact.leaf in superseded else ""
        lines.append(
            Content.assemble(
                number,
                _padded(kind.stylize("$quiet strike") if mended else kind, KIND),
                _padded(Content(_by(dossier, fact)).stylize("$quiet"), BY),
                (fact.leaf[:12], "$quiet 70%"),
                (f"  {mended}", "$warning"),
            )
        )
    return Content("\n").join(lines)


def _ending(station: StationApp, dossier: Dossier) -> Content:
    screening = dossier.screening
    outcome, verdict = screening.outcome, screening.verdict
    if screening.closed is None or outcome is None:
        return wording.ending(station.words, "open")
    completed = outcome.value == "completed" and verdict is not None
    return wording.ending(station.words, verdict.verdict.value if completed and verdict else outcome.value)


def _person(station: StationApp, dossier: Dossier) -> Iterator[Content]:
    words, screening = station.words, dossier.screening
    if not dossier.personal:
        yield Content(words("detail_screen.locked")).stylize("$warning")
        return
    personal = dict(dossier.personal)
    if personal.get(SEX):
        personal[SEX] = words(f"sex.{personal[SEX]}")
    if screening.identified is not None:
        identified = screening.identified
        document = identified.document_name or words(
            f"document.{identified.document_kind or identified.document.value}"
        )
        yield _line(words("detail_screen.document"), document)
    role = screening.details.role.value if screening.details else ""
    if role:
        yield _line(words("detail.role"), words(f"role.{role}"))
    for field in (NAME, NUMBER, SEX, BIRTH_DATE, *DETAILS[1:]):
        if personal.get(field):
            yield _line(words(f"detail.{field}"), wording.said(words, personal[field]))


def _test(station: StationApp, dossier: Dossier) -> Iterator[Content]:
    words, screening = station.words, dossier.screening
    opened = screening.opened
    yield _line(words("detail_screen.opened"), wording.second(station, dossier.facts[0].at))
    yield _line(words("detail_screen.place"), f"{words(f'post.{opened.post.value}')} {dossier.place}")
    yield _line(words("detail_screen.basis"), _basis(station, opened.basis, opened.basis_detail))
    if screening.notice is not None:
        notified = f"{_at(station, screening.notice.entered.at)} {_name(dossier, screening.notice.by)}"
        yield _line(words("entry_kind.notice_given"), notified)
    if screening.cooperation is not None:
        yield _line(words("step.cooperation"), _cooperation(station, dossier))
    if screening.declaration is not None:
        said = dossier.personal.get("declaration") or words("declaration.nothing")
        yield _line(words("step.declaration"), said)
    if screening.specimen is not None:
        specimen = screening.specimen
        kind = words(f"specimen_kind.{specimen.specimen_kind.value}")
        yield _line(
            words("detail_screen.specimen"),
            f"{kind} {specimen.specimen_no} · {_name(dossier, specimen.collector)} "
            f"{_at(station, specimen.entered.at)}",
        )
    for loaded in screening.cartridges:
        cartridge = loaded.cartridge
        lane = words("board.lane", lane=cartridge.lane)
        expiry = words("detail_screen.expiry", expiry=cartridge.expiry.isoformat())
        yield _line(words("detail_screen.cartridge"), f"{lane} · {cartridge.lot} · {expiry}")
    if dossier.measured is not None:
        reader = Body.of(dossier.measured).row("reader")
        named = " ".join(part for part in (reader.maybe("model"), reader.maybe("serial")) if part)
        yield _line(
            words("detail_screen.reader"), f"{named} · {wording.second(station, dossier.measured.at)}"
        )


def _analytes(station: StationApp, dossier: Dossier) -> Iterator[Content]:
    words, verdict = station.words, dossier.screening.verdict
    for row in dossier.analytes:
        name = words(f"analyte.{row.maybe('analyte') or 'unknown'}")
        limit = " ".join(part for part in (row.maybe("cutoff"), row.maybe("unit")) if part)
        shown = words("detail_screen.cutoff", cutoff=limit) if limit else ""
        found = wording.ending(words, row.text("verdict"))
        yield Content.assemble(_label(name), _padded(found, 14), (f"  {shown}", "$quiet"))
    for reason in verdict.reasons if verdict else ():
        yield _line(words("detail_screen.reason"), words(f"reason.{reason}"))
    if verdict is not None:
        pack = f"{verdict.pack}@{verdict.pack_version}"
        yield _line(words("detail_screen.pack"), pack)
        yield Content(words("notice.not_proof")).stylize("$quiet italic")


def _signatures(station: StationApp, dossier: Dossier) -> Iterator[Content]:
    words = station.words
    for signed in dossier.screening.statements:
        yield _line(words(f"meaning.{signed.meaning.value}"), _signed(station, dossier, signed))


def _after(station: StationApp, dossier: Dossier) -> Iterator[Content]:
    words, screening = station.words, dossier.screening
    ended = (("aborted", screening.aborted), ("voided", screening.voided))
    for outcome, stopped in ended:
        if stopped is not None:
            reason = words(f"{_REASONS[outcome]}.{stopped.reason}")
            yield _line(words(f"outcome.{outcome}"), f"{reason} · {_at(station, stopped.entered.at)}")
    if screening.seals is not None:
        yield _line(words("step.seals"), f"A {screening.seals.a_seal}   B {screening.seals.b_seal}")
    if screening.told is not None:
        told = f"{_name(dossier, screening.told.by)} {_at(station, screening.told.entered.at)}"
        until = screening.told.objection_until
        more = words("detail_screen.objection", until=until.isoformat()) if until else ""
        yield _line(words("step.tell"), f"{told}   {more}")
    if screening.subject_signature is not None:
        answer = words(f"subject_signature.{screening.subject_signature.answer.value}")
        yield _line(words("step.subject_signs"), answer)
    if screening.whereabouts is not None:
        went = screening.whereabouts
        for what, code in (("person", went.person), ("samples", went.samples), ("vehicle", went.vehicle)):
            text = dossier.personal.get(f"{what}_words", "")
            place = words(f"whereabouts.{what}.{code}")
            yield _line(words(f"detail_screen.went.{what}"), f"{place} {text}".strip())
    for row in dossier.followups:
        kind, state = words(f"followup.{row.kind}"), words(f"followup.{row.state}")
        yield _line(words("detail_screen.followup"), f"{kind} · {state} {row.list_no or ''}")


def _cooperation(station: StationApp, dossier: Dossier) -> str:
    words, answered = station.words, dossier.screening.cooperation
    if answered is None:
        return ""
    parts = [words(f"cooperation.{answered.answer.value}")]
    if answered.reason:
        parts.append(words(f"refusal.{answered.reason}"))
    if dossier.personal.get("refusal_words"):
        parts.append(words("detail_screen.quoted", text=dossier.personal["refusal_words"]))
    return " · ".join(parts)


def _basis(station: StationApp, basis: Basis, detail: str | None) -> str:
    words = station.words
    said = words(f"basis.{basis.value}")
    if not detail:
        return said
    known = basis is Basis.LICENCE_BUSINESS and detail in tuple(LicenceBusiness)
    return f"{said} · {words(f'licence_business.{detail}') if known else detail}"


def _signed(station: StationApp, dossier: Dossier, signed: Signed) -> str:
    count = len(signed.leaves)
    covers = station.words("detail_screen.covers", count=count)
    return f"{_name(dossier, signed.badge)}   {wording.second(station, signed.entered.at)}   {covers}"


def _by(dossier: Dossier, fact: Fact) -> str:
    body = Body.of(fact)
    badge = body.maybe("by") or body.maybe("badge") or body.maybe("collector")
    return _name(dossier, badge) if badge else ""


def _name(dossier: Dossier, badge: str) -> str:
    return f"{dossier.names.get(badge, '')} {badge}".strip()


def _at(station: StationApp, at: datetime) -> str:
    return f"{station.local(at):%H:%M:%S}"


def _line(label: str, text: str) -> Content:
    return Content.assemble(_label(label), text)


def _label(label: str) -> Content:
    return _padded(Content(label).stylize("$quiet"), LABEL)


def _padded(text: Content, width: int) -> Content:
    short = text.truncate(width - 1, ellipsis=True)
    return short.pad_right(width - short.cell_length)
