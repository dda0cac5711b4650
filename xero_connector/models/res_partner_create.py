from odoo import api, models
from odoo.exceptions import UserError

from ..tools.xero_names import squeezed
from ..tools.xero_untrusted import text
from .res_partner_fields import PERSON


class ResPartner(models.Model):
    """A partner made out of a contact in Xero."""

    _inherit = "res.partner"

    @api.model
    def _xero_create_from(self, organisation, seen):
        """Create the partner with its name only: the other fields are taken over as
        they are later, by the same rules.

        :raises UserError: where the contact has no name, or is gone for good
        """
        # EXTENDS 'xero_connector'
        payload = seen.payload or {}
        if not squeezed(payload.get("Name")):
            raise UserError(
                self.env._(
                    "A contact in Xero has no name (%(who)s). Enter one there, then "
                    "press Retry.",
                    who=payload.get("EmailAddress") or seen.xero_id,
                )
            )
        if payload.get("MergedToContactID"):
            raise UserError(
                self.env._(
                    "%(name)s was merged into another contact in Xero. Create that "
                    "one.",
                    name=seen.name,
                )
            )
        return self.with_context(mail_create_nosubscribe=True).create(
            {
                "name": squeezed(payload["Name"]),
                "is_company": not self._xero_is_person(payload),
                "active": seen.live,
                "customer_rank": int(payload.get("IsCustomer") is True),
                "supplier_rank": int(payload.get("IsSupplier") is True),
            }
        )

    @api.model
    def _xero_is_person(self, payload):
        """Whether a contact is one person: its name is the first and last name."""
        halves = [squeezed(text(payload, key)) for key in PERSON]
        name = squeezed(payload["Name"]).casefold()
        return all(halves) and name in (
            " ".join(halves).casefold(),
            ", ".join(reversed(halves)).casefold(),
        )

    @api.model
    def _xero_creates_by_itself(self, stream, seen):
        """Only living contacts, unless the archived ones are asked for."""
        # EXTENDS 'xero_connector'
        if seen.live:
            return super()._xero_creates_by_itself(stream, seen)
        return (
            stream.create_in_odoo
            and stream.create_archived
            and stream._reads()
            and seen.status == "ARCHIVED"
            and not seen.ignored
            and not (seen.payload or {}).get("MergedToContactID")
        )
