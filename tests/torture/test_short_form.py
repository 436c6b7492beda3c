"""A few seconds of `make torture`: workers are killed, the database crashes, nothing is lost, and a fault is found."""

import pytest

from tests import surroundings
from tests.torture import nemesis
from tests.torture.auditor import LOOKS, look
from tests.torture.cluster import cluster, why_not
from tests.torture.nemesis import Strikes
from tests.torture.planted import FAULTS
from tests.torture.run import WORLD, Plan, make_world, run

pytestmark = [pytest.mark.once, pytest.mark.slow]
SEED = 20261121


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("torture")


@pytest.fixture(scope="module")
def ours():
    """A PostgreSQL that may be killed."""
    if reason := why_not():
        if surroundings.is_required("POSTGRESQL"):
            pytest.fail(reason)
        pytest.skip(reason)
    with cluster() as made:
        yield made


@pytest.fixture(scope="module")
def facts(ours, folder):
    return make_world(ours, folder, from_models=True)


@pytest.fixture
def stage(ours, facts, folder):
    """`stage(plan)` is a run."""
    return lambda plan: run(plan, cluster=ours, facts=facts, folder=folder / plan.name)


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


BREAKS = {
    "balances are not the sum of their transfers": "UPDATE points_account SET balance = balance + 1 WHERE balance > 0",
    "tenths are more or less than none, over all accounts": "UPDATE points_account SET balance = 0",
    "balances or goods are below zero": """
        ALTER TABLE points_good DROP CONSTRAINT points_good_stock_never_negative;
        UPDATE points_good SET stock = -1""",
    "goods are not the sum of their moves": "UPDATE points_good SET stock = stock + 1",
    "sales have another total than their transfer": """
        INSERT INTO points_redemption
            (key, number, total, created_at, created_by_id, household_id, store_id, transfer_id)
        SELECT gen_random_uuid(), '1', 1, now(), staff.id, home.id, store.id, moved.id
        FROM auth_user staff, points_household home, points_store store, points_transfer moved LIMIT 1""",
}


@pytest.mark.parametrize("name", LOOKS)
def test_the_auditor_sees_what_is_wrong(ours, facts, name):
    with ours.connect(WORLD) as connection:
        assert look(connection) == []
        connection.execute("BEGIN")
        connection.execute(BREAKS[name])
        found = [violation.fact for violation in look(connection)]
        connection.execute("ROLLBACK")

    assert any(fact.endswith(name) for fact in found), found
