"""The floor of a check-in over HTTP: a view that does the one minimal statement and nothing else.

On the same server, under the same Django, without any middleware: the body is read, the statement sent over a
connection that the thread keeps, a short answer written. No token, no permission, no refusal, no headers of safety.
"""

import json
import threading

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.http import HttpRequest, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402

from bench import minimal  # noqa: E402
from bench.world import Turn  # noqa: E402

_kept = threading.local()


def check_in(request: HttpRequest) -> JsonResponse:
    sent = json.loads(request.body)
    if not hasattr(_kept, "side"):
        _kept.side = minimal.connect()
    _kept.side.check_in(Turn(sent["shift"], 0, 1, sent["resident"]), sent["resident"])
    response = JsonResponse({"resident": sent["resident"]}, status=201)
    # Otherwise gunicorn sends it in chunks, which takes longer.
    response["Content-Length"] = str(len(response.content))
    return response


urlpatterns = [path("checkins", check_in)]
