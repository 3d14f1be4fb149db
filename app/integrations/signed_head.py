"""The head of the audit's seals, kept and signed outside the database, in files that only the service may read."""

import json
import logging
import os
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.domain.audit_seals import Head
from app.settings import Settings

log = logging.getLogger(__name__)


class NotSigned(Exception):
    """A head that is not ours, or was changed after it was signed."""


class SignedHead:
    """The folder with the head, its private key, and the public key that an auditor may take along."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.file = folder / "head.json"
        self.public_file = folder / "public.pem"
        self._private_file = folder / "private.pem"
        self._key: Ed25519PrivateKey | None = None

    @classmethod
    def of(cls, settings: Settings) -> "SignedHead":
        """Where this installation keeps it."""
        return cls(settings.audit_dir or settings.var_dir / "audit")

    def read(self, file: Path | None = None, public_file: Path | None = None) -> Head | None:
        """The head, or None where there is none yet. Raises NotSigned."""
        file = file or self.file
        if not file.exists():
            return None
        try:
            kept = json.loads(file.read_bytes())
            head, signature = Head.read(kept["head"]), b64decode(kept["signature"], validate=True)
            self._public(public_file).verify(signature, head.signed_text())
        except (ValueError, KeyError, TypeError, OSError, InvalidSignature) as error:
            raise NotSigned(str(file)) from error
        return head

    def write(self, head: Head) -> None:
        """Sign and keep a head: the old one or the new stands there at each moment, also when the power fails."""
        signature = b64encode(self._private().sign(head.signed_text())).decode()
        self._replace(self.file, json.dumps({"head": head.told(), "signature": signature}, indent=1).encode())
        log.info("audit sealed", extra={"seal": head.number, "digest": head.digest, "entries": head.total})

    def set_aside(self) -> Path | None:
        """Put the head away under a name of its own, so that another may begin; answers where it is."""
        if not self.file.exists():
            return None
        number = 1
        while (aside := self._folder / f"head-set-aside-{number}.json").exists():
            number += 1
        self.file.rename(aside)
        return aside

    def _private(self) -> Ed25519PrivateKey:
        if self._key is None:
            if not self._private_file.exists():
                self._make_key()
            key = serialization.load_pem_private_key(self._private_file.read_bytes(), None)
            if not isinstance(key, Ed25519PrivateKey):
                raise NotSigned(str(self._private_file))
            self._key = key
        return self._key

    def _public(self, file: Path | None) -> Ed25519PublicKey:
        key = serialization.load_pem_public_key((file or self.public_file).read_bytes())
        if not isinstance(key, Ed25519PublicKey):
            raise NotSigned(str(file))
        return key

    def _make_key(self) -> None:
        """Two processes that make one at once end with one: the first file stays."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = Ed25519PrivateKey.generate()
        pem = made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        own = self._folder / f"private.{os.getpid()}.pem"
        self._write(own, pem)
        try:
            os.link(own, self._private_file)
        except FileExistsError:
            made = self._private_after_another()
        finally:
            own.unlink()
        public = made.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self._replace(self.public_file, public)

    def _private_after_another(self) -> Ed25519PrivateKey:
        key = serialization.load_pem_private_key(self._private_file.read_bytes(), None)
        if not isinstance(key, Ed25519PrivateKey):
            raise NotSigned(str(self._private_file))
        return key

    def _replace(self, file: Path, content: bytes) -> None:
        own = file.with_name(f"{file.name}.{os.getpid()}")
        self._write(own, content)
        own.replace(file)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @staticmethod
    def _write(file: Path, content: bytes) -> None:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
