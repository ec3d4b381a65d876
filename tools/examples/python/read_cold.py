#!/usr/bin/env python3
"""Reads a cold segment of Thermocline with h5py and NumPy alone, and plots one column.

Usage: read_cold.py FILE.h5 COLUMN PICTURE.png

The layout is plain HDF5: one dataset a column under /columns, a mask of missing values under /nulls,
texts kept as codes under /dictionaries. formats/docs/cold-format.md has every detail.
"""
import struct
import sys
import zlib

import h5py
import numpy as np


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def read_column(file, name):
    """Returns the values of a column as a NumPy array, masked where a row has none."""
    dataset = file["columns"][name]
    if "dictionary" in dataset.attrs:
        words = file[text(dataset.attrs["dictionary"])].asstr()[:]
        codes = dataset[:]
        values = words[codes] if len(words) else np.full(len(codes), "", dtype=object)
    elif h5py.check_string_dtype(dataset.dtype) is not None:
        values = dataset.asstr()[:]
    else:
        values = dataset[:]
    if text(dataset.attrs["type"]) == "timestamp":
        values = values.view("datetime64[ns]")
    if "null_mask" not in dataset.attrs:
        return values
    missing = file[text(dataset.attrs["null_mask"])][:]
    missing = missing.reshape(missing.shape + (1,) * (values.ndim - 1))
    return np.ma.array(values, mask=np.broadcast_to(missing, values.shape))


def read_table(file):
    """Returns the columns by their true names, which link names encode."""
    return {text(d.attrs["id"]): read_column(file, name) for name, d in file["columns"].items()}


def plot(values, path, width=800, height=300):
    """Draws real values by row as a line, darkest where most of them lie, into a PNG file."""
    if np.ma.isMaskedArray(values):
        values = values.astype(float).filled(np.nan)
    y = np.abs(values) if np.iscomplexobj(values) else np.asarray(values).astype(float)
    y = y.reshape(len(y), -1).mean(axis=1)
    x = np.arange(len(y))[np.isfinite(y)]
    y = y[np.isfinite(y)]
    if len(y) == 0:
        raise SystemExit("nothing to plot: the column has no finite value")
    low, high = y.min(), y.max()
    rows = ((high - y) / ((high - low) or 1.0) * (height - 1)).astype(int)
    columns = x * (width - 1) // max(1, x[-1])
    ink = np.zeros((height, width))
    np.add.at(ink, (rows, columns), 1.0)
    grey = 255 - (255 * np.sqrt(ink / ink.max())).astype(np.uint8)
    lines = b"".join(b"\0" + line.tobytes() for line in grey)
    with open(path, "wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n")
        header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
        for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b"")):
            out.write(struct.pack(">I", len(data)) + kind + data)
            out.write(struct.pack(">I", zlib.crc32(kind + data)))


def main(path, column, picture):
    with h5py.File(path, "r") as file:
        about = file.attrs
        print("table %s, rows %d to %d" % (
            text(about["table"]), about["base_row"], about["base_row"] + about["row_count"] - 1))
        for name, dataset in file["columns"].items():
            print("%s: %s, unit %s%s" % (
                text(dataset.attrs["id"]), text(dataset.attrs["type"]),
                text(dataset.attrs.get("units", "-")),
                ", " + text(dataset.attrs["description"]) if "description" in dataset.attrs else ""))
        table = read_table(file)
    for name, values in table.items():
        print("%s = %s ..." % (name, " ".join(str(v) for v in values[:3])))
    plot(table[column], picture)
    print("%s drawn into %s" % (column, picture))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
