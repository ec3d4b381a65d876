package io.thermocline.engine;

import io.thermocline.formats.journal.TablePolicy;

import java.time.Duration;
import java.util.List;

/** What stores and tables share: messages, and options as the catalogue keeps them. Stateless. */
final class Tables {
    private Tables() {}

    /** Returns the failure of a table that is not there. */
    static StoreException missing(String name, List<String> known) {
        return new StoreException(
                "expected one of the tables " + known + ", found '" + name + "'", null);
    }

    static TablePolicy policy(TableOptions options) {
        Duration retention = options.retention();
        return new TablePolicy(
                TablePolicy.Durability.NONE,
                options.ageByTimeColumn() ? TablePolicy.Age.TIME_COLUMN : TablePolicy.Age.APPENDED,
                retention == null ? TablePolicy.STORE_POLICY : retention.toNanos());
    }

    static TableOptions options(TablePolicy policy) {
        boolean storeDecides = policy.retentionNanos() == TablePolicy.STORE_POLICY;
        return new TableOptions(
                TableOptions.Durability.NONE,
                policy.age() == TablePolicy.Age.TIME_COLUMN,
                storeDecides ? null : Duration.ofNanos(policy.retentionNanos()));
    }
}
