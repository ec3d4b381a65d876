"""Loads every .npy and .npz file of the folder given as NumPy users do and prints what it found:
name, dtype, shape, order, offset of the data modulo 64, sha256 of the items."""
import glob
import hashlib
import os
import sys

import numpy as np


def report(name, a, offset):
    shape = "x".join(str(d) for d in a.shape) or "scalar"
    print(name, a.dtype.str if not a.dtype.names else "struct", shape,
          "C" if a.flags.c_contiguous else "F", offset % 64,
          hashlib.sha256(np.ascontiguousarray(a).tobytes()).hexdigest())


for path in sorted(glob.glob(sys.argv[1] + "/*.npy")):
    name = os.path.basename(path)
    a = np.load(path, allow_pickle=False, max_header_size=1 << 20)
    offset = os.path.getsize(path) - a.nbytes
    if a.nbytes:
        mapped = np.load(path, mmap_mode="r", max_header_size=1 << 20)
        assert mapped.offset == offset and mapped.tobytes() == a.tobytes(), path
    report(name, a, offset)
for path in sorted(glob.glob(sys.argv[1] + "/*.npz")):
    with np.load(path, allow_pickle=False) as archive:
        assert archive.zip.testzip() is None, path
        for name in archive.files:
            report(os.path.basename(path) + "/" + name, archive[name], 0)
