from odoo import api, models
from odoo.fields import Domain

from ..tools.xero_client import PAGE_SIZE
from ..tools.xero_dialect import quoted
from ..tools.xero_names import exact, tax_key
from .xero_mixin import XeroStreamType

# Fields of a contact, and of its invoice and delivery addresses, that Xero knows
FEEDERS = frozenset(
    {
        "active",
        "city",
        "company_registry",
        "country_id",
        "email",
        "is_company",
        "name",
        "parent_id",
        "phone",
        "property_payment_term_id",
        "property_supplier_payment_term_id",
        "ref",
        "specific_property_product_pricelist",
        "state_id",
        "street",
        "street2",
        "type",
        "vat",
        "zip",
    }
)
ADDRESS_TYPES = ("invoice", "delivery")


class ResPartner(models.Model):
    """Customers and suppliers. The contact of a document is its commercial partner:
    companies, also those that belong to another one, and who belongs to none. Other
    children are never contacts of their own, an invoice address gives e-mail and
    billing address, a delivery address the other one."""

    _name = "res.partner"
    _inherit = ["res.partner", "xero.sync.mixin"]

    _xero_creates = True
    _xero_shares = True

    @api.model
    def _xero_stream_types(self):
        # EXTENDS 'xero_connector'
        return [
            XeroStreamType(
                "contacts",
                self.env._("Contacts"),
                "Contacts",
                sequence=20,
                paged=True,
                pushes=True,
                direction="both",
                interval=30,
            )
        ]

    def _xero_domain(self, organisation):
        # EXTENDS 'xero_connector'
        commercial = Domain("parent_id", "=", False) | Domain("is_company", "=", True)
        return super()._xero_domain(organisation) & commercial

    def _xero_web_path(self, seen):
        # EXTENDS 'xero_connector'
        return f"/Contacts/View/{seen.xero_id}"

    # === SEE === #

    @api.model
    def _xero_pull_parameters(self, stream):
        """Archived ones too: a document for one of them would be refused."""
        # EXTENDS 'xero_connector'
        return {"include_archived": True}

    # === WHAT CONCERNS XERO === #

    @api.model
    def _xero_feeders(self):
        # EXTENDS 'xero_connector'
        return FEEDERS | self.env["xero.field.map"]._feeders()

    @api.model_create_multi
    def create(self, vals_list):
        """A new invoice or delivery address changes the contact that it belongs to."""
        # EXTENDS 'base'
        partners = super().create(vals_list)
        partners._xero_addresses().commercial_partner_id._xero_changed()
        return partners

    def write(self, values):
        """So does one that comes, goes or becomes another kind of contact."""
        # EXTENDS 'base'
        moves = {"active", "is_company", "parent_id", "type"} & values.keys()
        moved = self if moves else self.browse()
        left = moved._xero_addresses().commercial_partner_id
        result = super().write(values)
        (left | moved._xero_addresses().commercial_partner_id)._xero_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_xero_address(self):
        self._xero_addresses().commercial_partner_id._xero_changed()

    def _xero_addresses(self):
        """Those of these partners that give another one an address."""
        return self.filtered(
            lambda partner: (
                partner.commercial_partner_id != partner
                and partner.type in ADDRESS_TYPES
            )
        )

    def _xero_changed(self):
        """Other children only mirror what their company has."""
        # EXTENDS 'xero_connector'
        contacts = self.filtered(
            lambda partner: partner.commercial_partner_id == partner
        )
        contacts |= self._xero_addresses().commercial_partner_id
        return super(ResPartner, contacts)._xero_changed()

    def _xero_enqueue(self, origin, organisation=None, **values):
        # EXTENDS 'xero_connector'
        commercial = self.commercial_partner_id
        return super(ResPartner, commercial)._xero_enqueue(
            origin, organisation, **values
        )

    # === KEYS === #

    @api.model
    def _xero_id_name(self):
        # EXTENDS 'xero_connector'
        return "ContactID"

    @api.model
    def _xero_id_of(self, element):
        # EXTENDS 'xero_connector'
        return element.get("ContactID")

    @api.model
    def _xero_keys_of(self, element):
        # EXTENDS 'xero_connector'
        return [element.get("ContactNumber")]

    @api.model
    def _xero_fetch(self, client, xero_ids):
        # EXTENDS 'xero_connector'
        return client.get(
            "Contacts",
            i_ds=xero_ids,
            page=1,
            page_size=PAGE_SIZE,
            include_archived=True,
        )

    @api.model
    def _xero_fetch_by_key(self, client, keys):
        # EXTENDS 'xero_connector'
        where = " OR ".join(f"ContactNumber=={quoted(key)}" for key in keys)
        return client.get("Contacts", where=where, page=1, page_size=PAGE_SIZE)

    def _xero_agrees(self, payload, element):
        # EXTENDS 'xero_connector'
        names = {exact(part.get("Name")) for part in (payload, element)}
        numbers = {tax_key(part.get("TaxNumber")) for part in (payload, element)}
        live = element.get("ContactStatus") != "ARCHIVED"
        same_number = len(numbers) == 1 and numbers != {""}
        return live and (len(names) == 1 or same_number)
