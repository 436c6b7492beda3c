"""Our side of the comparison with the peers: as many accounts as they have, and `ledger.post` as `make bench` calls it.

python -m bench.ourselves prepare
python -m bench.ourselves run CLIENTS SECONDS
"""

import json
import sys
from uuid import uuid4

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402

from bench import measure, world  # noqa: E402
from bench.peer import ACCOUNTS  # noqa: E402
from bench.world import World  # noqa: E402
from points.ledger import services as ledger  # noqa: E402
from points.models import Activity, Good, Grid, Household, Store  # noqa: E402


def prepare() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    world.build(ACCOUNTS)


def run(clients: int, seconds: float) -> dict[str, float]:
    found = measure._run(_world(), "ours", "post", clients, seconds, uuid4().hex)
    return {"rate": found.rate, "processor_us": found.processor_us}


def _world() -> World:
    """What an earlier process has built."""
    return World(
        staff=get_user_model().objects.get(username="staff"),
        community=Grid.objects.get(code="bench"),
        issued=ledger.system_account("issued"),
        households=list(Household.objects.select_related("account")),
        cards=[],
        store=Store.objects.get(),
        goods=list(Good.objects.all()),
        activity=Activity.objects.get(),
    )


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare()
    else:
        print(json.dumps(run(int(sys.argv[2]), float(sys.argv[3]))))
