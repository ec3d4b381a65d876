# Sourced by ./thermocline and .ci/run: find_jdk sets `jdk` to the home of a JDK of the wanted release.
# POSIX sh. It reads each candidate's `release` file and starts no JVM, so that looking costs milliseconds.

wanted_release=25

jdk_release() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
            JAVA_VERSION=*)
                line=${line#JAVA_VERSION=}
                line=${line#\"}
                printf '%s\n' "${line%%[!0-9]*}"
                return 0
                ;;
        esac
    done < "$1/release"
    return 1
}

try_jdk() {
    [ -n "${1:-}" ] || return 1
    [ "$(jdk_release "$1")" = "$wanted_release" ] || return 1
    jdk=$1
}

find_jdk() {
    try_jdk "${THERMOCLINE_JAVA_HOME:-}" && return 0
    try_jdk "${JAVA_HOME:-}" && return 0
    try_jdk "${JAVA25_HOME:-}" && return 0
    if javac=$(command -v javac); then
        javac=$(readlink -f "$javac" 2>/dev/null || printf '%s' "$javac")
        try_jdk "${javac%/bin/javac}" && return 0
    fi
    # The path patterns stay unquoted on purpose; a pattern without a match fails in try_jdk.
    for home in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/*jdk* /opt/*/jdk* /usr/local/*jdk* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
        "${HOME:-/nonexistent}"/.gradle/jdks/* "${HOME:-/nonexistent}"/.asdf/installs/java/* \
        "${HOME:-/nonexistent}"/.local/share/mise/installs/java/*; do
        try_jdk "$home" && return 0
    done
    return 1
}
