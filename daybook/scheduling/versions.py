"""Open day views draw themselves anew when the clinic's schedule has changed."""

from django.db.models import F

from daybook.clinics.models import Profile


def schedule_changed() -> None:
    """Last in an action: the profile's row is locked until the transaction ends."""
    Profile.objects.update(schedule_version=F("schedule_version") + 1)
