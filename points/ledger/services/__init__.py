"""What the ledger does: `ledger.post(...)`, `ledger.reverse(...)`, one file for each verb."""

from points.ledger.pieces import GIVE, IS_NEW, SPEND, as_written, keep_key, values_of, write_transfer
from points.ledger.postings import Posting, request_hash
from points.ledger.rows import Funds, lock_holders
from points.ledger.services.accounts import open_account, open_accounts, system_account
from points.ledger.services.batch import Moved, move_many, post_many
from points.ledger.services.holds import hold, post_hold, release
from points.ledger.services.keys import Answer, once, once_by
from points.ledger.services.posting import move, post, tell
from points.ledger.services.reversing import move_back, reverse

__all__ = [
    "GIVE",
    "IS_NEW",
    "SPEND",
    "Answer",
    "Funds",
    "Moved",
    "Posting",
    "as_written",
    "hold",
    "keep_key",
    "lock_holders",
    "move",
    "move_back",
    "move_many",
    "once",
    "once_by",
    "open_account",
    "open_accounts",
    "post",
    "post_hold",
    "post_many",
    "release",
    "request_hash",
    "reverse",
    "system_account",
    "tell",
    "values_of",
    "write_transfer",
]
