# Compares the demo's cold files with the files it was made of, bit for bit, with h5py and NumPy alone.
# Arguments: store, original strain (HDF5), original state (npy), producers, repetitions, steps.
# The caller puts "import h5py, numpy, sys, glob" in front.
store, strain_file, state_file = sys.argv[1:4]
producers, repetitions, steps = map(int, sys.argv[4:])


def table(name):
    files = [h5py.File(p, "r") for p in glob.glob(store + "/shards/00/tables/*/cold/*.h5")]
    files = sorted((f for f in files if f.attrs["table"] == name), key=lambda f: f.attrs["base_row"])
    assert files, "no cold file of " + name
    return lambda column: numpy.concatenate([f["columns/" + column][:] for f in files]), files[0]


strain = h5py.File(strain_file, "r")["strain/Strain"][:]
column, first = table("strain")
assert first["columns/h"].attrs["units"] == "strain" and first["columns/h"].dtype == "<f8"
start = numpy.datetime64(h5py.File(strain_file, "r")["meta/UTCstart"][()].decode(), "ns").astype("i8")
producer, repetition, ts, h = (column(c) for c in ("producer", "repetition", "ts", "h"))
assert len(h) == producers * repetitions * len(strain)
for p in range(producers):
    mine = producer == p
    assert h[mine].tobytes() == numpy.tile(strain, repetitions).tobytes()
    assert (repetition[mine] == numpy.repeat(numpy.arange(repetitions), len(strain))).all()
    assert (ts[mine] == start + numpy.arange(repetitions * len(strain)) * 1_000_000_000 // 4096).all()

state = numpy.load(state_file)
column, first = table("states")
psi = column("psi")
assert psi.dtype == numpy.complex128 and psi.shape == (steps, len(state))
assert (column("step") == numpy.arange(steps)).all()
for n in range(steps):
    t = (n % 1024) / 1024
    cosine, sine = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
    expected = numpy.empty(len(state), numpy.complex128)
    expected.real = state.real * cosine - state.imag * sine
    expected.imag = state.real * sine + state.imag * cosine
    assert psi[n].tobytes() == expected.tobytes(), "step %d" % n
print(len(h), psi.size)
