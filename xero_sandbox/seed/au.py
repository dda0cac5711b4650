"""An Australian organisation: AUD, GST of 10 %."""

from .profile import profile as common


def profile(organisation):
    return common(
        organisation,
        Name="Wattle & Quill Advisory Pty Ltd",
        Version="AU",
        BaseCurrency="AUD",
        CountryCode="AU",
        TaxNumber="53004085616",
        RegistrationNumber="004085616",
        Timezone="AUSEASTERNSTANDARDTIME",
        ShortCode="!wQ7aU",
        _no_tax="BASEXCLUDED",
    )


CURRENCIES = ["AUD", "USD", "NZD", "EUR"]
# TaxType, name, percent, report type, classes: Assets eQuity Expenses Liabilities
# Revenue
TAX_RATES = [
    ("OUTPUT", "GST on Income", "10", "OUTPUT", "AQLR"),
    ("INPUT", "GST on Expenses", "10", "INPUT", "AQEL"),
    ("EXEMPTOUTPUT", "GST Free Income", "0", "EXEMPTOUTPUT", "AQLR"),
    ("EXEMPTEXPENSES", "GST Free Expenses", "0", "EXEMPTEXPENSES", "AQEL"),
    ("EXEMPTEXPORT", "GST Free Exports", "0", "EXEMPTEXPORT", "AQLR"),
    ("CAPEXINPUT", "GST on Capital", "10", "CAPEXINPUT", "AQEL"),
    ("INPUTTAXED", "Input Taxed", "0", "INPUTTAXED", "AQELR"),
    ("BASEXCLUDED", "BAS Excluded", "0", "BASEXCLUDED", "AQELR"),
    ("GSTONIMPORTS", "GST on Imports", "0", "GSTONIMPORTS", "AQEL"),
]
NO, OUT, IN, FREE = "BASEXCLUDED", "OUTPUT", "INPUT", "EXEMPTEXPENSES"


def _a(code, name, kind, tax_type, more=None):
    return code, name, kind, tax_type, more or {}


ACCOUNTS = [
    _a("090", "Business Bank Account", "BANK", NO, {"BankAccountNumber": "0620001"}),
    _a("091", "Business Savings Account", "BANK", NO, {"BankAccountNumber": "0620002"}),
    _a("200", "Sales", "REVENUE", OUT),
    _a("260", "Other Revenue", "REVENUE", OUT),
    _a("270", "Interest Income", "REVENUE", "INPUTTAXED"),
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
    _a("478", "Superannuation", "EXPENSE", NO),
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
    _a("505", "Income Tax Expense", "EXPENSE", NO),
    _a("610", "Accounts Receivable", "CURRENT", NO, {"SystemAccount": "DEBTORS"}),
    _a("620", "Prepayments", "CURRENT", NO),
    _a("630", "Inventory", "INVENTORY", NO),
    _a("710", "Office Equipment", "FIXED", "CAPEXINPUT"),
    _a("711", "Less Depreciation on Office Equipment", "FIXED", NO),
    _a("720", "Computer Equipment", "FIXED", "CAPEXINPUT"),
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
    _a("820", "GST", "CURRLIAB", NO, {"SystemAccount": "GST"}),
    _a("825", "PAYG Withholdings Payable", "CURRLIAB", NO),
    _a("826", "Superannuation Payable", "CURRLIAB", NO),
    _a("830", "Income Tax Payable", "CURRLIAB", NO),
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
THEMES = ["Standard", "Consulting"]
TRACKING = {"Region": ["North", "South", "West Coast"]}
CONTACTS = [
    {
        "Name": "Banksia Bay Holdings",
        "FirstName": "Ines",
        "LastName": "Corrigan",
        "EmailAddress": "accounts@banksiabay.example",
        "TaxNumber": "51824753556",
        "AccountNumber": "BB-01",
        "City": "Newcastle",
        "Street": "14 Foreshore Parade",
    },
    {
        "Name": "Copper Kettle Cafes",
        "FirstName": "Theo",
        "LastName": "Vance",
        "EmailAddress": "theo@copperkettle.example",
        "City": "Hobart",
        "Street": "3 Salamanca Row",
    },
    {
        "Name": "Dry Creek Vineyards",
        "EmailAddress": "office@drycreek.example",
        "City": "Tanunda",
        "Street": "RMB 220 Barossa Road",
    },
    {"Name": "Ironbark Telecom", "EmailAddress": "billing@ironbark.example"},
    {"Name": "Pelican Office Supplies", "AccountNumber": "PEL77"},
]
# code, name, price, account, tax type, text
ITEMS = [
    ("CONSULT", "Consulting", "180.00", "200", "OUTPUT", "Consulting, per hour"),
    ("SUPPORT", "Support", "120.00", "200", "OUTPUT", "Support, per hour"),
    ("ONSITE", "On-site visit", "95.5250", "200", "OUTPUT", "Visit, per half hour"),
    ("EXPORT", "Remote work abroad", "150.00", "200", "EXEMPTEXPORT", "Remote work"),
]
