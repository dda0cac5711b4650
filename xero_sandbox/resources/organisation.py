"""Organisation, its actions, and what a user changes about it."""

from ..envelope import envelope, public
from ..errors import Refused
from ..registry import REGISTRY, act, endpoint, fields

# Operation names of Organisation/Actions, as Xero lists them.
ACTIONS = [
    "CreateApprovedInvoice",
    "CreateDraftPurchaseOrder",
    "CreateApprovedBill",
    "AttachFilesIntoInvoice",
    "UseMulticurrency",
    "CreateInvoicePayment",
    "CreateApprovedPurchaseOrder",
    "CreateDraftQuote",
    "CreateDraftBill",
    "CreateDraftInvoice",
    "CreateApprovedQuote",
    "CreateBillPayment",
    "CreateRepeatingInvoice",
]
fields(
    "Organisation",
    "OrganisationID APIKey Name LegalName PaysTax Version OrganisationType "
    "BaseCurrency CountryCode IsDemoCompany OrganisationStatus RegistrationNumber "
    "EmployerIdentificationNumber TaxNumber FinancialYearEndDay "
    "FinancialYearEndMonth SalesTaxBasis SalesTaxPeriod DefaultSalesTax "
    "DefaultPurchasesTax PeriodLockDate EndOfYearLockDate CreatedDateUTC Timezone "
    "OrganisationEntityType ShortCode Class Edition LineOfBusiness Addresses Phones "
    "ExternalLinks PaymentTerms",
)


@endpoint("GET", "Organisation", "settings")
@endpoint("GET", "Organisations", "settings")
def get_organisation(call):
    return envelope(call, "Organisations", [public(call.organisation.profile)])


@endpoint("GET", "Organisation/Actions", "settings")
def get_actions(call):
    refused = call.organisation.profile.get("_not_allowed", ())
    actions = [
        {"Name": name, "Status": "NOT-ALLOWED" if name in refused else "ALLOWED"}
        for name in ACTIONS
    ]
    return envelope(call, "Actions", actions)


def _profile(call, **values):
    call.organisation.profile = {**call.organisation.profile, **values}
    return public(call.organisation.profile)


@act("rename")
def rename(call, name):
    return _profile(call, Name=name, LegalName=name)


@act("edit_organisation")
def edit_organisation(call, **values):
    """Fields in Xero's spelling, for example ``Class="STARTER"``."""
    unknown = set(values) - REGISTRY.fields["Organisation"]
    if unknown:
        raise Refused([f"No such field: {', '.join(sorted(unknown))}"])
    return _profile(call, **values)


@act("lock")
def lock(call, **days):
    """``period=`` and ``year=``: a date, or None to take the lock away."""
    names = {"period": "PeriodLockDate", "year": "EndOfYearLockDate"}
    for name, day in days.items():
        call.organisation.set_lock(names[name], day)
    return public(call.organisation.profile)


@act("limit_approvals")
def limit_approvals(call, left):
    """How many more invoices the plan lets approve; None for any number."""
    return _profile(call, _approvals_left=left)


@act("forbid")
def forbid(call, actions):
    """The operations that Organisation/Actions shows as not allowed."""
    unknown = set(actions) - set(ACTIONS)
    if unknown:
        raise Refused([f"No such action: {', '.join(sorted(unknown))}"])
    return _profile(call, _not_allowed=list(actions))


@act("open_demo_company")
def open_demo_company(call):
    """Xero's Demo Company appears beside the organisations, as DEMO."""
    return public(call.sandbox.open_demo_company().profile)


@act("reset_demo_company")
def reset_demo_company(call):
    """What Xero does every 28 days: everything anew, under other ids.

    Its connection stays, so that a client has to notice by the OrganisationID; the
    switch says otherwise.
    """
    if not call.organisation.profile["IsDemoCompany"]:
        raise Refused(["Only a Demo Company is reset."])
    call.organisation.generation += 1
    call.organisation.refill()
    if not call.switch("demo_reset_keeps_connection"):
        call.sandbox.tokens.disconnect(call.organisation.tenant_id)
    return public(call.organisation.profile)


@act("disconnect")
def disconnect(call, app=None):
    """A user cuts the app (default: every app) off this organisation."""
    client_id = None
    if app:
        found = call.sandbox.apps.get(app) or call.sandbox.app_by_client_id(app)
        client_id = found.client_id
    call.sandbox.tokens.disconnect(call.organisation.tenant_id, client_id)
    return {"disconnected": call.organisation.tenant_id}
