"""Reads a state file as its description says, with NumPy, struct and json alone; compares its amplitudes bit for
bit with a NumPy array and its checksum with hashlib; maps them in place; prints id, qubits, offset of the data."""
import hashlib
import json
import struct
import sys

import numpy as np

path, expected = sys.argv[1:]
with open(path, "rb") as f:
    length, = struct.unpack("<I", f.read(4))
    header = json.loads(f.read(length))
    assert f.read(4) == b"RAW "
    size, = struct.unpack("<Q", f.read(8))
    offset = f.tell()
    data = f.read(size)
    length, = struct.unpack("<I", f.read(4))
    metadata = json.loads(f.read(length))
    assert f.read() == b""
assert header["format"] == "QMS_BINARY_v1" and header["dtype"] == "complex128"
assert header["shape"] == [1 << header["n_qubits"]]
digest = hashlib.sha256(data).hexdigest()
assert header["checksum"] == metadata["checksum"] == digest
array = np.load(expected)
assert np.frombuffer(data, "<c16").tobytes() == array.tobytes()
mapped = np.memmap(path, "<c16", "r", offset, shape=tuple(header["shape"]))
assert mapped.tobytes() == array.tobytes()
print(header["state_id"], header["n_qubits"], offset % 64, metadata["circuit"])
