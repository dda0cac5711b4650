"""Apps as their developer registered them with Xero."""

import hmac
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class App:
    client_id: str
    name: str
    kind: str = "web"  # web, pkce or custom
    client_secret: str = ""
    scope_style: str = "granular"  # or broad: both kinds of scopes may be asked for
    redirect_uris: list = field(default_factory=list)
    organisation: str = ""  # custom connections only: the one organisation
    scopes: list = field(default_factory=list)  # custom connections only

    def secret_fits(self, secret):
        return bool(self.client_secret) and hmac.compare_digest(
            self.client_secret.encode(), (secret or "").encode()
        )

    def public(self):
        """For the control API, which belongs to whoever runs the sandbox."""
        return dict(vars(self))


def check_redirect_uri(uri):
    """Xero registers https addresses, and plain http for localhost only."""
    parts = urlsplit(uri)
    if parts.scheme == "https" or (parts.scheme, parts.hostname) == (
        "http",
        "localhost",
    ):
        return
    raise ValueError(f"{uri}: a redirect URI is https, or http://localhost")


REDIRECT = "http://localhost:8069/xero/oauth/return"
CUSTOM_SCOPES = [
    "accounting.contacts",
    "accounting.invoices",
    "accounting.payments",
    "accounting.settings",
    "accounting.attachments",
]


def seeded():
    apps = [
        App(
            "5A4DB0C0000000000000000000000001",
            "Sandbox web app",
            client_secret="sandbox-web-secret-0123456789abcdef",
            redirect_uris=[REDIRECT],
        ),
        App(
            "5A4DB0C0000000000000000000000002",
            "Older web app",
            client_secret="sandbox-older-secret-0123456789abcd",
            scope_style="broad",
            redirect_uris=[REDIRECT],
        ),
        App(
            "5A4DB0C0000000000000000000000003",
            "Sandbox desktop app",
            kind="pkce",
            redirect_uris=[REDIRECT],
        ),
    ]
    for number, country in ((4, "AU"), (5, "GB")):
        apps.append(
            App(
                f"5A4DB0C000000000000000000000000{number}",
                f"Custom connection {country}",
                kind="custom",
                client_secret=f"sandbox-custom-{country.lower()}-0123456789abcdef",
                organisation=country,
                scopes=list(CUSTOM_SCOPES),
            )
        )
    keys = ["web", "broad", "pkce", "custom-AU", "custom-GB"]
    return dict(zip(keys, apps, strict=True))
