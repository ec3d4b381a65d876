"""Everything h5py sees in HDF5 files, in the words of RandomTree.java.

Usage: tree_manifest.py FILE...
A line an object: file, path, kind, type, shape, largest shape (-1: unlimited), digest; a line an
attribute: the same with @name behind the path. Numbers and compounds are digested as they lie in
memory, fixed texts with their padding; texts and lists of numbers as u32 length and bytes, lists of
texts as u32 count and texts.
"""
import hashlib
import os
import struct
import sys

import h5py
import numpy as np

NUMBERS = {
    "i1": "i8", "i2": "i16", "i4": "i32", "i8": "i64", "u1": "u8", "u2": "u16", "u4": "u32",
    "u8": "u64", "f2": "f16", "f4": "f32", "f8": "f64", "c8": "complex64", "c16": "complex128",
    "b1": "bool",
}


def name_of(dtype):
    text = h5py.check_string_dtype(dtype)
    if text is not None:
        return "text" if text.length is None else "text[%d]" % text.length
    base = h5py.check_vlen_dtype(dtype)
    if base is not None:
        return "list<" + name_of(base) + ">"
    if dtype.names:
        return "{" + ", ".join(dtype.names) + "}"
    return NUMBERS[dtype.kind + str(dtype.itemsize)]


def text_bytes(value):
    utf8 = value if isinstance(value, bytes) else value.encode()
    return struct.pack("<I", len(utf8)) + utf8


def content(dtype, value):
    if dtype.hasobject:
        parts = []
        for row in np.asarray(value, dtype=object).ravel() if np.ndim(value) else [value]:
            if h5py.check_string_dtype(dtype) is not None:
                parts.append(text_bytes(row))
            elif h5py.check_vlen_dtype(dtype).hasobject:
                parts.append(struct.pack("<I", len(row)) + b"".join(text_bytes(t) for t in row))
            else:
                data = np.ascontiguousarray(row).tobytes()
                parts.append(struct.pack("<I", len(data)) + data)
        return b"".join(parts)
    return np.ascontiguousarray(value).astype(dtype, copy=False).tobytes()


def line(name, path, kind, dtype, shape, largest, value):
    digest = hashlib.sha256(content(dtype, value)).hexdigest()[:16]
    axes = [",".join(str(-1 if n is None else n) for n in extents) for extents in (shape, largest)]
    print(name, path, kind, name_of(dtype), "(%s)" % axes[0], "(%s)" % axes[1], digest, sep="|")


def attributes(name, path, item):
    for key in item.attrs:
        attribute = h5py.h5a.open(item.id, key.encode())
        value = item.attrs[key]
        line(name, path + "@" + key, "attribute", attribute.dtype, attribute.shape,
             attribute.shape, value)


def walk(name, group, path):
    print(name, path or "/", "group", sep="|")
    attributes(name, path or "/", group)
    for key in group:
        item = group[key]
        child = path + "/" + key
        if isinstance(item, h5py.Group):
            walk(name, item, child)
        else:
            line(name, child, "dataset", item.dtype, item.shape, item.maxshape, item[()])
            attributes(name, child, item)


sys.stdout.reconfigure(encoding="utf-8")
for argument in sys.argv[1:]:
    with h5py.File(argument, "r") as f:
        walk(os.path.basename(argument), f, "")
