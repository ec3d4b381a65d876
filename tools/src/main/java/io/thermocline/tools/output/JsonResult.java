package io.thermocline.tools.output;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.json.Json;
import io.thermocline.formats.text.ValueFormat;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * A result as one JSON object in one line: {@code {"query":…,"columns":[{"name","type"}…],
 * "rows":[[…]…]}}. Null is null, NaN and infinities are strings, complex numbers are {@code [re,
 * im]}, binary is base64, timestamps are ISO 8601 in UTC with nine digits.
 */
public final class JsonResult implements ResultWriter {
    private final TextOutput out;
    private final ValueFormat format = new ValueFormat(ValueFormat.Form.JSON);

    /** Whether a row was written. Writing thread. */
    private boolean hasRows;

    /** Starts the object. */
    public JsonResult(String query, ResultColumns columns, OutputStream out) throws IOException {
        this.out = new TextOutput(out);
        StringBuilder text = this.out.text().append("{\"query\":");
        Json.appendString(text, query);
        text.append(",\"columns\":").append(columns.json()).append(",\"rows\":[");
    }

    @Override
    public void write(List<ColumnVector> batch) throws IOException {
        int rows = batch.getFirst().rowCount();
        for (int row = 0; row < rows; row++) {
            row(batch, row);
            out.handOver();
        }
    }

    private void row(List<ColumnVector> batch, int row) {
        StringBuilder text = out.text();
        int before = text.length();
        try {
            text.append(hasRows ? ",[" : "[");
            for (int i = 0; i < batch.size(); i++) {
                text.append(i == 0 ? "" : ",");
                format.append(batch.get(i), row, text);
            }
            text.append(']');
            hasRows = true;
        } catch (FormatException e) {
            text.setLength(before);
            throw e;
        }
    }

    @Override
    public void finish() throws IOException {
        out.append("]}\n").flush();
    }

    /** Ends the object with an error behind the rows that there were. */
    public void fail(String message) throws IOException {
        out.text().append("],\"error\":");
        Json.appendString(out.text(), message);
        out.append("}\n").flush();
    }
}
