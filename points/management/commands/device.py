"""Scanners and tills: `device add NAME --scope checkin|till`, `device revoke NAME`, `device list`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from points.api import services as api
from points.api.models import Device
from points.errors import PointsError
from points.people.models import Grid
from points.supermarket.models import Store


class Command(BaseCommand):
    help = "Add, revoke or list the devices that speak to the API with a token."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="make a device and show its token, once")
        add.add_argument("name")
        add.add_argument("--scope", required=True, choices=Device.Scope.values)
        add.add_argument("--store", metavar="CODE", help="of a till")
        add.add_argument("--community", metavar="CODE", help="of a scanner; may be left out where there is only one")
        revoke = verbs.add_parser("revoke", help="make its token worthless at once")
        revoke.add_argument("name")
        verbs.add_parser("list", help="devices, the revoked ones too")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb']}")(options)
        except PointsError as refusal:
            raise CommandError(str(refusal)) from refusal

    def _add(self, options: dict[str, Any]) -> None:
        store = self._store(options["store"]) if options["store"] else None
        is_said = options["community"] or store is None
        community = self._community(options["community"]) if is_said else store.community
        scope = Device.Scope(options["scope"])
        made = api.add_device(name=options["name"], scope=scope, community=community, store=store, by=None)
        self.stderr.write(f"{made.device.name} is made. Its token is shown this once:")
        self.stdout.write(made.token)

    def _revoke(self, options: dict[str, Any]) -> None:
        device = Device.objects.filter(name=options["name"]).first()
        if device is None:
            raise CommandError(f"There is no device {options['name']}.")
        api.revoke_device(device, by=None)
        self.stdout.write(f"{device.name} is revoked.")

    def _list(self, options: dict[str, Any]) -> None:
        for device in Device.objects.select_related("community", "store"):
            where = device.store.code if device.store else device.community
            state = f"revoked {device.revoked_at:%Y-%m-%d}" if device.revoked_at else "in use"
            self.stdout.write(f"{device.name}\t{device.scope}\t{where}\t{state}")

    def _store(self, code: str) -> Store:
        store = Store.objects.select_related("community").filter(code=code).first()
        if store is None:
            raise CommandError(f"There is no store with the code {code}.")
        return store

    def _community(self, code: str | None) -> Grid:
        communities = Grid.objects.filter(level__is_community=True)
        if code:
            communities = communities.filter(code=code)
        found = list(communities[:2])
        if len(found) != 1:
            raise CommandError("Say which community with --community CODE." if found else "There is no such community.")
        return found[0]
