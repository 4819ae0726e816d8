"""How the passwords we make are kept by a server: as a SCRAM secret of our own making."""

import base64
import hashlib
import hmac
import secrets

_ROUNDS = 1
"""A guess costs as many, and so does each session on either side; nobody guesses 128 random bits."""
_SALT_BYTES = 16


def new_password() -> str:
    """One that cannot be guessed."""
    return secrets.token_hex(16)


def scram_secret(password: str) -> str:
    """What ``CREATE ROLE … PASSWORD`` takes in place of the password and keeps as it is.

    PostgreSQL itself would hash it 4,096 times, as somebody may have thought of it, and then each session does so again
    (SCRAM_SHA_256_DEFAULT_ITERATIONS in scram-common.h; a setting only from 16 on).
    """
    salt = secrets.token_bytes(_SALT_BYTES)
    # RFC 5802, section 3, with SHA-256 as in RFC 7677.
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ROUNDS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    served = hmac.digest(salted, b"Server Key", "sha256")
    return f"SCRAM-SHA-256${_ROUNDS}:{_text(salt)}${_text(stored)}:{_text(served)}"


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
