"""The account of an official or an administrator."""

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_lazy as _


class Account(AbstractUser):
    """A person who signs in. Residents need none to ask."""

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
