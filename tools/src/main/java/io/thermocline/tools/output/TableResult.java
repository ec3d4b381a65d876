package io.thermocline.tools.output;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.text.ValueFormat;
import io.thermocline.tools.terminal.DisplayWidth;
import io.thermocline.tools.terminal.Style;
import io.thermocline.tools.terminal.TextTable;
import io.thermocline.tools.terminal.TextTable.Heading;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A result in aligned columns, numbers to the right. */
final class TableResult implements ResultWriter {
    /** Characters of a value beyond which nobody reads on where lines have no limit. */
    private static final int MAX_CELL = 120;

    private final TextOutput out;
    private final TextTable table;
    private final ValueFormat format = new ValueFormat(ValueFormat.Form.PLAIN);
    private final StringBuilder scratch = new StringBuilder();
    private final Consumer<String> talk;

    TableResult(
            ResultColumns columns,
            OutputStream out,
            int width,
            Style style,
            Consumer<String> talk) {
        this.out = new TextOutput(out);
        this.talk = talk;
        List<Heading> headings = new ArrayList<>();
        for (int i = 0; i < columns.names().size(); i++) {
            String name = DisplayWidth.harmless(columns.names().get(i));
            headings.add(new Heading(name, isNumber(columns.types().get(i))));
        }
        this.table = new TextTable(headings, width, style, this.out, true);
    }

    private static boolean isNumber(ColumnType type) {
        return type.isNumber()
                || (type.kind() == ColumnType.Kind.SCALAR && type.element() != ElementType.BOOL);
    }

    @Override
    public void write(List<ColumnVector> batch) throws IOException {
        String[] cells = new String[batch.size()];
        int rows = batch.getFirst().rowCount();
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < cells.length; i++) {
                cells[i] = cell(batch.get(i), row);
            }
            table.row(cells);
        }
    }

    private String cell(ColumnVector vector, int row) {
        if (vector.isNull(row)) {
            return "NULL";
        }
        scratch.setLength(0);
        format.append(vector, row, scratch);
        boolean isNumber = isNumber(vector.type());
        String text = scratch.toString();
        return isNumber ? text : DisplayWidth.cut(DisplayWidth.harmless(text), MAX_CELL);
    }

    @Override
    public void finish() throws IOException {
        List<String> hidden = table.finish();
        out.flush();
        if (!hidden.isEmpty()) {
            talk.accept(
                    "the terminal is too narrow for %s (select fewer columns, or --format csv)"
                            .formatted(String.join(", ", hidden)));
        }
    }
}
