"""Makes the ready-made groups: one for each role, with the permissions that its screens of the admin need.

Running it again adds what is missing and takes nothing away that the site has given besides. What a member then sees
is a matter of his duties: the group opens the screen, the duty says for which grids.
"""

from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from points.permissions import Role, group_name, group_names

LEDGER = ["points.account", "points.transfer", "points.hold", "points.requestkey", "points.seal"]
AWARDS = ["points.awardrecord", "points.capuse"]
RULES = ["points.rulebook", "points.rule", "points.capgroup"]
SHOP = ["points.store", "points.good"]
SALES = ["points.redemption", "points.redemptionline", "points.refund", "points.stockmove"]
STOCK = ["points.price", "points.stocktransfer", "points.stocktake", "points.countedgood"]
ATTENDANCE = [
    "points.signup",
    "points.checkin",
    "points.scan",
    "points.passing",
    "points.asking",
    "points.servicerecord",
]
YEAR_ENDS = ["points.expiryround", "points.expiryline"]
STARS = ["points.starscheme", "points.starlevel"]
PLANS = [
    "points.activity",
    "points.activityrole",
    "points.series",
    "points.shift",
    "points.programme",
    "points.route",
    "points.routepoint",
    "points.station",
]
SKILLS = ["points.skill"]
PEOPLE = ["points.household", "points.resident"]
HONORS = ["honor_roll.season", "honor_roll.category", "honor_roll.honor"]
ENDED = [
    "points.card",
    "points.consent",
    "points.duty",
    "points.proxy",
    "points.teammembership",
    "points.unitmembership",
]
NOTICES = ["points.publicnotice", "points.noticeline", "points.noticestep"]
TEAMS = ["points.team"]

KEEP, END, READ, ALL = "view add change", "view add delete", "view", "view add change delete"

PERMISSIONS: dict[Role, list[tuple[str, list[str]]]] = {
    Role.ADMINISTRATOR: [
        (KEEP, [*PEOPLE, *PLANS, *SHOP, *TEAMS, *SKILLS, "points.grid", "points.unit", "points.certificateissuer"]),
        (KEEP, ["points.expiryround"]),
        (END, [*ENDED, "points.residentskill"]),
        (ALL, [*RULES, *STARS, "points.activitykind", "points.erasurerequest", *HONORS]),
        ("view add", ["points.stockmove", "points.stocktransfer", "points.pin"]),
        (READ, [*STOCK, "points.donation"]),
        (READ, [*LEDGER, *AWARDS, *SALES, *ATTENDANCE, "points.gridlevel", "points.residence", "points.dispute"]),
        (READ, ["points.certificate", "points.acting", "points.expiryline", "points.anomalynote"]),
        ("view delete", ["points.device"]),
        (KEEP, ["points.publicnotice"]),
        (END, ["points.noticeline"]),
        (READ, ["points.objection", "points.noticestep"]),
    ],
    Role.ORGANISER: [
        (KEEP, [*PLANS, *TEAMS, *SKILLS]),
        (END, ["points.teammembership", "points.residentskill"]),
        (READ, [*PEOPLE, *ATTENDANCE, "points.activitykind", "points.rulebook", "points.rule"]),
    ],
    Role.GRID_STAFF: [
        (END, ["points.consent"]),
        (READ, [*PEOPLE, *RULES, *TEAMS, "points.residence", "points.card", "points.proxy", "points.awardrecord"]),
        (READ, ["points.servicerecord", *PLANS]),
    ],
    Role.CASHIER: [(READ, [*SHOP, *SALES, *STOCK])],
    Role.EDITOR: [
        (ALL, HONORS),
        (KEEP, ["points.publicnotice"]),
        (END, ["points.noticeline"]),
        (READ, ["points.noticestep"]),
    ],
    Role.AUDITOR: [
        (READ, [*NOTICES, "points.objection"]),
        (READ, [*LEDGER, *AWARDS, *RULES, *YEAR_ENDS, *SHOP, *SALES, *STOCK, *ATTENDANCE, *PLANS]),
        (
            READ,
            ["points.grid", "points.duty", "points.device", "points.dispute", "points.certificate", "points.acting"],
        ),
        ("view add", ["points.anomalynote"]),
    ],
}


class Command(BaseCommand):
    help = "Make the ready-made groups for the roles, or complete them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--editor-pages",
            metavar="ID",
            type=int,
            help="Id of a page below which editors write and publish, images and documents included.",
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        for role in Role:
            known = Group.objects.filter(name__in=group_names(role)).order_by("pk").first()
            group = known or Group.objects.create(name=group_name(role))
            added = self._complete(group, role)
            if role == Role.ADMINISTRATOR:
                # Goods have pictures.
                self._open_files(group, "image")
            if options["verbosity"]:
                self.stdout.write(f"{group.name}: {'was there' if known else 'made'}, {added} permissions added")
        if options["editor_pages"]:
            self._open_pages(options["editor_pages"])

    def _complete(self, group: Group, role: Role) -> int:
        wanted = Q(content_type__app_label="wagtailadmin", codename="access_admin")
        for actions, labels in PERMISSIONS[role]:
            for label in labels:
                app, model = label.split(".")
                if apps.is_installed(app):
                    codenames = [f"{action}_{model}" for action in actions.split()]
                    wanted |= Q(content_type__app_label=app, content_type__model=model, codename__in=codenames)
        missing = Permission.objects.filter(wanted).exclude(group=group)
        count = missing.count()
        group.permissions.add(*missing)
        return count

    def _open_pages(self, pk: int) -> None:
        # Not Wagtail's Page by name: a host may have swapped it.
        pages = GroupPagePermission._meta.get_field("page").related_model
        page = pages._default_manager.filter(pk=pk).first()
        if page is None:
            raise CommandError(f"There is no page with the id {pk}.")
        group = Group.objects.filter(name__in=group_names(Role.EDITOR)).order_by("pk")[0]
        for codename in ("add_page", "change_page", "publish_page"):
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
        self._open_files(group, "image", "document")
        self.stdout.write(f"{group.name}: writes and publishes below “{page}”")

    def _open_files(self, group: Group, *kinds: str) -> None:
        """Let the group upload and choose them."""
        codenames = [f"{action}_{kind}" for action in ("add", "choose") for kind in kinds]
        root = Collection.get_first_root_node()
        if root is None:
            return
        for permission in Permission.objects.filter(
            content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename__in=codenames
        ):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
