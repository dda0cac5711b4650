import re

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import email_normalize

from ..tools.xero_client import PAGE_SIZE
from ..tools.xero_dialect import quoted
from ..tools.xero_names import compact, plain
from ..tools.xero_transfer import XeroObjection
from .xero_mixin import XeroStreamType
from .xero_sync_mixin import XeroGroup

# Xero's field lengths (documentation of contacts)
LENGTHS = {
    "Name": 255,
    "EmailAddress": 255,
    "AccountNumber": 50,
    "CompanyNumber": 50,
    "TaxNumber": 50,
}
ADDRESS_KEYS = (
    "AddressLine1",
    "AddressLine2",
    "AddressLine3",
    "AddressLine4",
    "City",
    "Region",
    "PostalCode",
    "Country",
)
PHONE_KEYS = ("PhoneCountryCode", "PhoneAreaCode", "PhoneNumber")
FEEDERS = frozenset(
    {
        "name",
        "email",
        "phone",
        "vat",
        "company_registry",
        "ref",
        "street",
        "street2",
        "city",
        "zip",
        "state_id",
        "country_id",
    }
)


class ResPartner(models.Model):
    """Customers and suppliers. The contact of a document is its commercial partner;
    children are never contacts of their own, an invoice address gives e-mail and
    billing address."""

    _name = "res.partner"
    _inherit = ["res.partner", "xero.sync.mixin"]

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

    @api.model
    def _xero_feeders(self):
        # EXTENDS 'xero_connector'
        return FEEDERS

    def _xero_domain(self, organisation):
        # EXTENDS 'xero_connector'
        return super()._xero_domain(organisation) & Domain("parent_id", "=", False)

    def _xero_web_path(self, seen):
        # EXTENDS 'xero_connector'
        return f"/Contacts/View/{seen.xero_id}"

    # === SEE === #

    @api.model
    def _xero_pull_parameters(self, stream):
        """Archived ones too: a document for one of them would be refused."""
        # EXTENDS 'xero_connector'
        return {"include_archived": True}

    @api.model
    def _xero_record_values(self, organisation, payload):
        # EXTENDS 'xero_connector'
        return {
            "xero_id": payload["ContactID"],
            "name": payload.get("Name"),
            "number": payload.get("ContactNumber"),
            "email": email_normalize(payload.get("EmailAddress") or ""),
            "tax_number": compact(payload.get("TaxNumber")),
            "status": payload.get("ContactStatus"),
        }

    @api.model
    def _xero_apply(self, organisation, seen):
        # EXTENDS 'xero_connector'
        result = super()._xero_apply(organisation, seen)
        self._xero_follow_merges(organisation, seen)
        return result

    @api.model
    def _xero_follow_merges(self, organisation, seen):
        """A contact that was merged in Xero lives on in another one: so do its links,
        unless that one stands for somebody else here."""
        for record in seen.filtered(lambda record: not record.live and record.link_ids):
            merged_to = (record.payload or {}).get("MergedToContactID")
            target = merged_to and record._lookup(
                organisation, "Contacts", [("xero_id", "=", merged_to)]
            )
            if target and target.live and not target.link_ids.filtered("record_id"):
                record.link_ids.write(
                    {"record_id": target.id, "reason": self.env._("merged in Xero")}
                )

    # === SEND === #

    def _xero_enqueue(self, origin, **values):
        # EXTENDS 'xero_connector'
        commercial = self.commercial_partner_id
        return super(ResPartner, commercial)._xero_enqueue(origin, **values)

    def _xero_changed(self):
        # EXTENDS 'xero_connector'
        commercial = self.commercial_partner_id
        return super(ResPartner, commercial)._xero_changed()

    def _xero_operation(self, organisation, link):
        # EXTENDS 'xero_connector'
        if link.excluded:
            return None, self.env._("Kept out of Xero.")
        return super()._xero_operation(organisation, link)

    def _xero_check(self, organisation, operation):
        # EXTENDS 'xero_connector'
        link = self._xero_links(organisation).get(self.id, self.env["xero.link"])
        objections = [XeroObjection(text) for text in self._xero_faults(organisation)]
        if link.record_id and not link.record_id.live:
            objections.append(XeroObjection(self._xero_archived_words()))
        if operation == "create" and link.suggestion_id:
            objections.append(
                XeroObjection(
                    self.env._(
                        "%(name)s looks like %(other)s in Xero (%(reason)s). Link them "
                        "under Xero ‣ Mapping, or press Send now to create a new one.",
                        name=self.display_name,
                        other=link.suggestion_id.display_name,
                        reason=link.reason,
                    ),
                    "held",
                )
            )
        return objections

    def _xero_archived_words(self):
        return self.env._(
            "%(name)s is archived in Xero, which accepts no documents for it. Restore "
            "the contact there, or link another one under Xero ‣ Mapping; then press "
            "Retry.",
            name=self.display_name,
        )

    def _xero_faults(self, organisation):
        """What Xero would refuse in this contact itself, as texts."""
        name = (self.name or "").strip()
        who = name or self.env._("Contact %s", self.id)
        if not name:
            yield self.env._("%s has no name. Enter one, then press Retry.", who)
        if re.search(r"[<>]", name):
            yield self.env._(
                "%s: Xero accepts no < or > in a name. Remove them, then press Retry.",
                who,
            )
        address = self._xero_email()
        if address and not email_normalize(address):
            yield self.env._(
                "%(who)s: %(email)s is not one e-mail address. Correct it, then press "
                "Retry.",
                who=who,
                email=address,
            )
        for key, value in self._xero_prepare(organisation).items():
            if key in LENGTHS and len(value or "") > LENGTHS[key]:
                yield self.env._(
                    "%(who)s: %(field)s has more than %(limit)s characters. Shorten "
                    "it, then press Retry.",
                    who=who,
                    field=key,
                    limit=LENGTHS[key],
                )

    def _xero_prepare(self, organisation):
        # EXTENDS 'xero_connector'
        billing = self.browse(self.address_get(["invoice"])["invoice"])
        delivery = self.browse(self.address_get(["delivery"])["delivery"])
        address = self._xero_email()
        return {
            "ContactNumber": f"{organisation._key_prefix()}{self.id}",
            "Name": " ".join((self.name or "").split()),
            "EmailAddress": email_normalize(address) or address or None,
            "TaxNumber": self.vat or None,
            "CompanyNumber": self.company_registry or None,
            "AccountNumber": self.ref or None,
            "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": self.phone}]
            if self.phone
            else None,
            "Addresses": [
                billing._xero_address("POBOX"),
                delivery._xero_address("STREET"),
            ],
        }

    def _xero_email(self):
        billing = self.browse(self.address_get(["invoice"])["invoice"])
        return (billing.email or self.email or "").strip()

    def _xero_address(self, kind):
        """An address as Xero spells it; ``POBOX`` is the billing one there."""
        country = self.country_id.with_context(lang="en_US").name or ""
        values = {
            "AddressType": kind,
            "AddressLine1": self.street,
            "AddressLine2": self.street2,
            "City": self.city,
            "Region": self.state_id.code or self.state_id.name,
            "PostalCode": self.zip,
            # Xero: letters only
            "Country": re.sub(r"[^A-Za-z ]", "", plain(country)),
        }
        return {key: value for key, value in values.items() if value}

    # === BOTH SIDES === #

    @api.model
    def _xero_groups(self):
        # EXTENDS 'xero_connector'
        return [
            XeroGroup("name", self.env._("Name"), ("Name",)),
            XeroGroup("email", self.env._("E-mail"), ("EmailAddress",)),
            XeroGroup("phone", self.env._("Phone"), ("Phones",)),
            XeroGroup("tax_number", self.env._("Tax number"), ("TaxNumber",)),
            XeroGroup(
                "company_number", self.env._("Company number"), ("CompanyNumber",)
            ),
            XeroGroup(
                "account_number", self.env._("Account number"), ("AccountNumber",)
            ),
            XeroGroup("billing", self.env._("Billing address"), ("Addresses",)),
            XeroGroup("delivery", self.env._("Delivery address"), ("Addresses",)),
        ]

    @api.model
    def _xero_canonical(self, organisation, payload):
        # EXTENDS 'xero_connector'
        addresses = {
            address.get("AddressType"): _words_of(address, ADDRESS_KEYS)
            for address in payload.get("Addresses") or []
        }
        phones = {
            phone.get("PhoneType"): _words_of(phone, PHONE_KEYS)
            for phone in payload.get("Phones") or []
        }
        return {
            "name": _text(payload.get("Name")),
            "email": _text(payload.get("EmailAddress")).lower(),
            "phone": " ".join((phones.get("DEFAULT") or {}).values()),
            "tax_number": compact(payload.get("TaxNumber")),
            "company_number": _text(payload.get("CompanyNumber")),
            "account_number": _text(payload.get("AccountNumber")),
            "billing": addresses.get("POBOX") or {},
            "delivery": addresses.get("STREET") or {},
        }

    def _xero_element(self, payload, seen, groups):
        """Addresses travel together: those that did not change as they are there."""
        # EXTENDS 'xero_connector'
        element = super()._xero_element(payload, seen, groups)
        kinds = {"billing": "POBOX", "delivery": "STREET"}
        changed = {kinds[group] for group in groups & kinds.keys()}
        if changed:
            ours = [a for a in payload["Addresses"] if a["AddressType"] in changed]
            theirs = [
                {key: value for key, value in address.items() if value}
                for address in seen.get("Addresses") or []
                if address.get("AddressType") not in changed
            ]
            element["Addresses"] = self._xero_strip(ours + theirs)
        return element

    def _xero_values(self, organisation, payload, groups):
        # EXTENDS 'xero_connector'
        theirs = self._xero_canonical(organisation, payload)
        columns = {
            "name": "name",
            "email": "email",
            "phone": "phone",
            "tax_number": "vat",
            "company_number": "company_registry",
            "account_number": "ref",
        }
        return {
            column: theirs[group]
            for group, column in columns.items()
            if group in groups
        }

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
        names = [(p.get("Name") or "").casefold() for p in (payload, element)]
        numbers = [compact(p.get("TaxNumber")) for p in (payload, element)]
        live = element.get("ContactStatus") != "ARCHIVED"
        return live and (
            names[0] == names[1] or (all(numbers) and len(set(numbers)) == 1)
        )

    def _xero_badge_of_seen(self, seen):
        # EXTENDS 'xero_connector'
        if not seen.live:
            return self.env._("Archived in Xero")
        return super()._xero_badge_of_seen(seen)


def _text(value):
    """A text without blanks around or doubled."""
    return " ".join(str(value or "").split())


def _words_of(element, keys):
    """What is filled of some keys, each a text."""
    found = {key: _text(element.get(key)) for key in keys}
    return {key: text for key, text in found.items() if text}
