"""Random walks: whatever is asked in whatever order, the ledger says what a plain dictionary says."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from points.errors import PointsError
from points.ledger import queries
from points.ledger import services as ledger
from points.models import Account, Transfer

TODAY = date(2026, 11, 21)
HOLDERS = st.integers(0, 3)
AMOUNTS = st.integers(1, 300)


def outcome(service, *args, **kwargs):
    """What the service gave, or the code of its refusal."""
    try:
        return service(*args, by=None, **kwargs)
    except PointsError as refusal:
        return refusal.code


class LedgerMachine(RuleBasedStateMachine):
    """Four accounts, three with base points. The model: balance, held, and what each key was answered."""

    @initialize()
    def begin(self):
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.issued, self.shelf = ledger.system_account("issued"), ledger.system_account("redeemed:1")
        self.bases = [0, 40, 150, 400]
        self.accounts = [ledger.open_account(base=base) for base in self.bases]
        self.balances, self.held = [0] * 4, [0] * 4
        self.transfers, self.reversed, self.holds = [], set(), []
        self.answers = {}
        self.count = 0

    def teardown(self):
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def key(self):
        self.count += 1
        return f"key{self.count}"

    def spendable(self, n):
        return max(0, self.balances[n] - self.held[n] - self.bases[n])

    def post(self, n, amount, kind):
        into = kind == Transfer.Kind.AWARD
        account = self.accounts[n]
        posting = ledger.Posting(
            debit=self.issued if into else account,
            credit=account if into else (self.shelf if kind == Transfer.Kind.REDEMPTION else self.issued),
            amount=amount,
            kind=kind,
            key=self.key(),
            occurred_on=TODAY,
        )
        answer = outcome(ledger.post, posting)
        answer = getattr(answer, "result", answer)
        self.answers[posting.key] = (posting, answer)
        return answer

    @rule(n=HOLDERS, amount=AMOUNTS)
    def award(self, n, amount):
        transfer = self.post(n, amount, Transfer.Kind.AWARD)
        self.balances[n] += amount
        assert transfer.credit_balance == self.balances[n]
        self.transfers.append((n, transfer))

    @rule(n=HOLDERS, amount=AMOUNTS)
    def redeem(self, n, amount):
        answer = self.post(n, amount, Transfer.Kind.REDEMPTION)
        if amount > self.spendable(n):
            assert answer == "insufficient_points"
        else:
            self.balances[n] -= amount
            assert answer.debit_balance == self.balances[n]
            self.transfers.append((n, answer))

    @rule(n=HOLDERS, amount=AMOUNTS)
    def deduct(self, n, amount):
        transfer = self.post(n, amount, Transfer.Kind.DEDUCTION)
        taken = min(amount, self.balances[n] - self.held[n])
        self.balances[n] -= taken
        assert (transfer.amount, transfer.shortfall) == (taken, amount - taken)

    @rule(data=st.data())
    def reverse(self, data):
        if not self.transfers:
            return
        index = data.draw(st.integers(0, len(self.transfers) - 1))
        n, transfer = self.transfers[index]
        undone = outcome(ledger.reverse, transfer, key=self.key())
        if index in self.reversed:
            assert undone == "already_reversed"
            return
        self.reversed.add(index)
        if transfer.kind == Transfer.Kind.REDEMPTION:
            self.balances[n] += transfer.amount
        else:
            taken = min(transfer.amount, self.balances[n] - self.held[n])
            self.balances[n] -= taken
            assert undone.result.shortfall == transfer.amount - taken

    @rule(n=HOLDERS, amount=AMOUNTS)
    def hold(self, n, amount):
        until = timezone.now() + timedelta(days=1)
        answer = outcome(
            ledger.hold, self.accounts[n], credit=self.shelf, amount=amount, key=self.key(), expires_at=until
        )
        if amount > self.spendable(n):
            assert answer == "insufficient_points"
            return
        self.held[n] += amount
        self.holds.append((n, answer.result))

    @rule(data=st.data(), posts=st.booleans())
    def close_hold(self, data, posts):
        if not self.holds:
            return
        n, pending = self.holds.pop(data.draw(st.integers(0, len(self.holds) - 1)))
        self.held[n] -= pending.amount
        if posts:
            ledger.post_hold(pending, occurred_on=TODAY, by=None)
            self.balances[n] -= pending.amount
        else:
            ledger.release(pending, by=None)

    @rule(data=st.data())
    def ask_again(self, data):
        if not self.answers:
            return
        posting, answer = self.answers[data.draw(st.sampled_from(sorted(self.answers)))]
        again = outcome(ledger.post, posting)
        assert getattr(again, "result", again) == answer
        assert getattr(again, "is_replay", True)

    @rule(lines=st.lists(st.tuples(HOLDERS, st.integers(-200, 200).filter(bool)), min_size=1, max_size=8))
    def batch(self, lines):
        key = self.key()
        postings = [
            ledger.Posting(
                debit=self.issued if amount > 0 else self.accounts[n],
                credit=self.accounts[n] if amount > 0 else self.issued,
                amount=abs(amount),
                kind=Transfer.Kind.AWARD if amount > 0 else Transfer.Kind.DEDUCTION,
                key=f"{key}.{line}",
                occurred_on=TODAY,
            )
            for line, (n, amount) in enumerate(lines)
        ]
        ledger.post_many(postings, key=key, by=None)
        for n, amount in lines:
            self.balances[n] += max(amount, -(self.balances[n] - self.held[n]))

    @invariant()
    def balances_are_those_of_the_model(self):
        if not hasattr(self, "accounts"):
            return
        found = {account.pk: (account.balance, account.held) for account in Account.objects.filter(kind="holder")}
        assert [found[account.pk] for account in self.accounts] == list(zip(self.balances, self.held, strict=True))

    @invariant()
    def the_proof_holds(self):
        assert [str(difference) for difference in queries.verify().differences] == []


@pytest.mark.django_db
def test_any_walk_ends_where_the_model_ends():
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(
            max_examples=60,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
