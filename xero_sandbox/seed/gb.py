"""A British organisation: GBP, VAT of 20, 5 and 0 %."""

from .profile import profile as common


def profile(organisation):
    return common(
        organisation,
        Name="Harbour Lane Studio Ltd",
        Version="UK",
        BaseCurrency="GBP",
        CountryCode="GB",
        TaxNumber="GB404833048",
        RegistrationNumber="09876543",
        Timezone="GMTSTANDARDTIME",
        ShortCode="!hL3gB",
        FinancialYearEndDay=31,
        FinancialYearEndMonth=3,
        _no_tax="NONE",
    )


CURRENCIES = ["GBP", "EUR", "USD"]
# TaxType, name, percent, report type, classes: Assets eQuity Expenses Liabilities
# Revenue
TAX_RATES = [
    ("OUTPUT2", "20% (VAT on Income)", "20", "OUTPUT", "AQLR"),
    ("INPUT2", "20% (VAT on Expenses)", "20", "INPUT", "AQEL"),
    ("RROUTPUT", "5% (VAT on Income)", "5", "OUTPUT", "AQLR"),
    ("RRINPUT", "5% (VAT on Expenses)", "5", "INPUT", "AQEL"),
    ("ZERORATEDOUTPUT", "Zero Rated Income", "0", "ZERORATEDOUTPUT", "AQLR"),
    ("ZERORATEDINPUT", "Zero Rated Expenses", "0", "ZERORATEDINPUT", "AQEL"),
    ("EXEMPTOUTPUT", "Exempt Income", "0", "EXEMPTOUTPUT", "AQLR"),
    ("EXEMPTINPUT", "Exempt Expenses", "0", "EXEMPTINPUT", "AQEL"),
    ("ECZROUTPUT", "Zero Rated EC Goods Income", "0", "ECOUTPUT", "AQLR"),
    (
        "ECZROUTPUTSERVICES",
        "Zero Rated EC Services",
        "0",
        "ECOUTPUTSERVICES",
        "AQLR",
    ),
    ("ECZRINPUT", "Zero Rated EC Expenses", "0", "ECINPUT", "AQEL"),
    ("CAPEXINPUT2", "20% (VAT on Capital Purchases)", "20", "CAPEXINPUT", "AQEL"),
    ("GSTONIMPORTS", "VAT on Imports", "0", "GSTONIMPORTS", "AQEL"),
    (
        "DRCHARGESUPPLY20",
        "Domestic Reverse Charge @ 20% (VAT on Income)",
        "0",
        "DRCHARGESUPPLY",
        "AQLR",
    ),
    (
        "DRCHARGE20",
        "Domestic Reverse Charge @ 20% (VAT on Expenses)",
        "0",
        "DRCHARGE",
        "AQEL",
    ),
    ("NONE", "No VAT", "0", "NONE", "AQELR"),
    # Rates of former times stay in the list.
    ("SROUTPUT", "15% (VAT on Income)", "15", "OUTPUT", "AQLR", "DELETED"),
    ("SRINPUT", "15% (VAT on Expenses)", "15", "INPUT", "AQEL", "DELETED"),
]
NO, OUT, IN, FREE = "NONE", "OUTPUT2", "INPUT2", "EXEMPTINPUT"


def _a(code, name, kind, tax_type, more=None):
    return code, name, kind, tax_type, more or {}


ACCOUNTS = [
    _a("090", "Business Bank Account", "BANK", NO, {"BankAccountNumber": "20415012"}),
    _a(
        "091", "Business Savings Account", "BANK", NO, {"BankAccountNumber": "20415013"}
    ),
    _a(
        "092",
        "Euro Account",
        "BANK",
        NO,
        {"BankAccountNumber": "20415014", "CurrencyCode": "EUR"},
    ),
    _a("200", "Sales", "REVENUE", OUT),
    _a("260", "Other Revenue", "REVENUE", OUT),
    _a("270", "Interest Income", "REVENUE", "EXEMPTOUTPUT"),
    _a("310", "Cost of Goods Sold", "DIRECTCOSTS", IN),
    _a("400", "Advertising", "EXPENSE", IN),
    _a("404", "Bank Fees", "EXPENSE", FREE),
    _a("408", "Cleaning", "EXPENSE", IN),
    _a("412", "Consulting & Accounting", "EXPENSE", IN),
    _a("416", "Depreciation", "EXPENSE", NO),
    _a("420", "Entertainment", "EXPENSE", FREE),
    _a("425", "Freight & Courier", "EXPENSE", IN),
    _a("429", "General Expenses", "EXPENSE", IN),
    _a("433", "Insurance", "EXPENSE", IN),
    _a("437", "Interest Expense", "EXPENSE", FREE),
    _a("441", "Legal expenses", "EXPENSE", IN),
    _a("445", "Light, Power, Heating", "EXPENSE", IN),
    _a("449", "Motor Vehicle Expenses", "EXPENSE", IN),
    _a("453", "Office Expenses", "EXPENSE", IN),
    _a("461", "Printing & Stationery", "EXPENSE", IN),
    _a("469", "Rent", "EXPENSE", IN),
    _a("473", "Repairs and Maintenance", "EXPENSE", IN),
    _a("477", "Wages and Salaries", "EXPENSE", NO),
    _a("478", "Pensions Costs", "EXPENSE", NO),
    _a("485", "Subscriptions", "EXPENSE", IN),
    _a("489", "Telephone & Internet", "EXPENSE", IN),
    _a("493", "Travel - National", "EXPENSE", IN),
    _a("494", "Travel - International", "EXPENSE", FREE),
    _a(
        "497",
        "Bank Revaluations",
        "EXPENSE",
        NO,
        {"SystemAccount": "BANKCURRENCYGAIN"},
    ),
    _a(
        "498",
        "Unrealised Currency Gains",
        "EXPENSE",
        NO,
        {"SystemAccount": "UNREALISEDCURRENCYGAIN"},
    ),
    _a(
        "499",
        "Realised Currency Gains",
        "EXPENSE",
        NO,
        {"SystemAccount": "REALISEDCURRENCYGAIN"},
    ),
    _a("505", "Corporation Tax Expense", "EXPENSE", NO),
    _a("610", "Accounts Receivable", "CURRENT", NO, {"SystemAccount": "DEBTORS"}),
    _a("620", "Prepayments", "CURRENT", NO),
    _a("630", "Inventory", "INVENTORY", NO),
    _a("710", "Office Equipment", "FIXED", "CAPEXINPUT2"),
    _a("711", "Less Depreciation on Office Equipment", "FIXED", NO),
    _a("720", "Computer Equipment", "FIXED", "CAPEXINPUT2"),
    _a("721", "Less Depreciation on Computer Equipment", "FIXED", NO),
    _a("800", "Accounts Payable", "CURRLIAB", NO, {"SystemAccount": "CREDITORS"}),
    _a(
        "801",
        "Unpaid Expense Claims",
        "CURRLIAB",
        NO,
        {"SystemAccount": "UNPAIDEXPCLM"},
    ),
    _a("804", "Wages Payable", "CURRLIAB", NO),
    _a("820", "VAT", "CURRLIAB", NO, {"SystemAccount": "GST"}),
    _a("825", "PAYE Payable", "CURRLIAB", NO),
    _a("826", "Pensions Payable", "CURRLIAB", NO),
    _a("830", "Corporation Tax Payable", "CURRLIAB", NO),
    _a(
        "840",
        "Historical Adjustment",
        "CURRLIAB",
        NO,
        {"SystemAccount": "HISTORICAL"},
    ),
    _a("850", "Suspense", "CURRLIAB", NO),
    _a("855", "Clearing Account", "CURRLIAB", NO, {"EnablePaymentsToAccount": True}),
    _a("860", "Rounding", "CURRLIAB", NO, {"SystemAccount": "ROUNDING"}),
    _a(
        "877",
        "Tracking Transfers",
        "CURRLIAB",
        NO,
        {"SystemAccount": "TRACKINGTRANSFERS"},
    ),
    _a("880", "Owner A Drawings", "EQUITY", NO, {"EnablePaymentsToAccount": True}),
    _a("881", "Owner A Funds Introduced", "EQUITY", NO),
    _a("900", "Loan", "TERMLIAB", NO),
    _a(
        "960",
        "Retained Earnings",
        "EQUITY",
        NO,
        {"SystemAccount": "RETAINEDEARNINGS"},
    ),
    _a("970", "Owner A Share Capital", "EQUITY", NO),
]
THEMES = ["Standard"]
TRACKING = {}
CONTACTS = [
    {
        "Name": "Alder & Finch Publishing",
        "FirstName": "Priya",
        "LastName": "Holt",
        "EmailAddress": "ledger@alderfinch.example",
        "TaxNumber": "GB123456782",
        "City": "Bristol",
        "Street": "8 Wharf Street",
    },
    {
        "Name": "Brightwater Dental",
        "EmailAddress": "hello@brightwater.example",
        "City": "Leeds",
        "Street": "41 Calverley Row",
    },
    {
        "Name": "Claret GmbH",
        "EmailAddress": "rechnung@claret.example",
        "DefaultCurrency": "EUR",
        "City": "Hamburg",
        "Street": "Am Kai 7",
    },
    {"Name": "Dovecote Print Works", "AccountNumber": "DPW-9"},
]
# code, name, price, account, tax type, text
ITEMS = [
    ("DESIGN", "Design", "85.00", "200", "OUTPUT2", "Design work, per hour"),
    ("WORKSHOP", "Workshop", "640.00", "200", "OUTPUT2", "Workshop, one day"),
    ("BOOKLET", "Printed booklet", "4.3750", "260", "ZERORATEDOUTPUT", "Booklet"),
]
