from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.xero_dialect import amount

# Accounts and taxes of a product: side, field
ACCOUNTS = {
    "sales_account": "property_account_income_id",
    "purchase_account": "property_account_expense_id",
}
TAXES = {
    "sales_tax": ("sale", "taxes_id"),
    "purchase_tax": ("purchase", "supplier_taxes_id"),
}
PRICES = {
    "sales_price": ("sale", "lst_price"),
    "purchase_price": ("purchase", "standard_price"),
}
TAX_FIELDS = dict(TAXES.values())


class ProductProduct(models.Model):
    """Accounts, taxes and prices of a product, through the links of accounts and taxes.

    Where Xero has no counterpart for ours, or Odoo none for theirs, each side keeps
    its own; a change in Xero that could not be taken over is said.
    """

    _inherit = "product.product"

    # === OURS === #

    def _xero_account_code(self, organisation, account):
        """Code in Xero of an account of ours; ``None`` where it has none."""
        link = account._xero_links(organisation).get(account.id, self.env["xero.link"])
        return link.record_id.code or None

    def _xero_default_account(self, organisation):
        """Where the income of a new item goes if our account has none in Xero:
        ``xero.record``."""
        if self.type == "consu":
            return organisation.default_goods_account_id
        return organisation.default_service_account_id

    def _xero_taxes(self, side):
        """Taxes of the current company: ``account.tax``."""
        return self[TAX_FIELDS[side]]._filter_taxes_by_company(self.env.company)

    def _xero_tax_type(self, organisation, taxes):
        """The rate in Xero of our taxes together; ``None`` where there is none."""
        Link = self.env["xero.link"]
        if len(taxes) == 1:
            link = taxes._xero_links(organisation).get(taxes.id, Link)
        else:
            key = taxes._xero_set_key()
            link = taxes and Link._of_key(organisation, taxes._name, key)
        return (link and link.record_id.xero_id) or None

    def _xero_known(self, organisation, group, unknown):
        """What a value of ours that Xero had no word for is called there by now.

        :param str unknown: a question mark, and ids
        """
        ids = [int(key) for key in unknown[1:].split(",")]
        if group in ACCOUNTS:
            account = self.env["account.account"].browse(ids).exists()
            return self._xero_account_code(organisation, account)
        if group in TAXES:
            taxes = self.env["account.tax"].browse(ids).exists()
            return self._xero_tax_type(organisation, taxes)
        return None

    # === THEIRS === #

    def _xero_counterparts(self, organisation, group, value):
        """What of Odoo may stand for an account or a tax of an item: list of
        recordsets; taken over is only a single one.

        :param str group: of ``ACCOUNTS`` or ``TAXES``
        :param str value: Xero's code
        """
        memo = self.env.context.get("xero_memo", {})
        known = memo.setdefault(("counterparts", organisation.id), {})
        if (group, value) not in known:
            find = (
                self._xero_find_accounts if group in ACCOUNTS else self._xero_find_taxes
            )
            known[group, value] = [
                found.ids for found in find(organisation, group, value)
            ]
        model = self.env["account.account" if group in ACCOUNTS else "account.tax"]
        return [model.browse(ids) for ids in known[group, value]]

    def _xero_find_accounts(self, organisation, _group, code):
        for link in self._xero_links_there(
            organisation, "Accounts", "code", code, "account.account"
        ):
            yield link._record()

    def _xero_find_taxes(self, organisation, group, tax_type):
        side, _field = TAXES[group]
        for link in self._xero_links_there(
            organisation, "TaxRates", "xero_id", tax_type, "account.tax"
        ):
            taxes, direction = self.env["account.tax"]._xero_taxes_of(link)
            if direction == side:
                yield taxes

    def _xero_links_there(self, organisation, resource, column, value, model):
        seen = self.env["xero.record"]._lookup(
            organisation, resource, [(column, "=", value)]
        )
        return seen.link_ids.filtered(
            lambda link: link.res_model == model and link.state == "linked"
        )

    def _xero_lacks(self, organisation, theirs, group):
        """Whether an account or tax of an item stands for nothing here, or for several
        of ours.

        :param dict theirs: comparable values of the item
        """
        if group not in ACCOUNTS and group not in TAXES:
            return False
        value = theirs[group]
        return (
            bool(value)
            and len(self._xero_counterparts(organisation, group, value)) != 1
        )

    def _xero_book_values(self, organisation, theirs, groups):
        """Accounts, taxes and prices of an item, for ``write``.

        :raises UserError: where Odoo has no counterpart
        """
        values = {}
        company = organisation.company_id
        for group in groups & (ACCOUNTS.keys() | TAXES.keys()):
            found = self._xero_counterparts(organisation, group, theirs[group])
            if len(found) != 1:
                raise UserError(self._xero_lacking_words(group, theirs[group]))
            if group in ACCOUNTS:
                values[ACCOUNTS[group]] = found[0].id
            else:
                _side, field = TAXES[group]
                mine = self.sudo()[field]
                others = mine - mine._filter_taxes_by_company(company)
                values[field] = [Command.set((others | found[0]).ids)]
        for group in groups & PRICES.keys():
            side, field = PRICES[group]
            product = self.with_company(company)
            values[field] = product._xero_own_price(side, theirs[group])
        return values

    def _xero_priced_elsewhere(self, organisation):
        """Whether the sales price is kept in another currency than Xero's books:
        products that companies share have that of the first company."""
        return self.currency_id != organisation.company_id.currency_id

    def _xero_own_price(self, side, price):
        """A price of Xero as Odoo keeps it: with the taxes that are included here."""
        price = float(amount(price))
        taxes = self._xero_taxes(side).flatten_taxes_hierarchy()
        included = taxes.filtered("price_include")
        if included:
            price = included.compute_all(price, handle_price_include=False)[
                "total_included"
            ]
        return price

    def action_xero_take_prices(self):
        """Replace the prices here by those of Xero, whoever wins otherwise.

        :raises UserError: without Xero rights, or where they are in another currency
        """
        if not self.env.user.has_group("xero_connector.group_xero_user"):
            raise UserError(self.env._("Only users of the Xero connector can do this."))
        self.check_access("write")
        for organisation, products in self._xero_organisation_of().items():
            links = products._xero_links(organisation)
            for product in products.filtered(lambda p, known=links: p.id in known):
                if product._xero_priced_elsewhere(organisation):
                    raise UserError(product._xero_elsewhere_words(organisation))
                product._xero_take_prices(organisation, links[product.id])

    def _xero_elsewhere_words(self, organisation):
        return self.env._(
            "%(name)s is priced in %(here)s in Odoo, as it is shared by companies, and "
            "in %(there)s in Xero. Give it a company of its own, or a pricelist in "
            "%(there)s.",
            name=self.display_name,
            here=self.currency_id.name,
            there=organisation.company_id.currency_id.name,
        )

    def _xero_take_prices(self, organisation, link):
        seen = link.record_id.payload or {}
        theirs = self._xero_canonical(organisation, seen)
        prices = {group for group in PRICES if theirs[group]}
        if self.product_template_variant_value_ids:
            # the sales price is the template's
            prices.discard("sales_price")
        if prices:
            self._xero_pulling(organisation)._xero_take(organisation, seen, prices)
            ours = self._xero_canonical(organisation, self._xero_prepare(organisation))
            link._settle_groups({name: (ours[name], theirs[name]) for name in prices})

    # === SAY === #

    def _xero_report_unmapped(self, organisation, link):
        """Say what changed in Xero and could not be taken over; tried again with every
        read, and by Retry."""
        theirs = self._xero_canonical(organisation, link.record_id.payload or {})
        agreed = link._agreements()
        changed = [
            name
            for name in (*ACCOUNTS, *TAXES)
            if theirs[name] != agreed.get(name, (None, None))[1]
            and self._xero_lacks(organisation, theirs, name)
        ]
        if not changed:
            return
        verdicts, _ours, theirs = self._xero_verdicts(
            organisation, link, self._xero_prepare(organisation)
        )
        words = [
            self._xero_lacking_words(name, theirs[name])
            for name in changed
            if verdicts.get(name) == "unmapped"
        ]
        if words:
            self.env["xero.queue"]._report_apply(
                organisation, link.record_id, "\n".join(words)
            )

    def _xero_lacking_words(self, group, value):
        labels = {own.name: own.label for own in self._xero_groups()}
        return self.env._(
            "%(name)s keeps its own %(field)s: %(value)s of Xero stands for none here, "
            "or for several. Map it under Xero ‣ Mapping, then press Retry.",
            name=self.display_name,
            field=labels[group].lower(),
            value=value,
        )
