"""What the community asks for its stars, and under which name it certifies hours."""

from collections.abc import Iterable
from datetime import date

from demo.stage import Stage
from points.amounts import parse_points
from points.models import CertificateIssuer, Grid, StarLevel, StarScheme

_COMMON = "common"


def adopt_stars(stage: Stage) -> None:
    """The scheme that most provinces have, from the first day on."""
    rows = [row for row in stage.tier.rows("stars") if row["code"] == _COMMON]
    write_scheme(rows, community=stage.community, since=stage.since)
    CertificateIssuer.objects.create(
        community=stage.community,
        name=stage.words["issuer"].format(name=stage.tier.name),
        handler=stage.words["issuer_handler"],
        contact=stage.words["issuer_contact"],
    )


def write_scheme(rows: Iterable[dict[str, str]], *, community: Grid, since: date) -> StarScheme:
    """The scheme of which these are the levels, the lowest first; hours and points as the sheet has them."""
    levels = list(rows)
    first = levels[0]
    scheme = StarScheme.objects.create(
        community=community,
        name=first["scheme"],
        cycle=first["cycle"],
        is_kept=bool(first["is_kept"]),
        in_force_from=since,
        source=first["source"],
    )
    StarLevel.objects.bulk_create(
        StarLevel(
            scheme=scheme,
            rank=rank,
            name=row["level"],
            minutes=int(row["hours"]) * 60 if row["hours"] else None,
            points=parse_points(row["points"]) if row["points"] else None,
        )
        for rank, row in enumerate(levels, start=1)
    )
    return scheme
