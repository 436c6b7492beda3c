"""`GET seals/head` for everybody, and `GET transfers/{id}/proof` for whoever sees the account."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Query, Router

from points.api import queries
from points.api.accounts import HISTORY
from points.api.answers import reads
from points.api.callers import ONLY_PEOPLE, caller_of
from points.api.problems import NotFound
from points.api.schemas import LARGEST_ID, Said
from points.seals import queries as seals

router = Router(tags=["seals"])


class HeadOut(Said):
    number: int
    size: int
    """How many transfers are sealed."""
    root: str
    """Of the Merkle tree (RFC 6962), in base64 like all hashes here."""
    sealed_at: datetime
    checkpoint: str
    """The signed text (c2sp.org/tlog-checkpoint)."""
    public_key: str
    consistency: list[str] | None
    """That the tree of `since` transfers is the beginning of this one; null without `since`."""


class ProofOut(Said):
    record: str
    """The transfer, character for character as it was hashed."""
    salt: str
    """The leaf is SHA-256 of a zero byte, the salt and the record."""
    position: int
    hashes: list[str]
    """From the leaf up to the root of the checkpoint."""
    checkpoint: str
    public_key: str


@router.get("seals/head", response=reads(HeadOut), auth=None)
def head(request: HttpRequest, since: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None) -> HeadOut:
    """The newest checkpoint, and that an older one of `since` transfers is its beginning."""
    return HeadOut(**asdict(seals.head(since=since)))


@router.get("transfers/{transfer_id}/proof", response=reads(ProofOut), auth=ONLY_PEOPLE)
def proof(request: HttpRequest, transfer_id: Annotated[int, Path(ge=1, le=LARGEST_ID)]) -> ProofOut:
    """That a transfer is sealed as it is shown. The own household's, or one that the caller's duties reach."""
    transfer = queries.transfer_seen_by(caller_of(request).user, transfer_id, verbs=HISTORY)
    if transfer is None:
        raise NotFound()
    return ProofOut(**asdict(seals.proof(transfer)))
