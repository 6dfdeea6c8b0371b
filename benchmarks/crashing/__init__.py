"""The parts of `benchmarks.crashes`: machines that are killed, firms that go on, and what is checked after."""
