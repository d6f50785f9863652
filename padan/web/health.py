"""Whether the installation can serve: for the starter, the proxy and the person on call."""

from django.db import connection
from django.http import HttpResponse
from django.views.decorators.cache import never_cache


@never_cache
def healthz(request):
    """200 when the database answers and its tables stand; touches nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM trail_head")
        cursor.fetchone()
    return HttpResponse("ok", content_type="text/plain")
