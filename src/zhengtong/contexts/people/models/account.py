"""The account of an official or an administrator."""

from django.contrib.auth.models import AbstractUser


class Account(AbstractUser):
    """A person who signs in. Residents need none to ask."""
