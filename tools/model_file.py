"""The container of a model file: magic, format, SHA-256 of the payload, payload. Read by src/adapters/embedder-builtin.ts."""
import hashlib
import struct

MAGIC = b"SEMBMODL"
FORMAT = 1


def write(path, payload):
    """Writes `payload` (bytes) under its digest; returns the digest in hex."""
    digest = hashlib.sha256(payload).digest()
    with open(path, "wb") as f:
        f.write(MAGIC + struct.pack("<I", FORMAT) + digest + payload)
    return digest.hex()
