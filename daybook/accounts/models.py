"""People who sign in, and what each of them is at each clinic."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from daybook.accounts.permissions import Role
from daybook.lib import clock
from daybook.tenancy.fields import ClinicFK, SharedFK
from daybook.tenancy.models import ClinicManager, ClinicOwned, CurrentUser


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """One person, by e-mail. Nothing about a clinic is here; what colleagues see is `Membership.display_name`."""

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(_("E-mail"), max_length=254, unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)
    # Not known of a password that is older than this column.
    password_changed_at = models.DateTimeField(null=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower")
        ]

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_changed_at = clock.now()


class Device(models.Model):
    """Something a person has signed in with before, so that a new one can be told to them.

    `mark`: a keyed hash of browser, system and network (accounts/devices.py). It cannot be read back.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    mark = models.CharField(max_length=64)
    first_at = models.DateTimeField(default=clock.now)
    last_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "mark"], name="device_once")]


class Session(AbstractBaseSession):
    """One signed-in browser, so that its owner can see it and end it."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    created_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    ip = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=300, blank=True)

    objects: ClassVar[BaseSessionManager] = BaseSessionManager()  # type: ignore[assignment,type-arg,unused-ignore]


class OwnMemberships(models.Manager["Membership"]):
    """The one read across clinics: a person's own memberships, inside `user_scope`."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(user_id=CurrentUser())


class Membership(ClinicOwned):
    """What a person is at one clinic."""

    user = SharedFK(User, related_name="memberships")
    display_name = models.CharField(_("Name"), max_length=120)
    role = models.CharField(_("Role"), max_length=16, choices=Role)
    disabled_at = models.DateTimeField(null=True)
    # At this clinic: what a person does at another one is not this clinic's to see.
    seen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    # Who proved themselves before the first, or set their password before the second, does so again before this
    # clinic opens. Both are the clinic's own: other clinics of the person stay open.
    proof_after = models.DateTimeField(null=True)
    password_after = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[Any] = ClinicManager()
    own: ClassVar[Any] = OwnMemberships()

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["clinic", "user"], name="membership_once")]
        indexes: ClassVar = [models.Index(fields=["user"], name="membership_by_user")]

    def __str__(self) -> str:
        return self.display_name


class Invitation(ClinicOwned):
    """A link that makes its bearer a member. Only the token's SHA-256 is kept."""

    email = models.EmailField(_("E-mail"), max_length=254)
    display_name = models.CharField(_("Name"), max_length=120)
    role = models.CharField(_("Role"), max_length=16, choices=Role)
    token_hash = models.BinaryField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "token_hash"], name="invitation_token")
        ]


class SignIn(ClinicOwned):
    """A signed-in browser came to this clinic for the first time. What a person does elsewhere is not in it."""

    class How(models.TextChoices):
        PASSWORD = "password", _("Password")
        APP = "app", _("Password and app")
        RECOVERY = "recovery", _("Password and recovery code")
        PASSKEY = "passkey", _("Passkey")

    member = ClinicFK(Membership, cascade=True, related_name="sign_ins", indexed=False)
    # queries.handle_of: it names the session and does not open it.
    session = models.CharField(max_length=32)
    at = models.DateTimeField(default=clock.now)
    agent = models.CharField(max_length=300, blank=True)
    how = models.CharField(max_length=10, choices=How, default=How.PASSWORD)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "member", "session"], name="sign_in_once")
        ]
        indexes: ClassVar = [models.Index(fields=["clinic", "member", "-at"], name="sign_in_by_member")]
