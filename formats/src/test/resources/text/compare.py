# Reads a CSV file and the JSON lines made of it, with readers of their own, and compares cell by cell.
# Arguments: CSV, JSON lines, text of nulls. Prints the number of cells that were compared.
import csv
import gzip
import json
import sys

path, lines_path, null_text = sys.argv[1:4]
opener = gzip.open if path.endswith(".gz") else open
cells = 0
with opener(path, "rt", newline="", encoding="utf-8") as rows, open(lines_path, encoding="utf-8") as lines:
    reader = csv.reader(rows, strict=True)
    header = next(reader)
    for number, (row, line) in enumerate(zip(reader, lines, strict=True), start=1):
        record = json.loads(line)
        assert list(record) == header, (number, list(record))
        assert len(row) == len(header), (number, len(row))
        for cell, (name, value) in zip(row, record.items()):
            where = (number, name, cell, value)
            if value is None:
                assert cell in ("", null_text), where
            elif isinstance(value, bool):
                assert cell.lower() == str(value).lower(), where
            elif isinstance(value, int):
                assert int(cell) == value, where
            elif isinstance(value, float):
                assert float(cell) == value, where
            elif value.endswith(".000000000Z"):
                assert cell == value.replace(".000000000Z", "Z"), where
            else:
                assert cell == value, where
            cells += 1
print(cells)
