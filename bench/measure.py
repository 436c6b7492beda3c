"""Clients and clocks: how many operations a second, how long each took, how much processor time it cost.

Both sides are measured turn by turn, one run of ours and one of the reference, so that whatever else the machine does
falls on both. Clients are processes, forked with the community loaded, each with a connection of its own. Where the
server of the database runs on this machine the processor time of its side of each connection is counted as well.
"""

import gc
import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, connections

from bench import bare, minimal, ours, world
from bench.world import Turn, World

BATCH = "batch"
CLIENTS = (1, 4)
REFERENCES = {"minimal": minimal, "bare": bare}
WARM_UP = 12
"""By then the driver has prepared the statement, and the server has settled on a plan."""
Act = Callable[[Turn], object]
Clock = Callable[[], float | None]
_FORK = multiprocessing.get_context("fork")


@dataclass
class Run:
    """What the clients of one run did together."""

    seconds: float = 0.0
    processor: float = 0.0
    """Of the clients."""
    server: float | None = None
    """Of the processes that serve them; None where they cannot be seen, or there are none."""
    latencies: list[float] = field(default_factory=list)
    peak_mib: float = 0.0
    """Most memory that the client of a batch held."""

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    @property
    def processor_us(self) -> float:
        return 1e6 * self.processor / len(self.latencies)

    @property
    def server_us(self) -> float | None:
        return None if self.server is None else 1e6 * self.server / len(self.latencies)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of the table."""

    operation: str
    database: str
    clients: int
    ours: float
    """Operations (in a batch: rows) a second, the median of the repeats."""
    minimal: float
    ratio: float
    """The median of the ratios of each pair of runs."""
    p50_ms: float
    p99_ms: float
    processor_us: float
    """Client's processor time for one operation of ours."""
    minimal_processor_us: float
    server_us: float | None
    """Processor time of the database's own processes for one operation of ours; None on SQLite, which has none."""
    minimal_server_us: float | None
    queries: int


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be measured, and for how long."""

    seconds: float
    """Length of one run."""
    repeats: int
    """Interleaved pairs of runs."""
    operations: list[str]
    reference: str
    """`minimal`, or `bare` for the bottom."""


def figures(database: str, everything: World, plan: Plan) -> list[Figure]:
    found = []
    for operation in plan.operations:
        if operation == BATCH:
            found.append(_batch(database, everything, plan.repeats))
            continue
        for clients in CLIENTS:
            pairs = [
                tuple(
                    _run(everything, side, operation, clients, plan.seconds, f"{repeat}")
                    for side in ("ours", plan.reference)
                )
                for repeat in range(plan.repeats)
            ]
            found.append(_figure(operation, database, clients, pairs, _statements(everything, operation, clients)))
    return found


def _run(everything: World, side: str, operation: str, clients: int, seconds: float, repeat: str) -> Run:
    run = f"{side}:{operation}:{clients}:{repeat}"
    shift = world.new_shift(everything) if operation == "check-in" else None
    if operation == "check-in":
        minimal.connect().open_shift(run)
    # A connection must not be shared by two processes.
    connections.close_all()
    barrier, answers = _FORK.Barrier(clients), _FORK.Queue()

    def client(number: int) -> None:
        # The community was loaded for the bench; a worker of a site has no 15,300 households to collect garbage among.
        gc.freeze()
        operations, server = _side(everything, side, shift)
        act, clock = operations[operation], _server_clock(server)
        answers.put(_work(act, clock, lambda count: Turn(run, number, clients, count), barrier, seconds))

    processes = [_FORK.Process(target=client, args=(number,)) for number in range(clients)]
    for process in processes:
        process.start()
    total = Run()
    for _ in processes:
        part = answers.get(timeout=60 + seconds * 10)
        total.seconds = max(total.seconds, part.seconds)
        total.processor += part.processor
        total.server = None if part.server is None else (total.server or 0.0) + part.server
        total.latencies += part.latencies
    for process in processes:
        process.join()
    return total


def _side(everything: World, side: str, shift: Any) -> tuple[dict[str, Act], Any]:
    """What it can do, and its connection as the driver knows it."""
    if side == "ours":
        connection.ensure_connection()
        return ours.operations(everything, shift), connection.connection
    other = REFERENCES[side].connect()
    return other.operations(everything), other.connection


def _server_clock(opened: Any) -> Clock:
    """How long the process that serves this connection has worked, in seconds."""
    if connection.vendor != "postgresql":
        return lambda: None
    process = Path(f"/proc/{opened.info.backend_pid}")
    try:
        is_here = process.joinpath("comm").read_text().startswith("postgres")
    except OSError:
        is_here = False
    return lambda: int(process.joinpath("schedstat").read_text().split()[0]) / 1e9 if is_here else None


def _work(
    act: Callable[[Turn], object], clock: Clock, turn: Callable[[int], Turn], barrier: Any, seconds: float
) -> Run:
    for number in range(WARM_UP):
        act(turn(number))
    barrier.wait()
    run, number = Run(), WARM_UP
    served, processor, started = clock(), time.process_time(), time.perf_counter()
    before = started
    while before - started < seconds:
        act(turn(number))
        after = time.perf_counter()
        run.latencies.append(after - before)
        before, number = after, number + 1
    run.seconds, run.processor = before - started, time.process_time() - processor
    run.server = None if served is None else (clock() or served) - served
    return run


def _statements(everything: World, operation: str, clients: int) -> int:
    shift = world.new_shift(everything) if operation == "check-in" else None
    act = ours.operations(everything, shift)[operation]
    act(Turn(f"warm:{operation}:{clients}", 0, 1, 0))
    return ours.count_statements(act, Turn(f"count:{operation}:{clients}", 0, 1, 1))


def _figure(operation: str, database: str, clients: int, pairs: list[tuple[Run, ...]], queries: int) -> Figure:
    latencies = sorted(latency for mine, _ in pairs for latency in mine.latencies)
    return Figure(
        operation=operation,
        database=database,
        clients=clients,
        ours=statistics.median(mine.rate for mine, _ in pairs),
        minimal=statistics.median(other.rate for _, other in pairs),
        ratio=statistics.median(mine.rate / other.rate for mine, other in pairs),
        p50_ms=1000 * latencies[len(latencies) // 2],
        p99_ms=1000 * latencies[len(latencies) * 99 // 100],
        processor_us=statistics.median(mine.processor_us for mine, _ in pairs),
        minimal_processor_us=statistics.median(other.processor_us for _, other in pairs),
        server_us=_median_or_none(mine.server_us for mine, _ in pairs),
        minimal_server_us=_median_or_none(other.server_us for _, other in pairs),
        queries=queries,
    )


def _median_or_none(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def _batch(database: str, everything: World, repeats: int) -> Figure:
    """A month for everybody, all or nothing; the rate is in rows."""
    pairs = []
    for repeat in range(repeats):
        mine, theirs = (_month(everything, side, f"{side}:month:{repeat}") for side in ("ours", "minimal"))
        pairs.append((mine, theirs))
    rows = len(everything.households)
    queries = ours.count_statements(lambda turn: ours.batch(everything, turn.key), Turn("month", 0, 1, 0))
    times = sorted(mine.seconds for mine, _ in pairs)
    peak = max(mine.peak_mib for mine, _ in pairs)
    return Figure(
        operation=f"batch of {rows:,} awards, {peak:,.0f} MiB",
        database=database,
        clients=1,
        ours=statistics.median(rows / mine.seconds for mine, _ in pairs),
        minimal=statistics.median(rows / theirs.seconds for _, theirs in pairs),
        ratio=statistics.median(theirs.seconds / mine.seconds for mine, theirs in pairs),
        p50_ms=1000 * times[len(times) // 2],
        p99_ms=1000 * times[-1],
        processor_us=statistics.median(1e6 * mine.processor / rows for mine, _ in pairs),
        minimal_processor_us=statistics.median(1e6 * theirs.processor / rows for _, theirs in pairs),
        server_us=_median_or_none(mine.server and 1e6 * mine.server / rows for mine, _ in pairs),
        minimal_server_us=_median_or_none(theirs.server and 1e6 * theirs.server / rows for _, theirs in pairs),
        queries=queries,
    )


def _month(everything: World, side: str, run: str) -> Run:
    """In a process of its own, whose peak of memory is that of the month and of the community it was given."""
    connections.close_all()
    answers = _FORK.Queue()

    def work() -> None:
        batch, opened = _batch_of(side)
        clock = _server_clock(opened)
        served, processor, started = clock(), time.process_time(), time.perf_counter()
        batch(everything, run)
        done = Run(seconds=time.perf_counter() - started, processor=time.process_time() - processor)
        done.server = None if served is None else (clock() or served) - served
        done.peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        answers.put(done)

    process = _FORK.Process(target=work)
    process.start()
    done: Run = answers.get(timeout=600)
    process.join()
    return done


def _batch_of(side: str) -> tuple[Callable[[World, str], int], Any]:
    if side == "ours":
        connection.ensure_connection()
        return ours.batch, connection.connection
    other = minimal.connect()
    return other.batch, other.connection
