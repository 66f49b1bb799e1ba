"""Samples as the kernel writes them, and a busy process as it is seen by them."""

import os
import struct
import subprocess
import unittest

from harness import bench_sampler
from harness.bench_sampler import Samples, count_samples, rate_for, sampler_for


def record(pid, misc, kind=9):
    return struct.pack("=IHHII", kind, misc, 16, pid, pid)


class Samplers(unittest.TestCase):
    def test_samples_are_counted_by_process_and_mode(self):
        data = (record(7, 2) + record(7, 1) + record(8, 2) + record(9, 2) + record(7, 2 | 0x4000)
                + record(7, 3) + record(0, 1))
        self.assertEqual(count_samples(data, {7, 8}), Samples(user=3, system=1))

    def test_other_records_are_passed_over(self):
        lost = struct.pack("=IHHQQ", 2, 0, 24, 1, 5)
        self.assertEqual(count_samples(record(7, 2) + lost + record(7, 2), {7}), Samples(2, 0))

    def test_a_half_written_end_is_no_sample(self):
        for cut in range(1, 16):
            self.assertEqual(count_samples(record(7, 2) + record(7, 2)[:cut], {7}), Samples(1, 0))
        self.assertEqual(count_samples(bytes(64), {0, 7}), Samples(0, 0))

    def test_a_long_run_is_sampled_less_often_so_that_it_fits(self):
        self.assertEqual(rate_for(1), 4000)
        for seconds in (1, 3, 60, 600):
            self.assertLessEqual(rate_for(seconds) * seconds * 16, bench_sampler._BYTES)
            self.assertGreaterEqual(rate_for(seconds), 1)

    def test_a_process_that_only_reckons_is_in_user_mode(self):
        core = sorted(os.sched_getaffinity(0))[-1]
        sampler = sampler_for(core, 5)
        if sampler is None:
            self.skipTest("this user may not sample a core")
        program = "import time; end = time.process_time() + 0.3\nwhile time.process_time() < end: sum(range(99))"
        with sampler:
            process = subprocess.Popen(
                ["/usr/bin/python3", "-c", program],
                preexec_fn=lambda: os.sched_setaffinity(0, {core}))
            process.wait()
            samples = sampler.samples([process.pid])
        self.assertGreater(samples.user, 100)
        self.assertGreater(samples.user, samples.system)


if __name__ == "__main__":
    unittest.main()
