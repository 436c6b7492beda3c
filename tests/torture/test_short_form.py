"""A few seconds of `make torture`: workers are killed, the database crashes, nothing is lost, and a fault is found."""

import pytest

from tests import surroundings
from tests.torture import nemesis
from tests.torture.cluster import cluster, why_not
from tests.torture.nemesis import Strikes
from tests.torture.planted import FAULTS
from tests.torture.run import Plan, make_world, run

pytestmark = [pytest.mark.once, pytest.mark.slow]
SEED = 20261121


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """`stage(plan)` is a run on a PostgreSQL that may be killed."""
    if reason := why_not():
        if surroundings.is_required("POSTGRESQL"):
            pytest.fail(reason)
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("torture")
    with cluster() as ours:
        facts = make_world(ours, folder, from_models=True)
        yield lambda plan: run(plan, cluster=ours, facts=facts, folder=folder / plan.name)


def test_nothing_is_lost_doubled_or_half_done_while_workers_and_the_database_die(stage):
    strikes = Strikes(kill=(0.8, 1.6), crash=(2, 3), pause=(1, 2), length=(0.2, 0.5))

    result = stage(Plan(seconds=6, clients=8, seed=SEED, strikes=strikes))

    assert [str(violation) for violation in result.violations] == []
    assert result.proof == ""
    done = [blow.kind for blow in result.blows]
    assert done.count("kill") >= 2
    assert done.count("crash") >= 1
    for outcome in ("is_granted", "is_replay", "is_refused"):
        assert any(getattr(attempt, outcome) for attempt in result.attempts), outcome
    assert not all(attempt.is_known for attempt in result.attempts)


def test_a_planted_fault_is_found(stage):
    result = stage(Plan(seconds=60, clients=8, seed=SEED, strikes=nemesis.NONE, fault=FAULTS["keys_ignored"]))

    assert {"lost", "not asked for"} & {violation.kind for violation in result.violations}
