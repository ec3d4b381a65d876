package io.thermocline.formats.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

class LinkNamesTest {
    @Test
    void whatHdf5GivesAMeaningIsEncoded() {
        assertEquals("a%2Fb", LinkNames.encode("a/b"));
        assertEquals("100%25", LinkNames.encode("100%"));
        assertEquals("%2E", LinkNames.encode("."));
        assertEquals("%2E%2E", LinkNames.encode(".."));
        assertEquals("...", LinkNames.encode("..."));
        assertEquals("a.b", LinkNames.encode("a.b"));
        assertEquals("%20%20", LinkNames.encode("  "));
        assertEquals("zwölf 𝔘", LinkNames.encode("zwölf 𝔘"));
        assertEquals("%00x", LinkNames.encode("\0x"));
        assertThrows(IllegalArgumentException.class, () -> LinkNames.encode(""));
        assertThrows(IllegalArgumentException.class, () -> LinkNames.encode("\udc00"));
    }

    @Test
    void everyNameThatFitsIsDecoded() {
        Random random = new Random(6);
        for (int round = 0; round < 2000; round++) {
            StringBuilder name = new StringBuilder();
            for (int i = 0; i <= random.nextInt(40); i++) {
                name.append("./% \u00fcx日\t".charAt(random.nextInt(8)));
            }
            String link = LinkNames.encode(name.toString());
            LinkNames.require(link);
            assertEquals(name.toString(), LinkNames.decode(link));
        }
    }

    @Test
    void longNamesAreCutAndStayDistinct() {
        for (String unit : List.of("x", "/", "ü", "日", "𝔘")) {
            String one = unit.repeat(250) + "1";
            String two = unit.repeat(250) + "2";
            String link = LinkNames.encode(one);
            LinkNames.require(link);
            if (!unit.equals("x")) {
                assertNull(LinkNames.decode(link));
            }
            assertNotEquals(link, LinkNames.encode(two));
        }
        String limit = "y".repeat(LinkNames.MAX_BYTES);
        assertEquals(limit, LinkNames.encode(limit));
        String cut = LinkNames.encode(limit + "y");
        assertEquals(LinkNames.MAX_BYTES, cut.getBytes(StandardCharsets.UTF_8).length);
        assertNull(LinkNames.decode(cut));
    }
}
