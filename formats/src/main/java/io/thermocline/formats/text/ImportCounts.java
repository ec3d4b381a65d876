package io.thermocline.formats.text;

import java.util.List;

/**
 * What reading a text gave.
 *
 * @param rows rows handed out
 * @param skippedRows rows left out because they did not fit
 * @param nulledCells cells that did not fit and became null, missing ones included
 * @param messages the first few complaints, each with file, line, column, expected and found
 */
public record ImportCounts(long rows, long skippedRows, long nulledCells, List<String> messages) {}
