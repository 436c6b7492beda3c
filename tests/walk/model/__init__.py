"""The books in plain Python: what the product should answer, written a second time and in another way.

Nothing of the product is imported here and no database is asked. What a service promises in its docstring is computed
again with whole numbers, lists and dictionaries; where the two differ, one of them is wrong.
"""

from datetime import datetime

from tests.walk.model.activities import Activities
from tests.walk.model.hours import Hours
from tests.walk.model.ledger import Answer, Ledger, Refused, Request
from tests.walk.model.rules import Rules
from tests.walk.model.supermarket import Supermarket

__all__ = ["Answer", "Model", "Request"]


class Model:
    def __init__(self) -> None:
        self.ledger = Ledger()
        self.rules = Rules(self.ledger)
        self.supermarket = Supermarket(self.ledger)
        self.hours = Hours(self.ledger, self.rules)
        self.activities = Activities(self.ledger, self.hours)

    def answer(self, request: Request, now: datetime) -> Answer:
        """What the product must answer to the request at that moment; and it is done in the model as well."""
        room, _, verb = request.verb.partition(".")
        try:
            return getattr(getattr(self, room), verb)(request, now)
        except Refused as refusal:
            return ("refused", refusal.code)
