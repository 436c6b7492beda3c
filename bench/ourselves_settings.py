"""The settings of the bench, on the database that the comparison with the peers has made for our side."""

import os

from bench.settings import *  # noqa: F403 - Django's way to derive settings
from bench.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["PEER_DATABASE"].rpartition("/")[2]
