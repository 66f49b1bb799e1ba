"""The certificate of the recorder's https origins: made for one run, in a folder that goes with it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from harness.clients.process import ClientError, run_program

_TIMEOUT_S = 30
# Nothing of the machine's own settings for openssl. It signs itself: who trusts it trusts these names alone.
_REQUEST = """\
[req]
distinguished_name = subject
x509_extensions = extensions
prompt = no
[subject]
CN = Carom's recorder
[extensions]
basicConstraints = critical, CA:TRUE
keyUsage = critical, digitalSignature, keyCertSign
subjectKeyIdentifier = hash
subjectAltName = {names}
"""


@dataclass(frozen=True)
class Certificate:
    file: Path  # PEM, for whoever is to trust it
    key: Path


def make_certificate(folder: Path, names: tuple[str, ...]) -> Certificate:
    """In: names are as in subjectAltName, `IP:127.0.0.1`."""
    request, made = folder / "request.cnf", Certificate(folder / "certificate.pem", folder / "key.pem")
    request.write_text(_REQUEST.format(names=", ".join(names)), encoding="ascii")
    done = run_program(["openssl", "req", "-x509", "-config", str(request), "-newkey", "ec",
                        "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", "2",
                        "-keyout", str(made.key), "-out", str(made.file)], _TIMEOUT_S)
    if done.timed_out or done.code != 0:
        raise ClientError(f"openssl made no certificate: {done.err.strip()[-500:]}")
    return made


def public_key_hash(file: Path) -> str:
    """Of the certificate's public key as Chromium is told it: SHA-256 of its DER, in Base64."""
    pem = run_program(["openssl", "x509", "-in", str(file), "-noout", "-pubkey"], _TIMEOUT_S)
    if pem.timed_out or pem.code != 0:
        raise ClientError(f"openssl reads no public key: {pem.err.strip()[-500:]}")
    lines = [line for line in pem.out.splitlines() if not line.startswith("-----")]
    return base64.b64encode(hashlib.sha256(base64.b64decode("".join(lines))).digest()).decode("ascii")
