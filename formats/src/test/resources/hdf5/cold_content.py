"""Logical content of cold segments, computed from what h5py sees and nothing else.

Usage: cold_content.py FILE...    prints for each file its SHA-256 and what its attributes claim.
The bytes hashed are those of the class LogicalHash; this is a second implementation of them.
"""
import hashlib
import json
import struct
import sys

import h5py
import numpy as np


def by_id(group):
    return {d.attrs["id"]: d for d in group.values()} if group is not None else {}


def u32(n):
    return struct.pack("<I", n)


def with_length(b):
    return u32(len(b)) + b


def texts_of(f, dataset):
    """Texts of a column as a list of bytes, whatever their layout."""
    if "dictionary" in dataset.attrs:
        texts = texts_of(f, f[dataset.attrs["dictionary"]])
        return [texts[c] for c in dataset[:]]
    return [t if isinstance(t, bytes) else t.tobytes() for t in dataset[:]]


def column(f, kind, dataset, nulls):
    n = dataset.shape[0]
    mask = nulls[:] if nulls is not None else np.zeros(n, bool)
    yield np.packbits(mask, bitorder="little").tobytes()
    if kind in ("string", "json", "binary"):
        texts = texts_of(f, dataset)
        for i in range(n):
            yield u32(0) if mask[i] else with_length(texts[i])
    elif kind == "list<string>":
        rows = dataset[:]
        for i in range(n):
            row = [] if mask[i] else rows[i]
            yield u32(len(row))
            for t in row:
                yield with_length(t if isinstance(t, bytes) else t.tobytes())
    elif kind.startswith("list<"):
        rows = dataset[:]
        for i in range(n):
            row = rows[i][:0] if mask[i] else rows[i]
            yield u32(len(row)) + row.tobytes()
    else:
        values = dataset[:]
        assert values.dtype.byteorder in "<|=", values.dtype
        values[mask] = np.zeros((), values.dtype)
        yield values.tobytes()


def content(path):
    digest = hashlib.sha256()
    with h5py.File(path, "r") as f:
        text = f.attrs["schema"] if "schema" in f.attrs else f["schema"].asstr()[()]
        digest.update(text.encode())
        columns, nulls = by_id(f["columns"]), by_id(f.get("nulls"))
        for c in json.loads(text)["columns"]:
            dataset = columns[c["name"]]
            assert dataset.attrs["type"] == c["type"]
            assert dataset.maxshape[0] is None and dataset.fletcher32
            for part in column(f, c["type"], dataset, nulls.get(c["name"])):
                digest.update(part)
        return digest.hexdigest(), f.attrs["content_sha256"]


for name in sys.argv[1:]:
    print(*content(name))
