"""How many random examples: the same 300 in `make test`, thousands of new ones in the full run."""

import os

from hypothesis import HealthCheck, settings

IS_FULL = os.environ.get("MINDGARDEN_TEST_FULL") == "1"

settings.register_profile(
    "quick",
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    print_blob=True,
)
settings.register_profile(
    "full", settings.get_profile("quick"), max_examples=5000, derandomize=False
)
settings.load_profile("full" if IS_FULL else "quick")
