package io.thermocline.tools.terminal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Standard output that tells a reader who went away from a disk that is full. */
final class PipeOutput extends FilterOutputStream {
    private final boolean isPipe;

    PipeOutput(OutputStream out, boolean isPipe) {
        super(out);
        this.isPipe = isPipe;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            throw named(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            throw named(e);
        }
    }

    /** The system's words for a broken pipe depend on the language, hence the look at the pipe. */
    private IOException named(IOException e) {
        boolean broken = isPipe || String.valueOf(e.getMessage()).contains("Broken pipe");
        return broken ? new BrokenPipeException(e) : e;
    }
}
