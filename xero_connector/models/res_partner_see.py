from odoo import api, fields, models

from ..tools.xero_names import mail, squeezed, tax_key
from ..tools.xero_untrusted import part, parts, text
from .res_partner_fields import TERMS

# What is shown and not kept equal
SHOWN = (
    "DefaultCurrency",
    "BankAccountDetails",
    "SalesDefaultAccountCode",
    "PurchasesDefaultAccountCode",
    "AccountsReceivableTaxType",
    "AccountsPayableTaxType",
    "Discount",
)
SHOWN_OF_BANK = ("BankAccountName", "BankAccountNumber")


class ResPartner(models.Model):
    """What is noted of a contact in Xero, and shown of it."""

    _inherit = "res.partner"

    xero_only = fields.Text(
        "Only in Xero",
        compute="_compute_xero_only",
        compute_sudo=True,
        help="What Xero knows and Odoo has no place for: read, shown, never changed.",
    )

    # === SEE === #

    @api.model
    def _xero_record_values(self, organisation, payload):
        """The keys by which it is matched, as they are compared."""
        # EXTENDS 'xero_connector'
        xero_id = payload["ContactID"]
        if not xero_id or not isinstance(xero_id, str):
            raise ValueError("ContactID is not an id")
        for name in ("Addresses", "Phones", "ContactPersons", "ContactGroups"):
            parts(payload, name)
        terms = part(payload, "PaymentTerms")
        for side, _field in TERMS.values():
            part(terms, side)
        for element, names in _shown(payload):
            for name in names:
                text(element, name)
        return {
            "xero_id": xero_id,
            "name": squeezed(text(payload, "Name")),
            "number": text(payload, "ContactNumber"),
            "code": squeezed(text(payload, "AccountNumber")),
            "email": mail(text(payload, "EmailAddress")),
            "tax_number": tax_key(text(payload, "TaxNumber")),
            "status": text(payload, "ContactStatus"),
        }

    @api.model
    def _xero_label_of(self, seen):
        """Our key in it is of no use to people."""
        # OVERRIDES 'xero_connector'
        return seen.name or self.env._("Contact without a name")

    @api.model
    def _xero_unstamped(self):
        """Joining a group, or a first invoice, is no change of the contact to Xero."""
        # EXTENDS 'xero_connector'
        return (
            *super()._xero_unstamped(),
            "ContactGroups",
            "IsCustomer",
            "IsSupplier",
        )

    # === SHOW === #

    @api.depends_context("company", "uid")
    def _compute_xero_only(self):
        links = self._xero_links()
        for partner in self:
            seen = links.get(partner.id, self.env["xero.link"]).record_id
            partner.xero_only = "\n".join(
                self.env._("%(label)s: %(value)s", label=label, value=value)
                for label, value in self._xero_only_values(seen.payload or {})
                if value
            )

    @api.model
    def _xero_only_values(self, payload):
        """What is shown and not kept equal: ``(label, text)``; untrusted."""
        (_own, _keys), (bank, names), (theme, _name) = _shown(payload)
        # its place here is the pricelist, where there are any
        currency = not self._xero_has_pricelists() and text(payload, "DefaultCurrency")
        return [
            (self.env._("Default currency"), currency),
            (self.env._("Bank account"), text(payload, "BankAccountDetails")),
            (
                self.env._("Batch payments"),
                squeezed(" ".join(text(bank, key) for key in names)),
            ),
            (self.env._("Sales account"), text(payload, "SalesDefaultAccountCode")),
            (
                self.env._("Purchases account"),
                text(payload, "PurchasesDefaultAccountCode"),
            ),
            (self.env._("Tax on sales"), text(payload, "AccountsReceivableTaxType")),
            (self.env._("Tax on purchases"), text(payload, "AccountsPayableTaxType")),
            (self.env._("Discount (%)"), text(payload, "Discount")),
            (self.env._("Branding theme"), text(theme, "Name")),
        ]


def _shown(payload):
    """Where the texts stand that are only shown: ``(element, their names)`` each.

    :raises ValueError: where one of the elements is none
    """
    return (
        (payload, SHOWN),
        (part(payload, "BatchPayments"), SHOWN_OF_BANK),
        (part(payload, "BrandingTheme"), ("Name",)),
    )
