"""Writes one file per dtype, byte order, storage order and shape into the folder given, and prints
for each: file, sha256 of its items as little-endian row-major bytes, dtype as we should name it."""
import hashlib
import io
import sys
import warnings

import numpy as np
from numpy.lib import format as npy

folder = sys.argv[1]
random = np.random.default_rng(20261121)
SHAPES = [(), (0,), (1,), (7,), (3, 4), (2, 3, 4), (0, 5), (5, 0, 2), (1, 1, 9), (300, 70), (33, 2, 1, 5)]
SIMPLE = ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16",
          "S5", "U3", "V6", "M8[ns]", "M8[us]", "M8[ms]", "M8[s]", "M8[D]", "M8[25us]", "M8", "m8[h]"]
STRUCTS = {
    "plain": [("x", "f8"), ("n", "i4"), ("flag", "b1"), ("name", "S3")],
    "nested": [("p", [("re", "f4"), ("im", "f4")]), ("z", "c16"), ("text", "U2")],
    "arrays": [("v", "f4", (3,)), ("m", "i2", (2, 2)), ("w", [("a", "u2"), ("b", "b1")], (2,))],
    "naïve ' \\ 名": [("naïve ' \\ 名", "i8"), ("é", "f8")],
}


def ordered(dtype, order):
    return np.dtype(dtype).newbyteorder(order)


def filled(dtype, shape):
    a = np.zeros(shape, dtype)
    fill(a)
    return a


def fill(a):
    if a.dtype.names:
        for name in a.dtype.names:
            fill(a[name])
    elif a.dtype.kind == "b":
        a[...] = random.integers(0, 2, a.shape)
    elif a.dtype.kind == "U":
        words = np.array(["", "a", "né", "\U0001F600x", "日本語"])
        a[...] = words[random.integers(0, len(words), a.shape)]
    else:
        raw = random.bytes(a.size * a.dtype.itemsize)
        a[...] = np.frombuffer(raw, a.dtype).reshape(a.shape)


def logical(a):
    """Little-endian, row-major bytes; of records, field by field, so that padding does not count."""
    if a.dtype.names:
        return b"".join(logical(a[name]) for name in a.dtype.names)
    a = np.array(a, order="C")
    big = a.dtype.byteorder == ">"
    return a.byteswap().tobytes() if big else a.tobytes()


def save(name, a, version=None):
    with open(f"{folder}/{name}.npy", "wb") as f, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        npy.write_array(f, a, version, allow_pickle=False)
    print(name + ".npy", hashlib.sha256(logical(a)).hexdigest(), a.dtype.str if not a.dtype.names else "struct")


def orders(name, dtype, shape):
    a = filled(dtype, shape)
    for order in "CF":
        save(f"{name}-{order}", np.array(a, order=order, copy=True))


number = 0
for dtype in SIMPLE:
    for order in "<>":
        for shape in SHAPES:
            orders(f"{number:04d}", ordered(dtype, order), shape)
            number += 1
for fields in STRUCTS.values():
    for align in (False, True):
        for order in "<>":
            for shape in SHAPES:
                dtype = np.dtype(fields, align=align).newbyteorder(order)
                orders(f"{number:04d}", dtype, shape)
                number += 1
for version in ((1, 0), (2, 0), (3, 0)):
    save(f"version{version[0]}", filled("<f8", (5, 2)), version)
save("long-columns-F", np.array(filled("<f8", (70001, 3)), order="F"))
save("long-records-F", np.array(filled(np.dtype([("a", ">i4"), ("b", "<f8")]), (40001, 2)), order="F"))
