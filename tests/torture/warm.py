"""The site as gunicorn forks it, loaded to the end.

Django reads addresses, views and the API at the first request, which takes seconds of a processor. A worker that takes
the place of one that was killed would spend them once more; so they are spent before the workers are forked.
"""

from django.core.checks import run_checks
from django.urls import get_resolver

from community.wsgi import application

__all__ = ["application"]

run_checks(tags=["urls"])
assert get_resolver().url_patterns
