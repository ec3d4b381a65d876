/**
 * NumPy's own files: {@code .npy} arrays and {@code .npz} archives of them.
 *
 * <p>Everything is read into little-endian, row-major memory whatever the file's byte order or
 * storage order, and written so that {@code np.load(mmap_mode="r")} works. Pickled objects are
 * never executed: the object dtype is refused by name. Importers, exporters and the quantum state
 * formats call in here; the package depends on {@link io.thermocline.formats.array} only.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.formats.npy;
