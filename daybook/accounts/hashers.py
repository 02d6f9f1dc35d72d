"""Argon2id with OWASP's minimum (19 MiB, 2 passes, 1 lane): Django's own 100 MiB a check would let a handful of
simultaneous sign-ins eat a small server. https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
