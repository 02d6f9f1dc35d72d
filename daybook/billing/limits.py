"""How much each role may take off a line: one table."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from daybook.accounts.permissions import Role
from daybook.audit.actor import Actor
from daybook.billing.lines import Line
from daybook.billing.refusals import BillingRefused

DISCOUNT_LIMITS: dict[str, int] = {
    Role.OWNER: 10_000,
    Role.ADMIN: 5_000,
    Role.PRACTITIONER: 5_000,
    Role.BILLING: 2_000,
    Role.RECEPTIONIST: 1_000,
}
"""In hundredths of a per cent of the line's price."""


def limit_of(actor: Actor) -> int:
    """The actor's own limit; machines have none."""
    return 10_000 if actor.role is None else DISCOUNT_LIMITS.get(actor.role, 0)


def check_discounts(actor: Actor, lines: Iterable[Line]) -> None:
    """Raises BillingRefused ("discount") when a line takes off more than the actor may."""
    limit = limit_of(actor)
    for number, line in enumerate(lines, 1):
        if line.discount * 10_000 > line.gross * limit:
            words = _(
                "Line %(number)d: your role may take off up to %(limit)d %%. Ask someone who may give more."
            )
            raise BillingRefused(
                words % {"number": number, "limit": limit // 100}, code="discount", field=f"line-{number - 1}"
            )
