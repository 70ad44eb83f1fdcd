"""The steps of one follow-up on the command line: the finding, the measure, the receiver's answer."""

from datetime import datetime

import click

from station.cli.presence import Presence, signed_on
from station.domain.codes import Finding, MeasureKind
from station.locale import Words
from station.services import followups
from station.storage.rows import FollowupRow


@click.command("finding")
@click.argument("followup_id")
@click.option("--laboratory", required=True)
@click.option("--document", "document_no", required=True, help="The report's number.")
@click.option("--finding", type=click.Choice([finding.value for finding in Finding]), required=True)
@click.option("--dated", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The report's date.")
@signed_on(1)
def enter_finding(
    there: Presence, followup_id: str, laboratory: str, document_no: str, finding: str, dated: datetime
) -> None:
    """Enter what the laboratory found: nothing is proposed on a screen alone."""
    with there.open() as open_home:
        row = followups.enter_finding(
            open_home,
            followup_id,
            laboratory=laboratory,
            document_no=document_no,
            finding=Finding(finding),
            dated=dated.date(),
        )
        _tell(row, there.words)


@click.command("measure")
@click.argument("followup_id")
@click.option("--measure", type=click.Choice([measure.value for measure in MeasureKind]), required=True)
@click.option("--basis", "legal_basis", required=True, help="The key of its legal basis in the rule pack.")
@click.option("--document", "document_no", required=True, help="The number of the decision or request.")
@signed_on(2)
def propose_measure(
    there: Presence, followup_id: str, measure: str, legal_basis: str, document_no: str
) -> None:
    """Propose a measure on its legal basis: two officers, each with a PIN (--as twice)."""
    with there.open() as open_home:
        row = followups.propose_measure(
            open_home,
            followup_id,
            measure=MeasureKind(measure),
            legal_basis=legal_basis,
            document_no=document_no,
            signers=there.two_signers(),
        )
        _tell(row, there.words)


@click.command("accept")
@click.argument("followup_id")
@click.option("--receipt", "receipt_no", required=True, help="The receiver's receipt number.")
@click.option("--receiver", required=True, help="Who took it in.")
@signed_on(1)
def accept(there: Presence, followup_id: str, receipt_no: str, receiver: str) -> None:
    """Note that the receiver took it in."""
    with there.open() as open_home:
        row = followups.accept(open_home, followup_id, receipt_no=receipt_no, receiver=receiver)
        _tell(row, there.words)


@click.command("return")
@click.argument("followup_id")
@click.option("--reason", required=True, help="What the receiver wants mended.")
@signed_on(1)
def give_back(there: Presence, followup_id: str, reason: str) -> None:
    """Note that the receiver sent it back to be completed."""
    with there.open() as open_home:
        _tell(followups.give_back(open_home, followup_id, reason=reason), there.words)


STEPS = (enter_finding, propose_measure, accept, give_back)
"""In the order in which a case goes."""


def _tell(row: FollowupRow, words: Words) -> None:
    click.echo(words("queue.now", followup_id=row.followup_id, state=words(f"followup.{row.state}")))
