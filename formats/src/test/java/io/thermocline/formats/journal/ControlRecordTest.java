package io.thermocline.formats.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.thermocline.formats.FormatException;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

class ControlRecordTest {
    @Test
    void everyKindComesBackAsItWas() {
        for (ControlRecord record :
                List.of(
                        new ControlRecord.CreateTable(3, "{\"é\":1}"),
                        new ControlRecord.ChangeSchema(4, "{}"),
                        new ControlRecord.DropTable(5),
                        new ControlRecord.SealTable(6),
                        new ControlRecord.PublishFile(Long.MAX_VALUE))) {
            assertEquals(record, ControlRecord.decode(MemorySegment.ofArray(record.encode())));
        }
    }

    @Test
    void shortBodiesAndUnknownTagsAreRefused() {
        byte[] bytes = new ControlRecord.CreateTable(3, "schema").encode();
        for (int length = 0; length < bytes.length; length++) {
            MemorySegment cut = MemorySegment.ofArray(Arrays.copyOf(bytes, length));
            assertThrows(FormatException.class, () -> ControlRecord.decode(cut));
        }
        bytes[0] = 99;
        assertThrows(
                FormatException.class, () -> ControlRecord.decode(MemorySegment.ofArray(bytes)));
    }
}
