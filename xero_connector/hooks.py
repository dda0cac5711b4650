"""What happens once: after the first installation, and before the last goodbye."""


def post_init_hook(env):
    """Nothing is connected yet: make sure that no left-over job of ours runs.

    :param env: environment of the superuser
    """
    env["xero.organisation"].sudo().with_context(active_test=False).search(
        []
    )._ensure_cron()


def uninstall_hook(env):
    """Take the organisations' scheduled actions along.

    They were made at run time, one per organisation, so that no data file knows
    them. Data and links in Xero stay as they are.

    :param env: environment of the superuser
    """
    env["xero.organisation"].sudo().with_context(active_test=False).search(
        []
    )._remove_cron()
