package io.thermocline.tools.output;

import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.text.ValueFormat;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** A result as a Markdown table. */
final class MarkdownResult implements ResultWriter {
    private final TextOutput out;
    private final ValueFormat format = new ValueFormat(ValueFormat.Form.PLAIN);
    private final StringBuilder scratch = new StringBuilder();

    MarkdownResult(ResultColumns columns, OutputStream out) throws IOException {
        this.out = new TextOutput(out);
        for (String name : columns.names()) {
            this.out.append("| ").append(escaped(name)).append(' ');
        }
        this.out.append("|\n");
        for (ColumnType type : columns.types()) {
            boolean right = type.isNumber();
            this.out.append(right ? "| ---: " : "| --- ");
        }
        this.out.append("|\n");
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replaceAll("\r\n|[\r\n]", "<br>");
    }

    @Override
    public void write(List<ColumnVector> batch) throws IOException {
        int rows = batch.getFirst().rowCount();
        for (int row = 0; row < rows; row++) {
            for (ColumnVector vector : batch) {
                scratch.setLength(0);
                format.append(vector, row, scratch);
                String text = vector.isNull(row) ? "NULL" : escaped(scratch.toString());
                out.append("| ").append(text).append(' ');
            }
            out.append("|\n");
        }
    }

    @Override
    public void finish() throws IOException {
        out.flush();
    }
}
