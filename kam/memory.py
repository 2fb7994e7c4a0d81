"""Python's search for cycles in memory, set for a process that serves rather than a short script."""

import gc


def settle() -> None:
    """Once a process has loaded everything: leave that alone for good, and look through what is new less often.

    A page or a chunk of a job makes tens of thousands of objects, and nearly all go without this search. As Python is
    set at first it takes a tenth of the time of a page and a quarter of the nightly review's.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)
