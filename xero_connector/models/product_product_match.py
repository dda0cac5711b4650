from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.xero_names import NameIndex, exact, literal
from .xero_mixin import XeroMatch

# How much a name that is alike says: never enough to be taken with the sure ones
DOUBT = 0.9


class ProductProduct(models.Model):
    """Which item in Xero is which product: never guessed.

    The code is sure where one product has it, an identical name where it is the only
    one on both sides; all else is a suggestion, a name that only looks like it as well.
    """

    _inherit = "product.product"

    # === MATCH === #

    def _xero_match(self, organisation, seen):
        # EXTENDS 'xero_connector'
        matches = self._xero_match_codes(organisation, seen)
        left = seen.filtered(lambda record: record.id not in matches and record.name)
        taken = {match.record.id for match in matches.values()}
        matches.update(self._xero_match_names(organisation, left, taken))
        left = left.filtered(lambda record: record.id not in matches)
        taken = {match.record.id for match in matches.values()}
        matches.update(self._xero_match_alike(organisation, left, taken))
        return matches

    def _xero_match_codes(self, organisation, seen):
        products = self._xero_with_codes(organisation, seen.mapped("code"))
        matches = {}
        for record in seen:
            found = products.get(record.code.casefold(), self.browse())
            active = found.filtered("active")
            if active:
                reason = self.env._("same code")
                if len(active) > 1:
                    reason = self.env._("same code as several products")
                sure = len(active) == 1
                matches[record.id] = XeroMatch(active[0], reason, sure)
            elif found:
                reason = self.env._("same code, archived in Odoo")
                matches[record.id] = XeroMatch(found[0], reason, sure=False)
        return matches

    def _xero_with_codes(self, organisation, codes):
        """Products of an organisation by their codes, archived ones too:
        ``{code in small letters: products}``."""
        products = self.with_context(active_test=False).search(
            Domain("company_id", "in", [False, *organisation._books().ids])
            & Domain.OR(Domain("default_code", "=ilike", literal(c)) for c in codes)
        )
        return products.grouped(lambda product: product.default_code.casefold())

    def _xero_match_names(self, organisation, seen, taken):
        """Identical names, each the only one on its side."""
        theirs = self._xero_items_named(organisation, seen.mapped("name"))
        ours = self._xero_named(organisation, seen.mapped("name"))
        reason = self.env._("same name")
        matches = {}
        for record in seen:
            key = record.name.casefold()
            found = ours.get(key, self.browse())
            if len(found) == 1 and len(theirs[key]) == 1 and found.id not in taken:
                matches[record.id] = XeroMatch(found, reason, sure=True)
        return matches

    def _xero_match_alike(self, organisation, seen, taken):
        """Names that look alike, or that are not the only ones: for a person."""
        index = self._xero_names_of_all(organisation) if seen else None
        matches = {}
        for record in seen:
            for ident, percent in index.alike(record.name):
                if ident not in taken:
                    reason = self.env._("similar name")
                    if exact(index.names[ident]) == exact(record.name):
                        reason = self.env._("same name, not the only one")
                    matches[record.id] = XeroMatch(
                        self.browse(ident), reason, False, round(percent * DOUBT)
                    )
                    break
        return matches

    @api.model
    def _xero_names_of_all(self, organisation):
        """Names of all products that nobody decided about, as they are in Xero; read
        once per transaction of the scheduled action: ``NameIndex``."""
        memo, key = self.env.context.get("xero_memo", {}), ("names", organisation.id)
        if key not in memo:
            domain = self._xero_domain(organisation) & Domain("active", "=", True)
            names = dict(self._xero_rows(domain, ("id", "name")))
            values = Domain("product_template_variant_value_ids", "!=", False)
            for variant in self.search(domain & values):
                names[variant.id] = variant._xero_name()
            for ident in self._xero_decided(organisation):
                names.pop(ident, None)
            memo[key] = NameIndex(names)
        return memo[key]

    def _xero_items_named(self, organisation, names):
        """Live items by their names: ``{name in small letters: xero.record}``."""
        items = self.env["xero.record"]._lookup(
            organisation,
            "Items",
            Domain("live", "=", True)
            & Domain.OR(Domain("name", "=ilike", literal(name)) for name in names),
        )
        return items.grouped(lambda record: record.name.casefold())

    def _xero_named(self, organisation, names):
        """Products by the names that they have in Xero, variants with their values:
        ``{name in small letters: products}``."""
        templates = {name.split(" (")[0] for name in names} | set(names)
        products = self.search(
            self._xero_domain(organisation)
            & Domain.OR(Domain("name", "=ilike", literal(name)) for name in templates)
        )
        return products.grouped(lambda product: product._xero_name().casefold())

    def _xero_adopt(self, organisation):
        # EXTENDS 'xero_connector'
        if organisation.gives_item_codes and not self.default_code:
            code = self._xero_propose(organisation)
            self._xero_pulling(organisation).default_code = code
        values = self._xero_prepare(organisation)
        keys = Domain("code", "=ilike", literal(values["Code"]))
        keys |= Domain("name", "=ilike", literal(values["Name"]))
        items = self.env["xero.record"]._lookup(
            organisation, "Items", Domain("live", "=", True) & keys
        )
        free = items.filtered(
            lambda item: self._name not in item.link_ids.mapped("res_model")
        )
        link = self.env["xero.link"]._get_or_create(organisation, self)
        return any(
            match.record == self and link._pair(items.browse(record_id), match)
            for record_id, match in self._xero_match(organisation, free).items()
        )

    @api.model
    def _xero_follow_codes(self, organisation, seen):
        """An item that was deleted and entered again with the same code stands for the
        same product."""
        new = seen.filtered(lambda record: record.live and not record.link_ids)
        if not new:
            return
        gone = self.env["xero.record"]._lookup(
            organisation,
            "Items",
            [("live", "=", False), ("code", "in", new.mapped("code"))],
        )
        orphans = gone.link_ids.filtered(
            lambda link: link.res_model == self._name and link.state == "linked"
        )
        for link in orphans:
            item = new.filtered(lambda record, c=link.record_id.code: record.code == c)
            reason = self.env._("same code, entered again in Xero")
            link.write({"record_id": item.id, "reason": reason})

    # === CREATE IN ODOO === #

    @api.model
    def _xero_create_from(self, organisation, seen):
        """A service, or goods where it is tracked in Xero or sold to the account for
        goods; never with quantities."""
        # EXTENDS 'xero_connector'
        payload = seen.payload or {}
        theirs = self._xero_canonical(organisation, payload)
        self._xero_check_free(organisation, theirs["code"])
        company = organisation.company_id
        product = self.with_company(company).create(
            {
                "name": theirs["name"] or theirs["code"],
                "type": "consu"
                if self._xero_is_goods(organisation, seen)
                else "service",
                "company_id": company.id,
                "list_price": 0,
            }
        )
        # what Xero may not change, it does not enter either
        rows = self._xero_stream(organisation).group_ids
        kept = {row.name for row in rows if not row.to_odoo} - {"code"}
        filled = {group for group, value in theirs.items() if value} - kept - {"name"}
        lacking = {g for g in filled if self._xero_lacks(organisation, theirs, g)}
        product._xero_take(organisation, payload, filled - lacking)
        if lacking:
            words = [product._xero_lacking_words(g, theirs[g]) for g in sorted(lacking)]
            product.product_tmpl_id._message_log(body="\n".join(words))
        return product

    @api.model
    def _xero_check_free(self, organisation, code):
        """A code that Odoo has already is no new product.

        :raises UserError: with the product that has it
        """
        for products in self._xero_with_codes(organisation, [code]).values():
            raise UserError(
                self.env._(
                    "%(product)s has the code %(code)s already. Map the item to it "
                    "under Xero ‣ Mapping, or change one of the codes; then press "
                    "Retry.",
                    product=products[0].display_name,
                    code=code,
                )
            )

    @api.model
    def _xero_is_goods(self, organisation, seen):
        details = (seen.payload or {}).get("SalesDetails") or {}
        goods = organisation.default_goods_account_id
        own = goods and goods != organisation.default_service_account_id
        return seen.kind == "TRACKED" or bool(
            own and details.get("AccountCode") == goods.code
        )
