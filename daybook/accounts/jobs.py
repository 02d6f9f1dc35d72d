"""The jobs of accounts."""

from daybook.accounts.actions import forget_old as forgetting
from daybook.tenancy.jobs import each_clinic, every


@every("7 * * * *", "accounts.forget_old")
def forget_old() -> None:
    forgetting.forget_old()


@every("37 2 * * *", "accounts.forget_old_invitations")
def forget_old_invitations() -> None:
    each_clinic(forgetting.forget_old_invitations)


@every("41 2 * * *", "accounts.forget_old_sign_ins")
def forget_old_sign_ins() -> None:
    each_clinic(forgetting.forget_old_sign_ins)
