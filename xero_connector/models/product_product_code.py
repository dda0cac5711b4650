import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.xero_names import literal, plain
from ..tools.xero_transfer import XeroObjection

CODE_LENGTH = 30


class ProductProduct(models.Model):
    """Codes: the internal reference is the item's code in Xero, once each, at most
    thirty characters. Where it is missing or too long one is proposed; it is written
    by a click, or by itself where the organisation says so. What Xero would refuse is
    found before any call.
    """

    _inherit = "product.product"

    xero_proposed_code = fields.Char(
        "Proposed Code",
        compute="_compute_xero_proposed_code",
        compute_sudo=True,
        help="A code for Xero, where the internal reference is missing or too long.",
    )

    @api.depends_context("company")
    @api.depends("default_code", "name")
    def _compute_xero_proposed_code(self):
        self.xero_proposed_code = False
        for organisation, products in self._xero_organisation_of().items():
            for product in products.filtered(lambda p: p._xero_lacks_code()):
                product.xero_proposed_code = product._xero_propose(organisation)

    def _xero_lacks_code(self):
        return not 0 < len((self.default_code or "").strip()) <= CODE_LENGTH

    def action_xero_use_code(self):
        """Take the proposed codes as internal references; what waited for them goes.

        :raises UserError: without rights on products or on Xero
        """
        if not self.env.user.has_group("xero_connector.group_xero_user"):
            raise UserError(self.env._("Only users of the Xero connector can do this."))
        waiting = self._xero_open_rows()
        for organisation, products in self._xero_organisation_of().items():
            # one by one: each takes a code from the next
            for product in products.filtered(lambda p: p._xero_lacks_code()):
                product.default_code = product.sudo()._xero_propose(organisation)
                if product.id in waiting:
                    product._xero_enqueue("button")

    def _xero_propose(self, organisation):
        """A code that nobody has yet, made of the name.

        :return: at most thirty letters, digits and hyphens
        """
        name = plain(self.default_code or self._xero_name()).upper()
        base = re.sub(r"[^A-Z0-9]+", "-", name)[:CODE_LENGTH].strip("-")
        base = base or f"ITEM-{self.id or self._origin.id}"
        taken = self._xero_codes_like(organisation, base)
        code, number = base, 1
        while code.casefold() in taken:
            number += 1
            end = f"-{number}"
            code = base[: CODE_LENGTH - len(end)].strip("-") + end
        return code

    def _xero_codes_like(self, organisation, base):
        """Codes of both sides that begin alike, made comparable; also those of what
        is archived."""
        start = literal(base[: CODE_LENGTH - 5]) + "%"
        products = self.with_context(active_test=False).search(
            [("default_code", "=ilike", start), ("id", "not in", self.ids)]
        )
        items = self.env["xero.record"]._lookup(
            organisation, "Items", [("code", "=ilike", start)]
        )
        codes = products.mapped("default_code") + items.mapped("code")
        return {code.casefold() for code in codes}

    # === CHECK === #

    def _xero_check(self, organisation, operation):
        # EXTENDS 'xero_connector'
        objections = list(super()._xero_check(organisation, operation))
        # a code that was emptied here stays in Xero
        if operation == "create" or self.default_code:
            objections.extend(map(XeroObjection, self._xero_code_faults(organisation)))
        link = self._xero_links(organisation).get(self.id, self.env["xero.link"])
        return objections + self._xero_suggested(operation, link)

    def _xero_code_faults(self, organisation):
        """What Xero would refuse of the code, as texts."""
        code = (self.default_code or "").strip()
        if not code:
            yield self.env._(
                "%(name)s has no internal reference, which is its code in Xero. Press "
                "Use %(code)s, or enter one and press Retry.",
                name=self.display_name,
                code=self._xero_propose(organisation),
            )
            return
        if len(code) > CODE_LENGTH:
            yield self.env._(
                "%(name)s: the internal reference has %(count)s characters, Xero "
                "accepts 30 as item code. Press Use %(code)s, or shorten it and press "
                "Retry.",
                name=self.display_name,
                count=len(code),
                code=self._xero_propose(organisation),
            )
        for other in self._xero_same_code(organisation, code):
            yield self.env._(
                "%(name)s and %(other)s both have the code %(code)s, which Xero takes "
                "once. Give one of them another, then press Retry.",
                name=self._xero_name(),
                other=other,
                code=code,
            )

    def _xero_same_code(self, organisation, code):
        """Names of other products, and of items of other products, with this code."""
        others = self.search(
            self._xero_domain(organisation)
            & Domain("default_code", "=ilike", literal(code))
            & Domain("id", "!=", self.id)
        )
        yield from (other._xero_name() for other in others)
        own = self._xero_links(organisation).get(self.id, self.env["xero.link"])
        items = self.env["xero.record"]._lookup(
            organisation,
            "Items",
            [("code", "=ilike", literal(code)), ("live", "=", True)],
        )
        for link in (items - own.record_id).link_ids:
            if link.res_model == self._name and link.res_id not in others.ids:
                yield self.env._("%s in Xero", link.record_id.display_name)
