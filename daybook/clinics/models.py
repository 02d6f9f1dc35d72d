"""What a clinic tells about itself: where it is, who works there, what it offers."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from daybook.accounts.models import Membership
from daybook.lib import clock
from daybook.tenancy.fields import ClinicFK
from daybook.tenancy.models import ClinicOwned

# The twelve hues a clinic may give a service; each is a pair of tokens in the style sheet, not a colour value.
COLOURS = (
    "slate",
    "blue",
    "teal",
    "green",
    "lime",
    "amber",
    "orange",
    "red",
    "pink",
    "purple",
    "indigo",
    "brown",
)


class TaxClass(models.TextChoices):
    """Health care services by a clinical establishment or an authorised practitioner are exempt from GST in India:
    Notification 12/2017-Central Tax (Rate), entry 74. Cosmetic and other services carry a rate (per cent)."""

    EXEMPT = "exempt", _("Exempt (health care)")
    RATE_5 = "gst_5", _("GST 5 %")
    RATE_12 = "gst_12", _("GST 12 %")
    RATE_18 = "gst_18", _("GST 18 %")
    NONE = "none", _("No tax")


class Profile(ClinicOwned):
    """The clinic's own page about itself; exactly one each."""

    name = models.CharField(_("Clinic name"), max_length=120)
    address = models.TextField(_("Address"), max_length=500, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    email = models.EmailField(_("E-mail"), max_length=254, blank=True)
    country = models.CharField(_("Country"), max_length=2, default="IN")
    language = models.CharField(_("Language"), max_length=8, default="en")
    time_zone = models.CharField(_("Time zone"), max_length=64, default="Asia/Kolkata")
    currency = models.CharField(_("Currency"), max_length=3, default="INR")
    tax_id = models.CharField(_("GSTIN or tax number"), max_length=20, blank=True)
    next_file_number = models.PositiveIntegerField(default=1)
    # From this day on (in the clinic's zone) nobody opens the clinic without a second factor.
    second_factor_from = models.DateField(null=True)
    # Moves on when anybody's hours, leave or holidays change. Here because every request reads this row anyway.
    schedule_version = models.PositiveIntegerField(default=0, db_default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["clinic"], name="profile_once")]


class Branch(ClinicOwned):
    """A place of the clinic. Its zone decides what a day is there."""

    name = models.CharField(_("Name"), max_length=80)
    address = models.TextField(_("Address"), max_length=500, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    time_zone = models.CharField(_("Time zone"), max_length=64, default="Asia/Kolkata")
    currency = models.CharField(_("Currency"), max_length=3, default="INR")
    position = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    import_batch_id = models.UUIDField(null=True)
    external_id = models.CharField(max_length=200, null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "name"], name="branch_name"),
            models.UniqueConstraint(fields=["clinic", "external_id"], name="branch_external"),
        ]

    def __str__(self) -> str:
        return self.name


class Room(ClinicOwned):
    """A room or chair that one visit at a time can use."""

    branch = ClinicFK(Branch, related_name="rooms")
    name = models.CharField(_("Name"), max_length=60)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "branch", "name"], name="room_name")
        ]

    def __str__(self) -> str:
        return self.name


class Practitioner(ClinicOwned):
    """Someone who sees patients; signs in when `membership` is set."""

    name = models.CharField(_("Name"), max_length=120)
    speciality = models.CharField(_("Speciality"), max_length=80, blank=True)
    registration = models.CharField(_("Registration number"), max_length=60, blank=True)
    membership = ClinicFK(Membership, null=True, related_name="practitioners")
    position = models.PositiveSmallIntegerField(default=0)
    left_at = models.DateTimeField(null=True)
    import_batch_id = models.UUIDField(null=True)
    external_id = models.CharField(max_length=200, null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "membership"], name="practitioner_member"),
            models.UniqueConstraint(fields=["clinic", "external_id"], name="practitioner_external"),
        ]

    def __str__(self) -> str:
        return self.name


class Service(ClinicOwned):
    """What is booked: how long, how much (minor units of the clinic's currency), with how much room around it."""

    name = models.CharField(_("Name"), max_length=80)
    minutes = models.PositiveSmallIntegerField(_("Length in minutes"), default=15)
    buffer_before = models.PositiveSmallIntegerField(_("Minutes kept free before"), default=0)
    buffer_after = models.PositiveSmallIntegerField(_("Minutes kept free after"), default=0)
    price_minor = models.BigIntegerField(_("Price"), default=0)
    tax_class = models.CharField(_("Tax"), max_length=10, choices=TaxClass, default=TaxClass.EXEMPT)
    code = models.CharField(_("SAC or HSN"), max_length=8, blank=True, default="", db_default="")
    colour = models.CharField(_("Colour"), max_length=10, default="slate")
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "name"], name="service_name"),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=5, minutes__lte=720), name="service_minutes"
            ),
            models.CheckConstraint(
                condition=models.Q(buffer_before__lte=240, buffer_after__lte=240), name="service_buffers"
            ),
            models.CheckConstraint(condition=models.Q(price_minor__gte=0), name="service_price"),
        ]

    def __str__(self) -> str:
        return self.name


class Offering(ClinicOwned):
    """A practitioner does a service."""

    practitioner = ClinicFK(Practitioner, cascade=True, related_name="offerings", indexed=False)
    service = ClinicFK(Service, cascade=True, related_name="offerings")

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "practitioner", "service"], name="offering_once")
        ]
