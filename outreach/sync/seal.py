"""Sealing what other hands carry: the only place that imports nacl (which is loaded when something is sealed).

Keys are 32 bytes, written as 43 characters of base64url. What was altered, or sealed with another key, does not
open: NotOpened is raised, and never a part of the content.
"""

import base64
import hashlib

KEY_BYTES = 32
MARK_LENGTH = 8


class NotOpened(Exception):
    """Sealed with another key, or altered on the way."""


def new_private_key() -> str:
    """A server's own half of a new key pair (X25519)."""
    from nacl.public import PrivateKey

    return _text(bytes(PrivateKey.generate()))


def public_key(private: str) -> str:
    """The half of a private key that everybody may know."""
    from nacl.public import PrivateKey

    return _text(bytes(PrivateKey(_bytes(private)).public_key))


def mark(public: str) -> str:
    """The beginning of a public key: enough to tell a tablet's key from a newer one."""
    return public[:MARK_LENGTH]


def seal(public: str, content: bytes) -> bytes:
    """``content`` so that only the holder of the private key opens it; not even the sender can any more."""
    from nacl.public import PublicKey, SealedBox

    return bytes(SealedBox(PublicKey(_bytes(public))).encrypt(content))


def unseal(private: str, sealed: bytes) -> bytes:
    """What ``seal`` was given; raises NotOpened."""
    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey, SealedBox

    try:
        return bytes(SealedBox(PrivateKey(_bytes(private))).decrypt(sealed))
    except (CryptoError, ValueError):
        raise NotOpened from None


def lock(token: str, name: str, content: bytes) -> bytes:
    """The answer to the file ``name``, so that only who knows the tablet's token opens it."""
    from nacl.secret import SecretBox

    return bytes(SecretBox(_answer_key(token, name)).encrypt(content))


def unlock(token: str, name: str, locked: bytes) -> bytes:
    """What ``lock`` was given; raises NotOpened."""
    from nacl.exceptions import CryptoError
    from nacl.secret import SecretBox

    try:
        return bytes(SecretBox(_answer_key(token, name)).decrypt(locked))
    except (CryptoError, ValueError):
        raise NotOpened from None


def _answer_key(token: str, name: str) -> bytes:
    """One key a file: BLAKE2b of its name, keyed with the token (whose hash fits whatever its length)."""
    key = hashlib.blake2b(token.encode(), digest_size=64, person=b"gocua token").digest()
    return hashlib.blake2b(name.encode(), key=key, digest_size=KEY_BYTES, person=b"gocua answer").digest()


def _text(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode().rstrip("=")


def _bytes(key: str) -> bytes:
    return base64.urlsafe_b64decode(key + "=")
