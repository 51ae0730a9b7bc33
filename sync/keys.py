"""Keys of a device or of the centre: one to sign with, one to be written to."""

from __future__ import annotations

import base64
import binascii
import functools
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

KEY_BYTES = 32


@functools.cache
def _suite() -> Suite:
    """RFC 9180 with X25519, HKDF-SHA256 and ChaCha20-Poly1305."""
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


def to_text(data: bytes) -> str:
    """Bytes as base64url without padding: the one text form of keys, signatures and hashes on the wire."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def to_bytes(text: str) -> bytes:
    """Undo `to_text`; ValueError for anything that `to_text` would not have written."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, TypeError, UnicodeError) as fault:
        raise ValueError("not base64url") from fault
    if to_text(data) != text:
        raise ValueError("not canonical base64url")
    return data


@dataclass(frozen=True)
class PublicKey:
    """What others may know: 32 bytes of Ed25519 to check signatures, 32 of X25519 to write to the owner."""

    sign: bytes
    box: bytes

    @property
    def text(self) -> str:
        """Both keys in one word of 86 characters."""
        return to_text(self.sign + self.box)

    @classmethod
    def from_text(cls, text: str) -> PublicKey:
        """Undo `text`; ValueError when it is none."""
        data = to_bytes(text)
        if len(data) != 2 * KEY_BYTES:
            raise ValueError("a public key has 64 bytes")
        return cls(data[:KEY_BYTES], data[KEY_BYTES:])

    @property
    def id(self) -> str:
        """Short name inside packets, 11 characters; a hint where to look, never a proof."""
        return to_text(self.digest[:8])

    @property
    def digest(self) -> bytes:
        """SHA-256 over both keys, 32 bytes."""
        return hashlib.sha256(b"ruhu key 1" + self.sign + self.box).digest()

    @property
    def fingerprint(self) -> str:
        """For reading out over the telephone: six groups of four digits, about 79 bits."""
        digits = f"{int.from_bytes(self.digest[8:24], 'big') % 10**24:024d}"
        return " ".join(digits[i : i + 4] for i in range(0, 24, 4))

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether the owner signed `message`."""
        return verifies(self.sign, signature, message)

    def seal(self, secret: bytes, info: bytes) -> bytes:
        """Lock `secret` for the owner: HPKE, 32 bytes of key share, then ciphertext and tag."""
        return _suite().encrypt(secret, X25519PublicKey.from_public_bytes(self.box), info=info)


@dataclass(frozen=True, repr=False)
class DeviceKeys:
    """Both private keys of a device or centre, as raw 32-byte seeds; kept inside the encrypted store only."""

    sign_seed: bytes
    box_seed: bytes

    @classmethod
    def generate(cls) -> DeviceKeys:
        """Make new keys from the system's random source."""
        return cls(
            Ed25519PrivateKey.generate().private_bytes_raw(), X25519PrivateKey.generate().private_bytes_raw()
        )

    @property
    def text(self) -> str:
        """Both seeds in one word, for the store."""
        return to_text(self.sign_seed + self.box_seed)

    @classmethod
    def from_text(cls, text: str) -> DeviceKeys:
        """Undo `text`; ValueError when it is none."""
        data = to_bytes(text)
        if len(data) != 2 * KEY_BYTES:
            raise ValueError("private keys have 64 bytes")
        return cls(data[:KEY_BYTES], data[KEY_BYTES:])

    @functools.cached_property
    def public(self) -> PublicKey:
        """The half that others may know."""
        sign = Ed25519PrivateKey.from_private_bytes(self.sign_seed).public_key().public_bytes_raw()
        box = X25519PrivateKey.from_private_bytes(self.box_seed).public_key().public_bytes_raw()
        return PublicKey(sign, box)

    def sign(self, message: bytes) -> bytes:
        """Ed25519 over `message`, 64 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.sign_seed).sign(message)

    def unseal(self, sealed: bytes, info: bytes) -> bytes:
        """Undo `PublicKey.seal`; ValueError when it was locked for somebody else or changed."""
        try:
            return _suite().decrypt(sealed, X25519PrivateKey.from_private_bytes(self.box_seed), info=info)
        except (InvalidTag, ValueError) as fault:
            raise ValueError("not locked for these keys") from fault


def verifies(sign: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the owner of the 32-byte Ed25519 key `sign` signed `message`; False for a key that is none."""
    try:
        Ed25519PublicKey.from_public_bytes(sign).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
