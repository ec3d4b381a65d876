"""Reads plain state files as their description says, without our code, and prints for each: name,
marker, n_qubits, sha256 of the amplitudes, whether the checksums agree, offset of the data mod 64."""
import hashlib
import json
import struct
import sys
import zlib

for path in sys.argv[1:]:
    with open(path, "rb") as f:
        raw = f.read()
    length, = struct.unpack_from("<I", raw)
    header = json.loads(raw[4:4 + length])
    at = 4 + length
    marker = raw[at:at + 4].decode("latin1")
    data = b""
    offset = 0
    if marker in ("RAW ", "COMP"):
        stored, = struct.unpack_from("<Q", raw, at + 4)
        offset = at + 12
        data = raw[offset:offset + stored]
        at = offset + stored
        if marker == "COMP":
            data = zlib.decompress(data)
        assert len(data) == 16 << header["n_qubits"]
    else:
        marker = "none"
    size, = struct.unpack_from("<I", raw, at)
    text = raw[at + 4:at + 4 + size]
    assert at + 4 + size == len(raw)
    metadata = json.loads(text)
    for key in ("version", "n_qubits", "timestamp", "compression"):
        assert key in metadata, key
    digest = hashlib.sha256(data).hexdigest()
    agree = header.get("checksum") == metadata.get("checksum") == (digest if data else None)
    blank = text.replace(metadata["metadata_checksum"].encode(), b"0" * 64)
    whole = hashlib.sha256(raw[4:4 + length] + blank).hexdigest()
    print(path.rsplit("/", 1)[1], marker.strip(), header["n_qubits"], digest,
          agree and whole == metadata["metadata_checksum"], offset % 64)
