from hypothesis import HealthCheck, settings


def bounded(examples):
    """The same examples in every run, and a slow machine is no failure.

    :param examples: how many of them
    """
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
