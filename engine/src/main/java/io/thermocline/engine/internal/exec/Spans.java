package io.thermocline.engine.internal.exec;

import io.thermocline.engine.internal.exec.kernel.PositionGrid;
import io.thermocline.engine.internal.segment.RowRun;

import java.util.ArrayList;
import java.util.List;

/** Cuts the runs of a table where the spans of the position grid begin. */
final class Spans {
    private Spans() {}

    /** Rows [from, to) of a run. */
    record Piece(RowRun run, int from, int to) {}

    /** Returns the pieces of each span that holds rows, in the order of the table. */
    static List<List<Piece>> cut(List<RowRun> runs) {
        List<List<Piece>> spans = new ArrayList<>();
        long current = 0;
        for (RowRun run : runs) {
            for (int from = 0; from < run.rowCount(); ) {
                long position = run.baseRow() + from;
                long span = PositionGrid.span(position);
                long left = (span + 1) * PositionGrid.SPAN_ROWS - position;
                int to = (int) Math.min(run.rowCount(), from + left);
                if (spans.isEmpty() || span != current) {
                    spans.add(new ArrayList<>());
                    current = span;
                }
                spans.getLast().add(new Piece(run, from, to));
                from = to;
            }
        }
        return spans;
    }

    /** Returns one piece a run, for results that do not depend on the order of rows. */
    static List<List<Piece>> whole(List<RowRun> runs) {
        return runs.stream()
                .filter(run -> run.rowCount() > 0)
                .map(run -> List.of(new Piece(run, 0, run.rowCount())))
                .toList();
    }
}
