"""The fields of an Organisation that are alike for both countries."""

from ..dates import moment_ms


def profile(organisation, **values):
    created = organisation.created_ms - 30 * 86_400_000
    return {
        "OrganisationID": organisation.tenant_id,
        "LegalName": values["Name"],
        "PaysTax": True,
        "OrganisationType": "COMPANY",
        "IsDemoCompany": False,
        "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": 30,
        "FinancialYearEndMonth": 6,
        "SalesTaxBasis": "ACCRUALS",
        "SalesTaxPeriod": "QUARTERLY1",
        "DefaultSalesTax": "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Exclusive",
        "CreatedDateUTC": moment_ms(created),
        "OrganisationEntityType": "COMPANY",
        "Class": "PREMIUM",
        "Edition": "BUSINESS",
        "LineOfBusiness": "Professional services",
        "Addresses": [],
        "Phones": [],
        "ExternalLinks": [],
        "PaymentTerms": {},
        **values,
    }
