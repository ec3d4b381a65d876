package io.thermocline.tools.command;

import io.thermocline.tools.output.Report;

import picocli.CommandLine.Option;

import java.io.IOException;

/** The option of verbs that print a report. */
final class JsonOption {
    @Option(names = "--json", description = "One JSON object with stable keys.")
    private boolean json;

    boolean isSet() {
        return json;
    }

    /** Returns a report as it was asked for. */
    String text(Report report, Verb verb) throws IOException {
        return json ? report.json() : report.text(verb.terminal().width(), verb.style());
    }
}
