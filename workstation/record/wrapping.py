"""A study key wrapped by a passphrase: argon2id makes a key of it, AES-GCM seals the study key with it.

The seal proves the passphrase: with a wrong one nothing comes out, rather than a wrong key.
"""

from __future__ import annotations

import secrets
import unicodedata

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from workstation.record.key_ring import Cost, WrappedKey

_KEY_BYTES, _SALT_BYTES, _NONCE_BYTES = 32, 16, 12


def wrap(secret: bytes, passphrase: str, bound_to: bytes, cost: Cost) -> WrappedKey:
    """Seal a key with a passphrase; ``bound_to`` is needed again to open it, so it fits nobody else."""
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(_derived(passphrase, salt, cost)).encrypt(nonce, secret, bound_to)
    return WrappedKey(salt, cost, nonce, sealed)


def unwrap(wrapped: WrappedKey, passphrase: str, bound_to: bytes) -> bytes | None:
    """The key, or None if the passphrase is another one (or the seal is damaged)."""
    try:
        return AESGCM(_derived(passphrase, wrapped.salt, wrapped.cost)).decrypt(
            wrapped.nonce, wrapped.sealed, bound_to
        )
    except InvalidTag:
        return None


def _derived(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    # The same words typed on another system may come as other code points.
    secret = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    return hash_secret_raw(secret, salt, cost.passes, cost.memory_kib, cost.lanes, _KEY_BYTES, Type.ID)
