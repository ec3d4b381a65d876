package io.thermocline.tools.command;

import picocli.CommandLine.IVersionProvider;

import java.util.Objects;

/** Says which Thermocline this is. */
public final class Version implements IVersionProvider {
    /** Returns the version of the jar, or {@code development} for loose classes. */
    public static String number() {
        return Objects.requireNonNullElse(
                Version.class.getPackage().getImplementationVersion(), "development");
    }

    /** Returns name, version and JVM in a line. */
    public static String line() {
        return "thermocline " + number() + " (Java " + Runtime.version() + ")";
    }

    @Override
    public String[] getVersion() {
        return new String[] {line()};
    }
}
