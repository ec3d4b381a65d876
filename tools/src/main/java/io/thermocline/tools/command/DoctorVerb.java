package io.thermocline.tools.command;

import io.thermocline.tools.terminal.Style;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks at JVM, machine and disk, and says what is missing and what to do about it. */
@Command(
        name = "doctor",
        description = "Checks JVM, machine and disk; says what to add for more speed.",
        footer = {"", "Examples:", "  thermocline doctor", "  thermocline doctor --json /data"})
public final class DoctorVerb extends Verb {
    @Parameters(
            paramLabel = "DIRECTORY",
            arity = "0..1",
            description = "Where stores lie or will lie. Default: the current directory.")
    private Path directory = Path.of("");

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<Finding> findings = new ArrayList<>(RuntimeChecks.all());
        findings.addAll(MachineChecks.all(directory));
        if (json) {
            print(io.thermocline.formats.json.Json.writePretty(object(findings)));
        } else {
            print(text(findings));
        }
        boolean unusable = findings.stream().anyMatch(f -> f.grade() == Finding.Grade.BAD);
        return unusable ? ExitCode.FAILED : ExitCode.OK;
    }

    private static Map<String, Object> object(List<Finding> findings) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("version", Version.number());
        List<Object> list = new ArrayList<>();
        for (Finding finding : findings) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("what", finding.what());
            entry.put("grade", finding.grade().name().toLowerCase(java.util.Locale.ROOT));
            entry.put("found", finding.found());
            entry.put("advice", finding.advice());
            list.add(entry);
        }
        object.put("findings", list);
        return object;
    }

    private String text(List<Finding> findings) {
        Style style = style();
        int width = findings.stream().mapToInt(f -> f.what().length()).max().orElse(0);
        StringBuilder out = new StringBuilder();
        for (Finding finding : findings) {
            String mark =
                    switch (finding.grade()) {
                        case GOOD -> style.green("ok  ");
                        case NOTE -> style.yellow("note");
                        case BAD -> style.red("bad ");
                    };
            out.append(mark).append("  ").append(finding.what());
            out.repeat(' ', width - finding.what().length() + 2).append(finding.found());
            out.append('\n');
            if (!finding.advice().isEmpty()) {
                out.repeat(' ', width + 8).append(style.dim("→ " + finding.advice())).append('\n');
            }
        }
        return out.toString();
    }
}
