"""Writes with h5py what HDF5 offers and other programs use, into one file.

Usage: write_foreign.py FILE earliest|latest
"""
import sys

import h5py
import numpy as np

random = np.random.default_rng(3)
f = h5py.File(sys.argv[1], "w", libver=sys.argv[2])
a = random.integers(0, 1000, size=(37, 23)).astype("<i4")

# Byte orders, shapes, odd types.
f["plain"] = a
f["big_endian_i4"] = a.astype(">i4")
f["big_endian_f8"] = random.normal(size=9).astype(">f8")
f["big_endian_complex"] = (random.normal(size=9) + 1j).astype(">c16")
f["scalar"] = 3.5
f["complex_scalar"] = 1 + 2j
f["bool"] = random.integers(0, 2, size=10).astype(bool)
f["null_space"] = h5py.Empty("f4")
f["no_rows"] = np.zeros((0, 4))
f.create_dataset("enum", data=[0, 1, 2], dtype=h5py.enum_dtype({"A": 0, "B": 1, "C": 2}, basetype="i2"))

# Filters.
f.create_dataset("gzip", data=a, chunks=(5, 7), compression="gzip", shuffle=True, fletcher32=True, fillvalue=-7)
f.create_dataset("lzf", data=a, chunks=(8, 8), compression="lzf")
f.create_dataset("lzf_noise", data=np.frombuffer(random.bytes(10000), "u1"), chunks=(1000,), compression="lzf", shuffle=True)
f.create_dataset("lzf_runs", data=np.zeros(70000, "u1"), chunks=(50000,), compression="lzf")
f.create_dataset("fletcher32", data=a, chunks=(8, 8), fletcher32=True)
f.create_dataset("shuffle_fletcher32", data=a, chunks=(8, 8), fletcher32=True, shuffle=True)
f.create_dataset("scaleoffset", data=a, chunks=(8, 8), scaleoffset=0)

# Every index of chunks, with holes.
d = f.create_dataset("holes", (100, 100), dtype="f8", chunks=(10, 10), fillvalue=3.5)
d[55:58, 33:77] = 1
d = f.create_dataset("holes_growing", (100, 100), maxshape=(None, 100), dtype="f8", chunks=(10, 10), fillvalue=3.5, compression="gzip")
d[55:58, 33:77] = 1
d[91, 3] = 9
d = f.create_dataset("holes_second_axis", (100, 90), maxshape=(100, None), dtype="i8", chunks=(10, 7), fillvalue=3)
d[55:58, 33:77] = 1
d = f.create_dataset("two_unlimited", (300, 200), maxshape=(None, None), dtype="i4", chunks=(1, 1))
d[:] = np.arange(60000).reshape(300, 200)
d = f.create_dataset("two_unlimited_gzip", (64, 64), maxshape=(None, None), dtype="i4", chunks=(2, 1), compression="gzip")
d[:] = np.arange(4096).reshape(64, 64)
d = f.create_dataset("below_limit", (20, 30), maxshape=(50, 70), dtype="i4", chunks=(4, 4))
d[:] = np.arange(600).reshape(20, 30)
d = f.create_dataset("paged_array", (5000,), dtype="i4", chunks=(1,), fillvalue=8)
d[1500:1510] = np.arange(10)
d[4999] = 1
d = f.create_dataset("extensible_pages", (150000,), maxshape=(None,), dtype="i1", chunks=(1,), fillvalue=5)
d[3:6] = 2
d[140000] = 3
d[149999] = 4
d = f.create_dataset("cube", (40, 3, 50), maxshape=(40, None, 50), dtype="i2", chunks=(7, 1, 9))
d[:] = np.arange(6000).reshape(40, 3, 50)
d = f.create_dataset("shrunk", (100,), maxshape=(None,), dtype="i4", chunks=(7,))
d[:] = np.arange(100)
d.resize((31,))
f.create_dataset("single_gzip", data=a, chunks=a.shape, compression="gzip")
f.create_dataset("single", data=a, chunks=a.shape)
f.create_dataset("never_written", (10,), dtype="f4", fillvalue=2.5)
f.create_dataset("never_written_chunks", (10,), dtype="f4", chunks=(3,), fillvalue=2.5)


def low_level(name, set_up):
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    set_up(plist)
    space = h5py.h5s.create_simple((10,))
    return h5py.Dataset(h5py.h5d.create(f.id, name, h5py.h5t.NATIVE_INT32, space, plist))


def early(plist):
    plist.set_chunk((4,))
    plist.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)


low_level(b"compact", lambda plist: plist.set_layout(h5py.h5d.COMPACT))[:] = np.arange(10)
low_level(b"implicit", early)[2:9] = np.arange(7)

# Texts.
f.create_dataset("texts", data=["a", "", "zwölf"], dtype=h5py.string_dtype())
d = f.create_dataset("texts_gzip", (300,), dtype=h5py.string_dtype(), chunks=(7,), compression="gzip")
d[3:200] = ["text %d" % i * (i % 5) for i in range(197)]
f.create_dataset("fixed_texts", data=np.array([b"abc", b"x", b""], dtype="S5"))
d = f.create_dataset("fixed_utf8", (4,), dtype=h5py.string_dtype("utf-8", 6))
d[1] = "hé"

# What is refused, and what must not hide the rest.
f.create_dataset("opaque", data=np.array([b"ab", b"cd"], dtype="V2"))
f["references"] = np.array([f["plain"].ref], dtype=h5py.ref_dtype)
f["compound"] = np.zeros(3, dtype=[("a", "i4"), ("b", "f8")])
f["named_type"] = np.dtype("<i4")
h5py.h5d.create(f.id, b"committed", f["named_type"].id, h5py.h5s.create_simple((3,)))
low_level(b"external", lambda plist: plist.set_external(b"data.bin", 0, 40))
layout = h5py.VirtualLayout((4, 37), "i4")
layout[0] = h5py.VirtualSource(f["plain"])[:, 0]
f.create_virtual_dataset("virtual", layout)

# Links, many children, attributes.
f["second_name"] = f["plain"]
f["soft"] = h5py.SoftLink("/plain")
f["outside"] = h5py.ExternalLink("other.h5", "/x")
group = f.create_group("group")
group["itself"] = group
group["above"] = f["/"]
many = f.create_group("many")
for i in range(300):
    many["k%05d" % i] = i
for i in range(60):
    many.attrs["a%d" % i] = "v%d" % i
f.attrs["u8"] = np.uint8(200)
f.attrs["u64"] = np.uint64(2**64 - 1)
f.attrs["numbers"] = a[:2]
f.attrs["flag"] = True
f.attrs["nothing"] = h5py.Empty("f4")
f.attrs["text"] = "tést"
f.attrs["texts"] = ["a", "b"]
f.attrs["reference"] = f["plain"].ref
f.close()
