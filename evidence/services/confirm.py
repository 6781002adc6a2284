"""Confirming a body of evidence: a named person agrees with the proposed domains, or overrides them with reasons."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.errors import RefusedError
from evidence.services.clock import Clock
from evidence.services.recording import claim_to_judge, conclude, person, refuse_if
from evidence.services.strength import recompute
from evidence.store import judgements, strengths
from evidence.store.database import Database
from evidence.strength.confirming import check_confirmation
from evidence.strength.material import Confirmation, Decision
from evidence.strength.model import Strength


def confirm(
    database: Database,
    claim_id: str,
    body: str,
    fingerprint: str,
    by: str,
    decisions: Sequence[Decision],
    clock: Clock,
) -> Strength:
    """Stores a person's word on a body of evidence, and the strength that follows from it, in one transaction.

    Args:
        database: where everything is kept.
        claim_id: whose body it is.
        body: its key.
        fingerprint: of the body as the person saw it.
        by: who confirms.
        decisions: the domains on which they differ from the proposal, with reasons; the others are confirmed.
        clock: tells the time.

    Returns:
        The claim's strength now.

    Raises:
        UnknownClaimError: no tracked claim has that id.
        RefusedError: the confirmation makes no sense, or the body has changed since it was opened.
    """
    now = clock.now()
    word = Confirmation(body=body, fingerprint=fingerprint, by=person(by), at=now, decisions=tuple(decisions))
    with database.write() as tx:
        claim_to_judge(tx, claim_id)
        recompute(tx, [claim_id], now)  # what is confirmed is the body as it stands, not as it was last stored
        standing = strengths.latest(tx, [claim_id])[claim_id]
        found = next((one for one in standing.bodies if one.key == body), None)
        what = f"the confirmation of {body} for {claim_id}"
        if found is None:
            raise RefusedError(what, [("body", "the claim has no such body of evidence any more")])
        refuse_if(what, check_confirmation(word, found))
        judgements.confirm(tx, claim_id, word)
        conclude(tx, [claim_id], now)
        return strengths.latest(tx, [claim_id])[claim_id]
