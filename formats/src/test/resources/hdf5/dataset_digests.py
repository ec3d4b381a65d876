"""What h5py sees in HDF5 files, a line a dataset: file, path, kind, shape, digest.

Usage: dataset_digests.py FILE...
Numbers are digested as little-endian bytes, texts as UTF-8 lines. Soft and external links are not
followed, a group with several names is entered once.
"""
import hashlib
import os
import sys

import h5py
import numpy as np

NAMES = {
    "b1": "bool", "i1": "i8", "i2": "i16", "i4": "i32", "i8": "i64", "u1": "u8", "u2": "u16",
    "u4": "u32", "u8": "u64", "f2": "f16", "f4": "f32", "f8": "f64", "c8": "complex64",
    "c16": "complex128",
}


def digest(data):
    return hashlib.sha256(data).hexdigest()[:16]


def shape(values):
    return "(" + ",".join(str(n) for n in values) + ")"


def describe(dataset):
    if h5py.check_string_dtype(dataset.dtype) is not None:
        values = np.asarray(dataset[()], dtype=object).ravel().tolist()
        texts = [v if isinstance(v, bytes) else v.encode() for v in values]
        return "text " + shape(dataset.shape) + " " + digest(b"".join(t + b"\n" for t in texts))
    values = np.zeros(0, dataset.dtype) if dataset.shape is None else np.asarray(dataset[()])
    if values.dtype.names == ("real", "imag"):  # as MATLAB writes complex numbers
        values = values["real"] + 1j * values["imag"]
    values = values.astype(values.dtype.newbyteorder("<"))
    name = NAMES.get(values.dtype.kind + str(values.dtype.itemsize))
    if name is None:
        return "other"
    return name + " " + shape(values.shape) + " " + digest(np.ascontiguousarray(values).tobytes())


def walk(name, group, path, seen):
    for key in sorted(group):
        child = path + "/" + key
        if not isinstance(group.get(key, getlink=True), h5py.HardLink):
            print(name, child, "link")
            continue
        try:
            item = group[key]
            if isinstance(item, h5py.Group):
                address = h5py.h5o.get_info(item.id).addr
                if address not in seen:
                    walk(name, item, child, seen | {address})
                    seen.add(address)
            elif isinstance(item, h5py.Dataset):
                print(name, child, describe(item))
            else:
                print(name, child, "datatype")
        except (OSError, KeyError, TypeError, ValueError):
            print(name, child, "unreadable")


for argument in sys.argv[1:]:
    with h5py.File(argument, "r") as f:
        walk(os.path.basename(argument), f, "", {h5py.h5o.get_info(f.id).addr})
