"""Clients as they are: they repeat, hang up, tap twice, come back later and mix up their keys."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tests.torture.asking import Door
from tests.torture.history import Attempt, Wish
from tests.torture.wishes import Wishes

MANNERS = {"ask": 45, "tap_twice": 15, "hang_up": 12, "come_back": 8, "mix_up": 8, "crowd": 12}
"""How often each is done."""
TRIES = 8
KEPT = 200
"""Answered wishes that a client remembers."""


class Client(threading.Thread):
    """Goes on until `over` is set, and always finishes what it is doing."""

    def __init__(self, number: int, *, door: Door, wishes: Wishes, over: threading.Event) -> None:
        super().__init__(name=f"client {number}", daemon=True)
        self.number, self.door, self.wishes, self.over = number, door, wishes, over
        self.random = wishes.random
        self.failure: BaseException | None = None
        self._answered: list[Wish] = []

    def run(self) -> None:
        try:
            while not self.over.is_set():
                manner = self.random.choices(list(MANNERS), weights=list(MANNERS.values()))[0]
                getattr(self, manner)()
        except BaseException as error:
            self.failure = error

    def ask(self, wish: Wish | None = None) -> None:
        """Ask, and where no answer comes ask again with the same key; some give up, for now."""
        wish = wish or self.wishes.any()
        for _attempt in range(TRIES):
            if self._remember(self._ask_once(wish)) or self.random.random() < 0.05:
                return
            if self.over.wait(self.random.uniform(0.05, 0.6)):
                return

    def tap_twice(self) -> None:
        wish = self.wishes.any()
        for attempt in self._at_once([wish, wish]):
            self._remember(attempt)

    def hang_up(self) -> None:
        wish = self.wishes.any()
        self.door.abandon(wish, client=self.number, after=self.random.choice([0, 0.002, 0.01, 0.05]))
        if self.random.random() < 0.7:
            self.ask(wish)

    def come_back(self) -> None:
        """Somebody types the same sheet once more."""
        if self._answered:
            self._ask_once(self.random.choice(self._answered))

    def mix_up(self) -> None:
        if self._answered:
            self._ask_once(self.wishes.other(self.random.choice(self._answered)))

    def crowd(self) -> None:
        for attempt in self._at_once(self.wishes.crowd()):
            self._remember(attempt)

    def _ask_once(self, wish: Wish) -> Attempt:
        return self.door.ask(wish, client=self.number, patience=self._patience())

    def _at_once(self, wishes: list[Wish]) -> list[Attempt]:
        # Chosen here, because what a thread takes from the seed depends on which one is faster.
        acts = [partial(self.door.ask, wish, client=self.number, patience=self._patience()) for wish in wishes]
        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(lambda act: act(), acts))

    def _patience(self) -> float:
        return self.random.choice([0.3, 1, 3, 6])

    def _remember(self, attempt: Attempt) -> bool:
        """Whether it was answered."""
        if not attempt.is_known:
            return False
        if attempt.wish.operation == "redemption" and attempt.status == 201:
            self.wishes.sales.add(attempt.said["id"])
        if attempt.wish not in self._answered:
            self._answered = [*self._answered[-KEPT:], attempt.wish]
        return True


def settle(door: Door, *, seconds: float) -> int:
    """Ask for every undecided wish once more, with its key, until it is answered; returns those that were not.

    This is the promise: whoever keeps his key learns in the end what became of it.
    """
    until = time.monotonic() + seconds
    while (left := door.history.undecided()) and time.monotonic() < until:
        with ThreadPoolExecutor(8) as pool:
            attempts = list(pool.map(partial(door.ask, client=-1, patience=10), left))
        if not all(attempt.is_known for attempt in attempts):
            time.sleep(0.5)
    return len(left)
