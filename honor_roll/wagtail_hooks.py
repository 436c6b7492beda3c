"""The only door to the Wagtail admin."""

from functools import partial

from wagtail import hooks

from honor_roll.viewsets import VIEWSETS
from points import audit

hooks.register("register_admin_viewset", lambda: VIEWSETS)
hooks.register("register_log_actions", partial(audit.register_models, app="honor_roll"))
