"""Accounts: the chart of accounts."""

from ..envelope import envelope, public, write_one
from ..errors import Check, Refused, not_found
from ..listing import simple_list
from ..registry import act, endpoint, fields, store
from ..store import folded

CLASSES = {
    "ASSET": "BANK CURRENT FIXED INVENTORY NONCURRENT PREPAYMENT",
    "EQUITY": "EQUITY",
    "EXPENSE": "DEPRECIATN DIRECTCOSTS EXPENSE OVERHEADS",
    "LIABILITY": "CURRLIAB LIABILITY TERMLIAB",
    "REVENUE": "OTHERINCOME REVENUE SALES",
}
CLASS_OF = {kind: name for name, kinds in CLASSES.items() for kind in kinds.split()}

store("accounts", "AccountID", code=folded("Code"), name=folded("Name"))
fields(
    "Account",
    "Code Name AccountID Type BankAccountNumber Status Description BankAccountType "
    "CurrencyCode TaxType EnablePaymentsToAccount ShowInExpenseClaims Class "
    "SystemAccount ReportingCode ReportingCodeName HasAttachments UpdatedDateUTC "
    "AddToWatchlist ValidationErrors",
    plural="Accounts",
    flags="EnablePaymentsToAccount ShowInExpenseClaims HasAttachments AddToWatchlist",
)


def render(call, record):
    return public(record)


@endpoint("GET", "Accounts", "settings", query=("where", "order"))
def get_accounts(call):
    accounts = call.organisation.accounts
    return simple_list(call, "Accounts", accounts, render, "Account", since=True)


@endpoint("GET", "Accounts/{ident}", "settings")
def get_account(call, ident):
    return envelope(call, "Accounts", [render(call, _found(call, ident))])


def _found(call, ident):
    organisation = call.organisation
    found = organisation.account(account_id=ident) or organisation.account(ident)
    if not found:
        raise not_found()
    return found


@endpoint("PUT", "Accounts", "settings")
def put_account(call):
    return write_one(call, "Accounts", apply, render, "AccountID")


@endpoint("POST", "Accounts/{ident}", "settings")
def post_account(call, ident):
    found = _found(call, ident)

    def change(call, element):
        return apply(call, element, found)

    return write_one(call, "Accounts", change, render, "AccountID")


def apply(call, element, old=None):
    """Create or change one account."""
    organisation, check = call.organisation, Check()
    record = dict(old or {"Status": "ACTIVE", "Description": ""})
    for name in (
        "Code",
        "Name",
        "Type",
        "Description",
        "TaxType",
        "Status",
        "BankAccountNumber",
        "BankAccountType",
        "CurrencyCode",
        "EnablePaymentsToAccount",
        "ShowInExpenseClaims",
        "AddToWatchlist",
    ):
        if element.get(name) is not None:
            record[name] = element[name]
    kind = record.get("Type")
    check.require(kind in CLASS_OF, "Account type is not valid.")
    check.require(record.get("Name"), "Please enter a name.")
    if kind != "BANK":
        check.require(record.get("Code"), "Please enter a code.")
    check.length(record, "Code", 10)
    check.length(record, "Name", 150)
    _check_unique(organisation, record, check)
    if record.get("TaxType") is None:
        record["TaxType"] = organisation.profile["_no_tax"]
    elif not organisation.tax_rate(record["TaxType"]):
        check.add(f"TaxType code '{record['TaxType']}' does not exist.")
    if old and old.get("SystemAccount") and record["Status"] != "ACTIVE":
        check.add("This is a system account and cannot be archived or deleted.")
    check.done(**({"AccountID": old["AccountID"]} if old else {}))
    if kind == "BANK":
        record.setdefault("CurrencyCode", organisation.currency)
        record.setdefault("BankAccountType", "BANK")
    record["Class"] = CLASS_OF[kind]
    record.setdefault("AccountID", organisation.new_id())
    record.setdefault("EnablePaymentsToAccount", False)
    record.setdefault("ShowInExpenseClaims", False)
    record.setdefault("ReportingCode", "")
    record.setdefault("HasAttachments", False)
    record.setdefault("AddToWatchlist", False)
    return organisation.accounts.save(organisation.touched(record, call.ms))


def _check_unique(organisation, record, check):
    for field, message in (
        ("Code", "Please enter a unique Code."),
        ("Name", "Please enter a unique Name."),
    ):
        value = (record.get(field) or "").casefold()
        others = organisation.accounts.find(field.lower(), value) if value else ()
        if any(other["AccountID"] != record.get("AccountID") for other in others):
            check.add(message)


# What a user does in Xero


def chosen(call, account):
    """An account by id or code."""
    organisation = call.organisation
    found = organisation.account(account_id=account) or organisation.account(account)
    if not found:
        raise Refused([f"No account {account}"])
    return found


@act("edit_account")
def edit_account(call, account, **values):
    return public(apply(call, values, chosen(call, account)))


@act("archive_account")
def archive_account(call, account):
    return edit_account(call, account, Status="ARCHIVED")


@act("restore_account")
def restore_account(call, account):
    return edit_account(call, account, Status="ACTIVE")


@act("create_account")
def create_account(call, **values):
    return public(apply(call, values))
