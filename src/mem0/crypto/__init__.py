"""Envelope encryption: a master key wraps a store's keys, those seal what is written (AES-256-GCM).

    master key  (a passphrase, 32 bytes, or somebody else's `wrap` and `unwrap`)
      └── key of keys     random, one a store, renewed when the master key is changed
            ├── secrets of the store      lookup of names, hash chain of the audit log
            └── data keys                 one an owner (user, agent, app, run), destroyed when the owner is forgotten

Everything is pure but for random numbers; `cryptography` is the extra "encryption" and is loaded when a key is used.
"""

from .masters import KEY_PLACES, KeySource, Master, key_from_environment, key_from_file, key_from_keyring, read_key
from .sealing import KEY_BYTES, Cipher, Tampered, cipher, derive, new_key, open_sealed, seal

__all__ = [
    "KEY_BYTES",
    "KEY_PLACES",
    "Cipher",
    "KeySource",
    "Master",
    "Tampered",
    "cipher",
    "derive",
    "key_from_environment",
    "key_from_file",
    "key_from_keyring",
    "new_key",
    "open_sealed",
    "read_key",
    "seal",
]
