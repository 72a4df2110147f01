"""What only a browser's own secret opens: notes of a sign-in that a database keeps for all processes.

The server keeps a fingerprint of the secret, never the secret: whoever reads the database reads nothing.
"""

from __future__ import annotations

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from suprovid.store.vault import NONCE, expand


def veiled(secret: str, text: str) -> str:
    """The text, sealed with a key that is drawn from the secret; nothing stays nothing."""
    if not text:
        return ""
    nonce = os.urandom(NONCE)
    return base64.b64encode(nonce + _cipher(secret).encrypt(nonce, text.encode(), None)).decode()


def unveiled(secret: str, sealed: str) -> str:
    """The text again; nothing where it was sealed with another secret."""
    try:
        raw = base64.b64decode(sealed, validate=True)
        return _cipher(secret).decrypt(raw[:NONCE], raw[NONCE:], None).decode() if raw else ""
    except (ValueError, InvalidTag):
        return ""


def _cipher(secret: str) -> AESGCM:
    return AESGCM(expand(secret.encode("utf-8", "surrogateescape"), b"veil"))
