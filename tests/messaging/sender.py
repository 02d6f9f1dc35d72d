"""A process that sends what is due, and is killed in the middle of it, over and over.

Each life is a child of its own, forked before the database is touched; the last one is left alive to the end.
"""

import os
import random
import signal
import sys
import time

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import InterfaceError, OperationalError, connections  # noqa: E402

from daybook.messaging.actions.send_due import send_due  # noqa: E402
from daybook.messaging.models import Message  # noqa: E402
from daybook.tenancy.scope import clinic_scope  # noqa: E402

LONGEST = 300.0


def storm(clinic_ids: list[int], kills: int, seed: int, port: int) -> int:
    """Send with `kills` sudden deaths, then to the end. How many died at work."""
    dice = random.Random(seed)
    died = 0
    for _ in range(kills):
        died += _life(clinic_ids, port, dice.uniform(0.05, 0.4))
    _life(clinic_ids, port, LONGEST)
    return died


def _life(clinic_ids: list[int], port: int, seconds: float) -> int:
    child = os.fork()
    if not child:
        _work(clinic_ids, port)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ended, _status = os.waitpid(child, os.WNOHANG)
        if ended:
            return 0
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 1


def _work(clinic_ids: list[int], port: int) -> None:
    """Goes on while anything is queued; whoever runs the storm sees to it that it is due. Ends the process."""
    code = 0
    try:
        config = settings.DAYBOOK
        object.__setattr__(config, "smtp_host", "127.0.0.1")
        object.__setattr__(config, "smtp_port", port)
        while _busy(clinic_ids):
            time.sleep(0.01)
    except BaseException:
        code = 1
    sys.stdout.flush()
    os._exit(code)


def _busy(clinic_ids: list[int]) -> bool:
    """Send some; True while there is more. A database that hangs up is a sender's everyday."""
    left = 0
    for clinic_id in clinic_ids:
        try:
            send_due(clinic_id, most=5)
            with clinic_scope(clinic_id):
                left += Message.objects.filter(state__in=["queued", "sending"]).count()
        except (OperationalError, InterfaceError):
            connections.close_all()
            left += 1
    return bool(left)
