"""When practitioners are there. Knows nothing of patients."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from daybook.clinics.models import Branch, Practitioner, Room
from daybook.tenancy.fields import ClinicFK
from daybook.tenancy.models import ClinicOwned


class Weekday(models.IntegerChoices):
    """ISO 8601 order, as `date.weekday()` counts."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class WeeklyHours(ClinicOwned):
    """One span of a practitioner's week at a branch, in the branch's local time; minutes since its midnight,
    so that 24:00 (1440) is a possible end. A break is a span that is not worked, drawn with its name."""

    class Kind(models.TextChoices):
        WORK = "work", _("Works")
        BREAK = "break", _("Break")

    practitioner = ClinicFK(Practitioner, cascade=True, related_name="weekly_hours")
    branch = ClinicFK(Branch, related_name="weekly_hours")
    room = ClinicFK(Room, null=True, related_name="weekly_hours")
    kind = models.CharField(max_length=5, choices=Kind, default=Kind.WORK)
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    starts_minute = models.PositiveSmallIntegerField()
    ends_minute = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=40, blank=True)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(starts_minute__lt=F("ends_minute"), ends_minute__lte=1440, weekday__lte=6),
                name="weekly_hours_span",
            )
        ]


class Leave(ClinicOwned):
    """A practitioner is away, at every branch."""

    practitioner = ClinicFK(Practitioner, cascade=True, related_name="leaves", indexed=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(_("Reason"), max_length=120, blank=True)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="leave_span")
        ]
        indexes: ClassVar = [models.Index(fields=["clinic", "practitioner", "ends_at"], name="leave_until")]


class Holiday(ClinicOwned):
    """A day on which a branch, or (None) the whole clinic, is closed."""

    branch = ClinicFK(Branch, null=True, related_name="holidays")
    day = models.DateField(_("Day"))
    name = models.CharField(_("Name"), max_length=80)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clinic", "branch", "day"], name="holiday_once", nulls_distinct=False
            )
        ]
        indexes: ClassVar = [models.Index(fields=["clinic", "day"], name="holiday_day")]
