"""The site with the planted fault that `TORTURE_FAULT` names, as a WSGI application for gunicorn."""

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import uuid4

# First of all: it sets Django up.
from tests.torture.warm import application as site

# isort: split
from django.db import DatabaseError, connection, transaction

from points.activities import plain_scans
from points.activities.models import CheckIn
from points.activities.services import check_ins
from points.api import awards
from points.ledger import services as ledger
from points.ledger.models import Account
from points.supermarket import checkout, stock
from points.supermarket.models import Good
from points.supermarket.services import redeeming

Application = Callable[..., Any]


def keys_ignored() -> Application:
    def application(environ, start_response):
        if "HTTP_IDEMPOTENCY_KEY" in environ:
            environ["HTTP_IDEMPOTENCY_KEY"] = str(uuid4())
        return site(environ, start_response)

    return application


def stock_read_then_written() -> Application:
    def sell(good_id, *, store_id, quantity, price):
        shelf = Good.objects.filter(pk=good_id, store=store_id, price=price, is_on_shelf=True)
        good = shelf.filter(stock__gte=quantity).first()
        if good is None:
            return None
        shelf.update(stock=good.stock - quantity)
        return good.stock - quantity, False

    _replace(checkout, "at_once", lambda basket: None)
    _replace(stock, "sell", sell)
    return site


def check_in_looked_up_first() -> Application:
    def look_up(shift, resident):
        found = CheckIn.objects.filter(shift=shift, resident=resident).first()
        return found or CheckIn.objects.create(shift=shift, resident=resident)

    _replace(plain_scans, "take", lambda attempt: None)
    _replace(check_ins, "_lock", look_up)
    return site


def answered_before_commit() -> Application:
    answer = site._middleware_chain

    def answer_first(request):
        block = transaction.atomic()
        try:
            block.__enter__()
        except DatabaseError:
            return answer(request)
        response = answer(request)
        # What Django closes when the response has been sent.
        response._resource_closers.append(partial(_commit_late, block))
        return response

    site._middleware_chain = answer_first
    return site


def _commit_late(block: transaction.Atomic) -> None:
    # As long as a slow disk would take.
    time.sleep(0.1)
    with suppress(DatabaseError):
        block.__exit__(None, None, None)


def answered_before_the_disk() -> Application:
    # The site is sound; its database was told not to wait.
    return site


def points_taken_apart() -> Application:
    move = ledger.move

    def apart(posting, *, by):
        done = []

        def work():
            try:
                with transaction.atomic():
                    done.append(move(posting, by=by))
            except Exception as error:
                done.append(error)
            finally:
                connection.close()

        # A thread has a connection of its own.
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        if isinstance(done[0], Exception):
            raise done[0]
        return done[0]

    _replace(checkout, "at_once", lambda basket: None)
    _replace(redeeming.ledger, "move", apart)
    return site


def replay_says_now() -> Application:
    shown = awards._shown

    def now(record):
        balance = Account.objects.get(pk=record.account_id).balance
        return shown(record).model_copy(update={"balance": balance})

    _replace(awards, "_shown", now)
    return site


def _replace(module: Any, name: str, value: Any) -> None:
    """A fault in a function that has moved would plant nothing, and say so."""
    if not hasattr(module, name):
        raise AttributeError(f"{module.__name__} has no {name} any more; plant the fault where it went.")
    setattr(module, name, value)


SITES = {
    build.__name__: build
    for build in (
        keys_ignored,
        stock_read_then_written,
        check_in_looked_up_first,
        answered_before_commit,
        answered_before_the_disk,
        points_taken_apart,
        replay_says_now,
    )
}
application = SITES[os.environ["TORTURE_FAULT"]]()
