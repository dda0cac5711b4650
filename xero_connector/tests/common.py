"""What all tests of the connector stand on: a Xero of one's own, and a connection.

The sandbox listens on loopback in this process; nothing else can be reached.
"""

from contextlib import contextmanager
from unittest.mock import patch

import urllib3.util.connection

from odoo import fields
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from xero_sandbox import Sandbox

LOOPBACK = ("localhost", "127.0.0.1", "::1")
BASE_URL = "http://localhost:8069"


class _Running:
    """One sandbox for the whole test run."""

    sandbox = None

    @classmethod
    def get(cls):
        if not cls.sandbox:
            cls.sandbox = Sandbox(port=0)
            cls.sandbox.start()
        return cls.sandbox


_create_connection = urllib3.util.connection.create_connection


def _loopback_only(address, *args, **kwargs):
    """Odoo's own guard sees ``requests`` only; xero-python speaks urllib3."""
    if address[0] not in LOOPBACK:
        raise AssertionError(f"A test tried to reach {address[0]}")
    return _create_connection(address, *args, **kwargs)


class XeroSandboxMixin:
    """Sandbox, users and connections for a class of tests with an environment.

    ``user_none`` keeps books without any right on Xero, ``user_xero`` sends and
    repairs, ``manager_xero`` connects and decides, ``admin_xero`` may change
    Settings too.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox = _Running.get()
        cls.sandbox.reset()
        guard = patch.object(
            urllib3.util.connection, "create_connection", _loopback_only
        )
        guard.start()
        cls.addClassCleanup(guard.stop)
        parameters = cls.env["ir.config_parameter"].sudo()
        for name in ("api_url", "identity_url", "login_url"):
            parameters.set_param(f"xero_connector.{name}", cls.sandbox.url)
        parameters.set_param("web.base.url", BASE_URL)
        parameters.set_param("web.base.url.freeze", "True")
        cls.set_up_users()

    def setUp(self):
        super().setUp()
        self.reset_sandbox()

    def reset_sandbox(self):
        """Forget what earlier tests did in Xero; the connections that the class made
        in its ``setUpClass`` stay."""
        tokens = self.sandbox.tokens
        tables = ("codes", "access", "refresh", "connections")
        if "kept_tokens" not in type(self).__dict__:
            type(self).kept_tokens = {
                table: dict(getattr(tokens, table)) for table in tables
            }
        self.sandbox.reset()
        for table in tables:
            getattr(tokens, table).update(self.kept_tokens[table])

    @classmethod
    def set_up_users(cls):
        """Create one user per role, all in the same companies."""
        company = cls.env.company
        accountant = "account.group_account_invoice"
        for name, groups in (
            ("user_none", accountant),
            ("user_xero", "xero_connector.group_xero_user"),
            ("manager_xero", "xero_connector.group_xero_manager"),
            ("admin_xero", "xero_connector.group_xero_manager,base.group_system"),
        ):
            user = new_test_user(
                cls.env(su=True),
                login=name,
                groups=f"base.group_user,{groups}",
                email=f"{name}@example.com",
                company_id=company.id,
                company_ids=[(6, 0, (company | cls.env.user.company_ids).ids)],
            )
            setattr(cls, name, user)

    @classmethod
    def app_values(cls, kind="web", organisation="AU", key=None):
        """Return (app of the sandbox, values of its ``xero.authorization``)."""
        app = cls.sandbox.app(
            key or (f"custom-{organisation}" if kind == "custom" else "web")
        )
        return app, {
            "name": app.name,
            "kind": kind,
            "client_id": app.client_id,
            "client_secret": app.client_secret,
        }

    @classmethod
    def authorization(cls, company=None, **options):
        """Create the app of a company, not connected yet."""
        _app, values = cls.app_values(**options)
        company = company or cls.env.company
        authorization = (
            cls.env["xero.authorization"]
            .sudo()
            .create({**values, "company_id": company.id})
        )
        authorization.flush_recordset()
        return authorization

    @classmethod
    def connect(cls, company=None, organisation="AU", kind="web", scopes=None):
        """Connect an organisation of the sandbox to a company, without a browser.

        :param company: default is the company of the class
        :param str organisation: key of the sandbox's organisation
        :param str kind: ``web`` or ``custom``
        :param list scopes: permissions to be given; default: what is picked
        :return: ``xero.organisation`` in the stage *setup*
        """
        company = company or cls.env.company
        authorization = cls.authorization(company, organisation=organisation, kind=kind)
        tokens = cls.sandbox.grant(
            app=cls.app_values(kind, organisation)[0],
            organisations=[organisation],
            scopes=scopes or authorization._picked_codes(),
        )
        consent = (
            cls.env["xero.connect"]
            .sudo()
            .create(
                {
                    "authorization_id": authorization.id,
                    "company_id": company.id,
                    "user_id": cls.manager_xero.id,
                }
            )
        )
        tenants = consent._list_tenants(authorization._oauth(), tokens)
        tenant_id = cls.sandbox.organisation(organisation).tenant_id
        chosen = [(t, company) for t in tenants if t["tenant_id"] == tenant_id]
        authorization._accept_consent(
            tokens, fields.Datetime.now(), cls.manager_xero.id
        )
        return authorization._adopt_connections(chosen)

    @contextmanager
    def other_cursors(self):
        """Have new transactions see this test's data, and this test see theirs."""
        if type(self)._registry_patched:
            self.env.flush_all()
            yield
            self.env.invalidate_all()
        else:
            with self.enter_registry_test_mode():
                yield

    def error_of(self, expected, function, *args):
        """Return the error of a call, and keep what was written before it.

        ``assertRaises`` of Odoo rolls back, other transactions' commits included.
        """
        try:
            function(*args)
        except expected as error:
            self.env.invalidate_all()
            return error
        raise self.failureException(f"{expected.__name__} was not raised")

    def run_cron(self, organisation):
        """Let the organisation's scheduled action run once, now."""
        with self.other_cursors():
            organisation.sudo().cron_id.method_direct_trigger()

    def calls(self, method=None, path=None):
        """Return the requests that reached the sandbox in this test."""
        return self.sandbox.requests(method, path)


class XeroConnectCommon(XeroSandboxMixin, TransactionCase):
    """For what needs no books: one Australian company without a chart."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.aud = cls.env.ref("base.AUD")
        cls.aud.active = True
        cls.company = cls.env["res.company"].create(
            {
                "name": "Southern Services",
                "country_id": cls.env.ref("base.au").id,
                "currency_id": cls.aud.id,
            }
        )
        cls.use_company(cls.company)

    @classmethod
    def use_company(cls, company):
        """Make a company everybody's."""
        users = cls.user_none | cls.user_xero | cls.manager_xero | cls.admin_xero
        users.write({"company_ids": [(4, company.id)], "company_id": company.id})
        cls.env.user.company_ids += company
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=company.ids)
        )

    @classmethod
    def add_company(cls, name, currency="AUD"):
        """Return one more company that everybody may work in."""
        money = cls.env.ref(f"base.{currency}")
        money.active = True
        company = cls.env["res.company"].create({"name": name, "currency_id": money.id})
        users = cls.user_none | cls.user_xero | cls.manager_xero | cls.admin_xero
        users.write({"company_ids": [(4, company.id)]})
        return company


class XeroCommon(XeroSandboxMixin, AccountTestInvoicingCommon):
    """With Australian books: chart, taxes, products and partners of Odoo's tests."""

    @classmethod
    @AccountTestInvoicingCommon.setup_country("au")
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.name = "Southern Services"

    @classmethod
    def setup_british_company(cls):
        """Return the accounting data of a British company, as Odoo's tests have it."""
        british = cls.env.ref("base.uk")
        data = cls.setup_other_company(
            name="Northern Services",
            country_id=british.id,
            currency_id=british.currency_id.id,
        )
        users = cls.user_none | cls.user_xero | cls.manager_xero | cls.admin_xero
        users.sudo().write({"company_ids": [(4, data["company"].id)]})
        return data
