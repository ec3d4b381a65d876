"""Checks with h5py what Hdf5WriterTest writes: types, chunks, filters, attributes, names.

Usage: read_written.py FILE
"""
import sys

import h5py
import numpy as np

f = h5py.File(sys.argv[1], "r")

assert f.attrs["creator"] == "tést" and f.attrs["empty"] == ""
assert f.attrs["n"] == 42 and f.attrs["x"] == 1.5 and f.attrs["yes"] == True  # noqa: E712
assert f.attrs["v"].tolist() == [1.0, -0.0, 3.0] and f.attrs["k"].tolist() == [1, -2]
assert f.attrs["texts"].tolist() == ["a", "", "ccc"]

dtypes = {
    "bool": "bool", "i8": "int8", "i16": "int16", "i32": "int32", "i64": "int64", "u8": "uint8",
    "u16": "uint16", "u32": "uint32", "u64": "uint64", "f16": "float16", "f32": "float32",
    "f64": "float64", "complex64": "complex64", "complex128": "complex128",
}
for name, dtype in dtypes.items():
    for rows in (0, 1, 2, 65535, 65536, 65537):
        d, g = f["types"][name + " %d" % rows], f["types"][name + " %d growable" % rows]
        assert d.dtype == dtype == g.dtype and d.shape == (rows,) == g.shape
        assert d.maxshape == (rows,) and g.maxshape == (None,) and g.fletcher32
        assert g.attrs["units"] == "m s-1"
        assert d[:].tobytes() == g[:].tobytes()

assert f["texts"].asstr()[:].tolist()[:3] == ["one", "", "drei ü"]
assert len(f["texts"][3]) == 200000
lists = f["lists"]
assert all(np.array_equal(row, np.arange(i, i + i % 5)) for i, row in enumerate(lists[:]))
assert [[t.decode() for t in row] for row in f["text_lists"][:3]] == [[], ["s0"], ["s0", "s1"]]

assert f["wide"].chunks == (1, 131072) and f["cube"].chunks == (1, 16, 6000)
assert np.array_equal(f["wide"][:].ravel(), np.arange(1800000))
assert np.array_equal(f["cube"][:].ravel(), np.arange(1800000))
assert f["contiguous"].chunks is None and f["contiguous"].id.get_offset() % 64 == 0
assert f["scalar"][()] == 0.5 and f["json"].asstr()[()] == '{"a":[1,2]}'
assert f["lonely/json"].asstr()[()] == "{}"

assert f["smooth"].compression == "gzip" and f["smooth"].shuffle and f["smooth"].fletcher32
assert f["noise"].compression is None and not f["noise"].shuffle and f["noise"].fletcher32
assert f["a%2Fb%25"].attrs["id"] == "a/b%" and f["%2E%2E"].attrs["id"] == ".."
assert max(len(name.encode()) for name in f) == 254
print("sound")
