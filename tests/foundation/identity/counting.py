"""A hasher that counts its work, so that equal time is shown by equal work and not by a clock."""

from __future__ import annotations

from django.contrib.auth.hashers import MD5PasswordHasher

CALLS: list[str] = []


class Counting(MD5PasswordHasher):
    """Notes each password it hashes."""

    algorithm = "counting"

    def encode(self, password, salt):
        CALLS.append(password)
        return super().encode(password, salt)
