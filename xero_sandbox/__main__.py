"""``python -m xero_sandbox``: run the sandbox in the foreground until Ctrl-C."""

import argparse
import threading

from .sandbox import Sandbox


def main():
    parser = argparse.ArgumentParser(prog="python -m xero_sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8090, help="default: 8090")
    parser.add_argument(
        "--redirect-uri",
        action="append",
        default=[],
        help="one more redirect URI of the seeded web app; may be repeated",
    )
    parser.add_argument(
        "--demo-company", action="store_true", help="with Xero's Demo Company too"
    )
    options = parser.parse_args()
    sandbox = Sandbox(options.port, options.redirect_uri, options.demo_company)
    sandbox.start()
    print(f"Xero sandbox: {sandbox.url}  (Ctrl-C ends it)")
    for app in sandbox.apps.values():
        print(f"  {app.name} ({app.kind}, {app.scope_style} scopes)")
        print(f"    client id      {app.client_id}")
        if app.client_secret:
            print(f"    client secret  {app.client_secret}")
        for uri in app.redirect_uris:
            print(f"    redirect URI   {uri}")
    print(flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        print("stopped")
    finally:
        sandbox.stop()


if __name__ == "__main__":
    main()
