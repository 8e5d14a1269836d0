"""Rate limits fill up again in real time."""

from __future__ import annotations

from sandbox.traffic.rate_limits import POST, POST_CHANNEL, Limits, Rate, retry_after


def test_a_bucket_fills_on_real_time() -> None:
    seconds = [0.0]
    limits = Limits(lambda: seconds[0])
    limits.set(POST_CHANNEL, Rate(1.0, 2))
    assert [limits.take(POST, "t5", "D1") for _ in range(3)] == [0.0, 0.0, 1.0]
    assert limits.take(POST, "t5", "D2") == 0.0
    seconds[0] = 0.5
    assert limits.take(POST, "t5", "D1") == 0.5
    seconds[0] = 1.0
    assert limits.take(POST, "t5", "D1") == 0.0
    limits.set("*", Rate(1000, 1000))
    assert [limits.take("users.list", "t2") for _ in range(500)] == [0.0] * 500
    assert (retry_after(0.1), retry_after(2.1)) == (1, 3)
