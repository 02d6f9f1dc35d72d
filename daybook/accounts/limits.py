"""How often something may be tried: counted in the database, so that it holds over all processes.

One statement counts and answers, before anything costly such as a password's hash is computed. Tried instead:
allauth's own limits on Django's DatabaseCache. They wait up to a second for a lock while they hold a thread, and the
cache throws counts away when it holds more than some hundred of them: 60 of 60 tries on one account got through a
limit of 10 while other addresses were tried too.
"""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from daybook.lib import clock

_SPEND = """
INSERT INTO accounts_limit AS mine (key, used, until) VALUES (%(key)s, 1, %(until)s)
ON CONFLICT (key) DO UPDATE SET
    used = CASE WHEN mine.until <= %(now)s THEN 1 ELSE mine.used + 1 END,
    until = CASE WHEN mine.until <= %(now)s THEN excluded.until ELSE mine.until END
RETURNING used
"""
_GIVE_BACK = "UPDATE accounts_limit SET used = used - 1 WHERE key = %s AND used > 0"
_FORGET = "DELETE FROM accounts_limit WHERE until < %s"


@dataclass(frozen=True, slots=True)
class Limit:
    """`times` tries, counted from the first one for as long as `within`."""

    name: str
    times: int
    within: timedelta

    def spend(self, *who: object) -> bool:
        """Count one try of `who`; False when there have been enough. Concurrent tries are each counted."""
        now = clock.now()
        values: dict[str, str | datetime] = {
            "key": self._key(who),
            "now": now,
            "until": now + self.within,
        }
        with connection.cursor() as cursor:
            cursor.execute(_SPEND, values)
            used: int = cursor.fetchone()[0]
        return used <= self.times

    def give_back(self, *who: object) -> None:
        """The try turned out to be a good one."""
        with connection.cursor() as cursor:
            cursor.execute(_GIVE_BACK, [self._key(who)])

    def _key(self, who: tuple[object, ...]) -> str:
        # A hash: the table is no list of who tried to sign in from where.
        return hashlib.sha256("\0".join([self.name, *map(str, who)]).encode(errors="replace")).hexdigest()


def place_of(ip: str) -> str:
    """What counts as one place: an address, or the network of 64 bits that an IPv6 customer gets whole."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def forget_old_tries(now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [now])


_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)

# Pages that take a form, by address.
SIGN_IN = Limit("sign_in", 60, _MINUTE)
SIGN_UP = Limit("sign_up", 20, 10 * _MINUTE)
RESET = Limit("reset", 20, 10 * _MINUTE)
CODE = Limit("code", 60, 10 * _MINUTE)
JOIN = Limit("join", 60, 10 * _MINUTE)

# Wrong secrets. A stranger far away must not be able to lock a person out from where that person sits, so an account's
# own limit is wide; what is narrow counts account and address together.
WRONG_FROM = Limit("wrong_from", 60, 10 * _MINUTE)
WRONG_FOR_FROM = Limit("wrong_for_from", 5, 10 * _MINUTE)
WRONG_FOR = Limit("wrong_for", 50, _HOUR)
WRONG_CODE = Limit("wrong_code", 5, 10 * _MINUTE)

# New clinics of one person.
CLINICS = Limit("clinics", 10, 24 * _HOUR)

# Mails to one address, whoever asked for them.
MAILS = Limit("mails", 10, _HOUR)
