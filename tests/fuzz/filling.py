"""Puts what exists into a request that was made from the document alone.

Most requests get whatever of it they have room for; the others only now and then, so that strange values also come
beside good ones. What was broken on purpose keeps its type, and schemathesis judges the request anew afterwards.
"""

from random import Random
from typing import Any

from schemathesis import GenerationMode

from tests.fuzz.world import World

SCAN, SALE, ENTRY = ("card", "resident", "code"), ("card", "account"), ("card", "resident")
"""Ways to say who is meant; a request takes exactly one."""

WHOLLY, PARTLY = 0.97, 0.5
"""How often a value that exists takes the place of one that was made."""

WHOLE_OF_TEN = 7
SELDOM = {"Idempotency-Key": 0.1, "key": 0.1}
"""A key that was used before is refused, and nothing more is seen of the request."""

PLACES = ("path_parameters", "query", "headers", "body")


class Filler:
    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        self.often = WHOLLY

    def fill(self, case: Any) -> Any:
        self.often = WHOLLY if self.random.randrange(10) < WHOLE_OF_TEN else PARTLY
        is_valid = case.meta.generation.mode is GenerationMode.POSITIVE
        for container in (case.path_parameters, case.query, case.headers):
            for name in container or ():
                self._put(container, name)
        if isinstance(case.body, dict):
            self._fill(case.body, is_valid)
        for place in PLACES:
            # Said aloud, or schemathesis takes the request for the one that it made.
            setattr(case, place, getattr(case, place))
        return case

    def _fill(self, body: dict[str, Any], is_valid: bool) -> None:
        for name, value in body.items():
            for item in value if isinstance(value, list) else ():
                if isinstance(item, dict):
                    self._fill(item, is_valid)
            self._put(body, name)
            if isinstance(body[name], float) and body[name].is_integer():
                # For a schema 64.0 is a whole number. No client writes it so, and the API wants 64.
                body[name] = int(body[name])
        if is_valid and self._puts():
            self._put_what_fits(body)

    def _put_what_fits(self, body: dict[str, Any]) -> None:
        """What belongs together is said together, and one way is chosen where there are several."""
        ways = _ways(body)
        if ways:
            chosen = self.random.choice(ways)
            for way in ways:
                body.pop(way, None)
            body[chosen] = self.random.choice(self.world.seeds[chosen])
        if "lines" in body:
            # A basket of many is refused for one that is not there.
            del body["lines"][self.random.choice([1, 1, 2]) :]
        if "code" in body:
            body.pop("occurred_at", None)
        body.update(self.world.acts.get(body.get("rule", ""), {}))
        if body.get("good") in self.world.prices:
            body["price"] = self.world.prices[body["good"]]

    def _put(self, container: Any, name: str) -> None:
        seeds = self.world.seeds.get(name)
        if seeds and isinstance(container[name], type(seeds[0])) and self._puts(name):
            container[name] = self.random.choice(seeds)

    def _puts(self, name: str = "") -> bool:
        return self.random.random() < SELDOM.get(name, self.often)


def _ways(body: dict[str, Any]) -> tuple[str, ...]:
    if "direction" in body:
        return ENTRY if "key" in body else SCAN
    return SALE if "lines" in body else ()
