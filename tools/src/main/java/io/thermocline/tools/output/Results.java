package io.thermocline.tools.output;

import io.thermocline.formats.text.CsvDialect;
import io.thermocline.formats.text.CsvWriter;
import io.thermocline.formats.text.NdjsonWriter;
import io.thermocline.tools.terminal.Style;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

/**
 * Makes writers of results.
 *
 * @param format what to write
 * @param out where to; stays open
 * @param width columns of the terminal
 * @param style emphasis of tables
 * @param talk told in lines what is not shown
 */
public record Results(
        ResultFormat format, OutputStream out, int width, Style style, Consumer<String> talk) {
    /** Starts a result. */
    public ResultWriter start(String query, ResultColumns columns) throws IOException {
        return switch (format) {
            case TABLE -> new TableResult(columns, out, width, style, talk);
            case MD -> new MarkdownResult(columns, out);
            case JSON -> new JsonResult(query, columns, out);
            case CSV ->
                    new TextResult(
                            CsvWriter.open(
                                    new OpenOutput(out),
                                    columns.names(),
                                    columns.types(),
                                    CsvDialect.DEFAULT));
            case NDJSON ->
                    new TextResult(
                            NdjsonWriter.open(
                                    new OpenOutput(out), columns.names(), columns.types()));
        };
    }
}
