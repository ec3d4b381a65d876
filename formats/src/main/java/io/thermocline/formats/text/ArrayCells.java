package io.thermocline.formats.text;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.ColumnBuilder;
import io.thermocline.formats.column.ColumnType;

/**
 * Parser of vectors and lists of numbers, written as JSON arrays. One thread at a time.
 *
 * <p>Beyond JSON, numbers may be written as {@link NumberText} reads them, bare or in quotes.
 */
final class ArrayCells implements CellParser {
    private final ColumnType type;
    private final ElementType element;
    private final NumberText.Range range;
    private final ComplexText complex;
    private final String expectedElement;

    ArrayCells(ColumnType type) {
        this.type = type;
        this.element = type.element();
        this.range = NumberText.Range.of(element.isInteger() ? element : ElementType.INT64);
        this.complex = new ComplexText(element == ElementType.COMPLEX64);
        this.expectedElement = "numbers as elements (" + type.text() + ")";
    }

    @Override
    public void parse(byte[] text, int from, int to, ColumnBuilder column) {
        int start = Ascii.skipSpace(text, from, to);
        int end = Ascii.trimEnd(text, start, to);
        if (end - start < 2 || text[start] != '[' || text[end - 1] != ']') {
            throw expectedArray();
        }
        int close = end - 1;
        int at = Ascii.skipSpace(text, start + 1, close);
        int count = 0;
        while (at < close || count > 0) {
            if (type.kind() == ColumnType.Kind.VECTOR && count == type.length()) {
                throw expectedLength("more");
            }
            int elementEnd = elementEnd(text, at, close);
            add(text, at, elementEnd, column);
            count++;
            at = Ascii.skipSpace(text, elementEnd, close);
            if (at == close) {
                break;
            }
            if (text[at] != ',') {
                throw expectedArray();
            }
            at = Ascii.skipSpace(text, at + 1, close);
        }
        if (type.kind() == ColumnType.Kind.VECTOR && count != type.length()) {
            throw expectedLength(Integer.toString(count));
        }
        column.endRow();
    }

    /** Returns one past the element at {@code at}: a pair, a text in quotes, or up to a comma. */
    private int elementEnd(byte[] text, int at, int to) {
        if (at == to) {
            throw expectedArray();
        }
        byte last = text[at] == '[' ? (byte) ']' : text[at] == '"' ? (byte) '"' : 0;
        int end = at + 1;
        if (last != 0) {
            while (end < to && text[end] != last) {
                end++;
            }
            if (end == to) {
                throw expectedArray();
            }
            return end + 1;
        }
        while (end < to && text[end] != ',' && !Ascii.isSpace(text[end])) {
            end++;
        }
        return end;
    }

    private void add(byte[] text, int from, int to, ColumnBuilder column) {
        boolean quoted = text[from] == '"';
        int start = quoted ? from + 1 : from;
        int end = quoted ? to - 1 : to;
        if (element.isInteger()) {
            column.addLong(NumberText.parseLong(text, start, end, range));
        } else if (element.isComplex()) {
            complex.parse(text, start, end);
            column.addComplex(complex.re(), complex.im());
        } else if (element == ElementType.FLOAT32) {
            column.addDouble(NumberText.parseFloat(text, start, end, expectedElement));
        } else {
            double value = NumberText.parseDouble(text, start, end, expectedElement);
            ScalarCells.requireHalfRange(value, element, expectedElement);
            column.addDouble(value);
        }
    }

    private BadCellException expectedArray() {
        return new BadCellException("an array such as [1, 2, 3] (" + type.text() + ")");
    }

    private BadCellException expectedLength(String found) {
        return new BadCellException(
                type.length() + " elements, not " + found + ", (" + type.text() + ")");
    }
}
