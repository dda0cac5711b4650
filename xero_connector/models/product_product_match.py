from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.xero_items import ItemList
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
        ours, matches = self._xero_own_list(organisation), {}
        for record in seen:
            found = ours.with_code(record.code)
            active = [ident for ident, active in found if active]
            if active:
                reason = self.env._("same code")
                if len(active) > 1:
                    reason = self.env._("same code as several products")
                product = self.browse(active[0])
                matches[record.id] = XeroMatch(product, reason, len(active) == 1)
            elif found:
                reason = self.env._("same code, archived in Odoo")
                product = self.browse(found[0][0])
                matches[record.id] = XeroMatch(product, reason, sure=False)
        return matches

    def _xero_match_names(self, organisation, seen, taken):
        """Identical names, each the only one on its side."""
        ours = self._xero_own_list(organisation)
        theirs = self._xero_their_list(organisation)
        reason, matches = self.env._("same name"), {}
        for record in seen:
            found = ours.named(record.name)
            single = len(found) == len(theirs.named(record.name)) == 1
            if single and found[0] not in taken:
                product = self.browse(found[0])
                matches[record.id] = XeroMatch(product, reason, sure=True)
        return matches

    def _xero_match_alike(self, organisation, seen, taken):
        """Names that look alike, or that are not the only ones: for a person."""
        ours, matches = self._xero_own_list(organisation), {}
        for record in seen:
            for ident, percent, same in ours.alike(record.name):
                if ident not in taken:
                    reason = self.env._("similar name")
                    if same:
                        reason = self.env._("same name, not the only one")
                    matches[record.id] = XeroMatch(
                        self.browse(ident), reason, False, round(percent * DOUBT)
                    )
                    break
        return matches

    # === BOTH LISTS === #

    @api.model
    def _xero_own_list(self, organisation):
        """All products of an organisation: ``ItemList``; read once per transaction of
        the scheduled action.

        Codes of archived ones too, and of what is neither sold nor purchased: they are
        taken. Names as they are in Xero, variants with their values.
        """
        memo, key = self.env.context.get("xero_memo", {}), ("items", organisation.id)
        if key not in memo:
            found = memo[key] = ItemList()
            own = Domain("company_id", "in", [False, *organisation._books().ids])
            coded = own & Domain("default_code", "!=", False)
            for row in self._xero_rows(coded, ("id", "default_code", "active")):
                found.add_code(*row)
            domain = self._xero_domain(organisation) & Domain("active", "=", True)
            names = dict(self._xero_rows(domain, ("id", "name")))
            values = Domain("product_template_variant_value_ids", "!=", False)
            for variant in self.search(domain & values):
                names[variant.id] = variant._xero_name()
            decided = self._xero_decided(organisation)
            for ident, name in names.items():
                found.add_name(ident, name, ident not in decided)
        return memo[key]

    @api.model
    def _xero_their_list(self, organisation):
        """All living items of the mirror: ``ItemList``."""
        memo, key = self.env.context.get("xero_memo", {}), ("theirs", organisation.id)
        if key not in memo:
            found = memo[key] = ItemList()
            Record = self.env["xero.record"]
            query = Record._search(
                [
                    ("organisation_id", "=", organisation.id),
                    ("resource", "=", "Items"),
                    ("live", "=", True),
                ],
                order="id",
            )
            taken = set(self._xero_taken(organisation))
            columns = [
                Record._field_to_sql(query.table, name, query)
                for name in ("id", "code", "name")
            ]
            for ident, code, name in self.env.execute_query(query.select(*columns)):
                found.add_code(ident, code)
                found.add_name(ident, name, ident not in taken)
        return memo[key]

    @api.model
    def _xero_changed_since(self, since):
        """The name is the template's."""
        # EXTENDS 'xero_connector'
        template = Domain("product_tmpl_id.write_date", ">=", since)
        return super()._xero_changed_since(since) | template

    def _xero_could_be(self, organisation):
        # EXTENDS 'xero_connector'
        theirs, ids = self._xero_their_list(organisation), set()
        for product in self:
            name = product._xero_name()
            ids.update(ident for ident, _ in theirs.with_code(product.default_code))
            ids.update(theirs.named(name))
            ids.update(ident for ident, _percent, _same in theirs.alike(name))
        return self.env["xero.record"].browse(ids - self._xero_taken(organisation))

    # === BEFORE IT IS SENT === #

    def _xero_adopt(self, organisation):
        # EXTENDS 'xero_connector'
        if organisation.gives_item_codes and not self.default_code:
            code = self._xero_propose(organisation)
            self._xero_pulling(organisation).default_code = code
        link = self.env["xero.link"]._get_or_create(organisation, self)
        free = self._xero_could_be(organisation).sorted("id")
        return any(
            match.record == self and link._pair(free.browse(record_id), match)
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
        ours = self._xero_own_list(organisation)
        for item in new:
            same = orphans.filtered(lambda link, c=item.code: link.record_id.code == c)
            holders = {ident for ident, _active in ours.with_code(item.code)}
            if holders:
                # it may be another product's code by now
                same = same.filtered(lambda link, ids=holders: link.res_id in ids)
            if len(same) == 1:
                reason = self.env._("same code, entered again in Xero")
                same.write({"record_id": item.id, "reason": reason})

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
        # neither sold nor purchased is said, too: Odoo's own choice would go there
        filled = {group for group, value in theirs.items() if value} | {"use"}
        filled -= kept | {"name"}
        lacking = {g for g in filled if self._xero_lacks(organisation, theirs, g)}
        product._xero_take(organisation, payload, filled - lacking)
        self._xero_own_list(organisation).add_code(product.id, theirs["code"])
        if lacking:
            words = [product._xero_lacking_words(g, theirs[g]) for g in sorted(lacking)]
            product.product_tmpl_id._message_log(body="\n".join(words))
        return product

    @api.model
    def _xero_check_free(self, organisation, code):
        """A code that Odoo has already is no new product.

        :raises UserError: with the product that has it
        """
        for ident, _active in self._xero_own_list(organisation).with_code(code):
            raise UserError(
                self.env._(
                    "%(product)s has the code %(code)s already. Map the item to it "
                    "under Xero ‣ Mapping, or change one of the codes; then press "
                    "Retry.",
                    product=self.browse(ident).display_name,
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
