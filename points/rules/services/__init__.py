"""What the rules do: `rules.award(...)`, `rules.undo(...)`, `rules.adopt(...)`, one file for each verb."""

from points.rules.acts import Act, Award
from points.rules.services.adopting import adopt
from points.rules.services.awarding import award, award_many
from points.rules.services.drafting import RuleDraft, draft, revise
from points.rules.services.expiring import expire, undo_expiry
from points.rules.services.recording import record, record_many
from points.rules.services.undoing import replace, take_back, undo

__all__ = [
    "Act",
    "Award",
    "RuleDraft",
    "adopt",
    "award",
    "award_many",
    "draft",
    "expire",
    "record",
    "record_many",
    "replace",
    "revise",
    "take_back",
    "undo",
    "undo_expiry",
]
