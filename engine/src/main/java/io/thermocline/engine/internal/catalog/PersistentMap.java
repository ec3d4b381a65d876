package io.thermocline.engine.internal.catalog;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A sorted map that never changes: putting and removing return another map that shares all but a
 * few nodes. A treap; expected cost of every operation is logarithmic whatever the keys.
 *
 * @param <K> keys
 * @param <V> values
 */
final class PersistentMap<K extends Comparable<K>, V> {
    private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(null);

    private final @Nullable Node<K, V> root;

    /** A node's priority is above those of its children; its key is between theirs. */
    private record Node<K extends Comparable<K>, V>(
            K key,
            V value,
            int priority,
            @Nullable Node<K, V> left,
            @Nullable Node<K, V> right,
            int size) {
        static <K extends Comparable<K>, V> Node<K, V> of(
                Node<K, V> entry, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
            return new Node<>(
                    entry.key,
                    entry.value,
                    entry.priority,
                    left,
                    right,
                    1 + sizeOf(left) + sizeOf(right));
        }
    }

    private PersistentMap(@Nullable Node<K, V> root) {
        this.root = root;
    }

    @SuppressWarnings("unchecked") // it holds nothing of either type
    static <K extends Comparable<K>, V> PersistentMap<K, V> empty() {
        return (PersistentMap<K, V>) EMPTY;
    }

    private static int sizeOf(@Nullable Node<?, ?> node) {
        return node == null ? 0 : node.size;
    }

    int size() {
        return sizeOf(root);
    }

    @Nullable V get(K key) {
        Node<K, V> node = root;
        while (node != null) {
            int order = key.compareTo(node.key);
            if (order == 0) {
                return node.value;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    /** Returns this map with a key's value put or replaced. */
    PersistentMap<K, V> with(K key, V value) {
        if (get(key) != null) {
            return new PersistentMap<>(replace(root, key, value));
        }
        // Random priorities keep the tree flat even for keys that somebody chose with care.
        int priority = ThreadLocalRandom.current().nextInt();
        return new PersistentMap<>(insert(root, new Node<>(key, value, priority, null, null, 1)));
    }

    /** Returns this map without a key. */
    PersistentMap<K, V> without(K key) {
        return get(key) == null ? this : new PersistentMap<>(remove(root, key));
    }

    /** Returns the values in the order of their keys. */
    List<V> values() {
        List<V> values = new ArrayList<>(size());
        collect(root, values);
        return values;
    }

    private static <K extends Comparable<K>, V> void collect(
            @Nullable Node<K, V> node, List<V> values) {
        if (node != null) {
            collect(node.left, values);
            values.add(node.value);
            collect(node.right, values);
        }
    }

    private static <K extends Comparable<K>, V> @Nullable Node<K, V> replace(
            @Nullable Node<K, V> node, K key, V value) {
        if (node == null) {
            return null;
        }
        int order = key.compareTo(node.key);
        if (order == 0) {
            return new Node<>(key, value, node.priority, node.left, node.right, node.size);
        }
        return order < 0
                ? Node.of(node, replace(node.left, key, value), node.right)
                : Node.of(node, node.left, replace(node.right, key, value));
    }

    private static <K extends Comparable<K>, V> Node<K, V> insert(
            @Nullable Node<K, V> node, Node<K, V> added) {
        if (node == null) {
            return added;
        }
        if (added.priority > node.priority) {
            return Node.of(added, below(node, added.key), above(node, added.key));
        }
        return added.key.compareTo(node.key) < 0
                ? Node.of(node, insert(node.left, added), node.right)
                : Node.of(node, node.left, insert(node.right, added));
    }

    /** Returns the entries below a key that is not in the tree. */
    private static <K extends Comparable<K>, V> @Nullable Node<K, V> below(
            @Nullable Node<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        return key.compareTo(node.key) < 0
                ? below(node.left, key)
                : Node.of(node, node.left, below(node.right, key));
    }

    /** Returns the entries above a key that is not in the tree. */
    private static <K extends Comparable<K>, V> @Nullable Node<K, V> above(
            @Nullable Node<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        return key.compareTo(node.key) > 0
                ? above(node.right, key)
                : Node.of(node, above(node.left, key), node.right);
    }

    private static <K extends Comparable<K>, V> @Nullable Node<K, V> remove(
            @Nullable Node<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        int order = key.compareTo(node.key);
        if (order == 0) {
            return merge(node.left, node.right);
        }
        return order < 0
                ? Node.of(node, remove(node.left, key), node.right)
                : Node.of(node, node.left, remove(node.right, key));
    }

    private static <K extends Comparable<K>, V> @Nullable Node<K, V> merge(
            @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return left.priority > right.priority
                ? Node.of(left, left.left, merge(left.right, right))
                : Node.of(right, merge(left, right.left), right.right);
    }
}
