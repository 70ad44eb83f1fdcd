"""What papers and bundles say of a screening, from the log: the person, the officers, the reasons."""

from station.domain.body import Body
from station.domain.choices import Abort, Refusal, Void
from station.domain.codes import Meaning
from station.domain.errors import StationError
from station.domain.facts import Fact
from station.domain.measurement import Origin
from station.domain.reason import Reason
from station.domain.screening import Screening
from station.domain.subject import Absent
from station.log import form, statement
from station.papers.bilingual import Bilingual
from station.papers.signatory import Signatory
from station.services.workplace import Workplace
from station.storage.reading import Reading

_GRAVEST_ORIGIN = (Origin.TRAINING, Origin.SIMULATED, Origin.MANUAL, Origin.DEVICE)


def said(value: str) -> str:
    """A personal value as a paper shows it; a chosen absence in both languages."""
    if value not in tuple(Absent):
        return value
    words = Bilingual.of(f"absent.{value.removeprefix('=')}")
    return f"{words.zh} {words.en}"


def document(screening: Screening) -> Bilingual:
    """By which document the person was identified; its own name where it has one."""
    identified = screening.identified
    if identified is None:
        return Bilingual.of("document.none")
    if identified.document_kind:
        return Bilingual.of(f"document.{identified.document_kind}")
    if identified.document_name:
        return Bilingual(identified.document_name, identified.document_name)
    return Bilingual.of(f"document.{identified.document.value}")


def reasons(screening: Screening) -> tuple[Bilingual, ...]:
    """Why the finding is as it is, in words."""
    if screening.voided:
        return (Bilingual.of(f"void.{Void(screening.voided.reason).value}"),)
    if screening.aborted:
        return (Bilingual.of(f"abort.{Abort(screening.aborted.reason).value}"),)
    if screening.refused:
        reason = screening.cooperation.reason if screening.cooperation else None
        return (Bilingual.of(f"refusal.{Refusal(reason).value}"),) if reason else ()
    found = screening.verdict.reasons if screening.verdict else ()
    return tuple(Bilingual.of(f"reason.{Reason(code).value}") for code in found)


def seals(screening: Screening) -> tuple[str, str] | None:
    """The numbers of A and B."""
    return (screening.seals.a_seal, screening.seals.b_seal) if screening.seals else None


def signatory(reading: Reading, badge: str) -> Signatory:
    """Someone enrolled, by name; a stranger (which no entry should name) by badge alone."""
    officer = reading.officer(badge)
    if officer is None:
        raise StationError("access.unknown_badge", badge=badge)
    return Signatory(officer.role, officer.name, officer.badge)


def signers(reading: Reading, screening: Screening) -> tuple[Signatory, ...]:
    """The two who signed, or the one who has until now. A void is signed in its own entry."""
    if screening.voided:
        return _void_signers(reading, screening)
    first = screening.signature(Meaning.FIRST)
    second = screening.signature(Meaning.SECOND) or screening.signature(Meaning.COUNTERSIGN)
    found = []
    for signed in (first, second):
        if signed is not None:
            person = signatory(reading, signed.badge)
            found.append(Signatory(person.role, person.name, person.badge, signed.entered.at))
    return tuple(found)


def origin(workplace: Workplace, screening: Screening, measured: Fact | None) -> str:
    """The stamp of a paper: the least real of what it stands on."""
    found = {workplace.origin, Origin(screening.origin)} | ({Origin(measured.origin)} if measured else set())
    return next(one for one in _GRAVEST_ORIGIN if one in found).value


def measured(reading: Reading, screening: Screening) -> Fact | None:
    """The fact of the measurement that counts."""
    return reading.fact(screening.measurement.leaf) if screening.measurement else None


def analyte_rows(reading: Reading, screening: Screening) -> tuple[Body, ...]:
    """The lines of the standing verdict, with the reader's limits."""
    reached = reading.fact(screening.verdict.entered.leaf) if screening.verdict else None
    return Body.of(reached).rows("analytes") if reached else ()


def _void_signers(reading: Reading, screening: Screening) -> tuple[Signatory, ...]:
    voided = reading.fact(screening.voided.entered.leaf) if screening.voided else None
    found = []
    for embedded in form.objects(voided.body, "statements") if voided else ():
        made = statement.read(embedded).statement
        person = signatory(reading, made.badge)
        found.append(Signatory(person.role, person.name, person.badge, made.at))
    return tuple(found)
