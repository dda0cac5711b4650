import re

from odoo import api, models, tools

from ..tools.xero_names import plain

# What people write, and the lists do not have
ALIASES = {
    "uk": "GB",
    "greatbritain": "GB",
    "britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northernireland": "GB",
    "usa": "US",
    "unitedstatesofamerica": "US",
    "america": "US",
    "uae": "AE",
    "holland": "NL",
    "thenetherlands": "NL",
    "republicofireland": "IE",
    "eire": "IE",
    "aotearoa": "NZ",
}


class ResCountry(models.Model):
    """Countries and their parts as people write them in Xero, which has text only."""

    _inherit = "res.country"

    @api.model
    def _xero_find(self, text):
        """The country that a text names beyond doubt; empty where it names none."""
        return self.browse(self._xero_countries().get(_letters(text)))

    @api.model
    @tools.ormcache(cache="stable")
    def _xero_countries(self):
        """Ids by what may be written: names in all languages, codes, other names."""
        found = {}
        countries = self.sudo().search([("code", "!=", False)])
        by_code = {country.code: country.id for country in countries}
        for code, _name in self.env["res.lang"].get_installed():
            for country in countries.with_context(lang=code):
                found.setdefault(_letters(country.name), country.id)
        for country in countries.with_context(lang="en_US"):
            found[_letters(country.name)] = country.id
        found.update((_letters(code), ident) for code, ident in by_code.items())
        found.update((key, by_code.get(code)) for key, code in ALIASES.items())
        found.pop("", None)
        return found

    def _xero_text(self):
        """How it is written in an address: Xero takes English letters only."""
        return self._xero_texts().get(self.id, "")

    @api.model
    @tools.ormcache(cache="stable")
    def _xero_texts(self):
        return {
            country.id: re.sub(r"[^A-Za-z ]", "", plain(country.name)).strip()
            for country in self.sudo().with_context(lang="en_US").search([])
        }

    def _xero_find_state(self, text):
        """The part of this country that a text names; empty where it names none."""
        states = self._xero_states().get(self.id, {})
        return self.env["res.country.state"].browse(states.get(_signs(text)))

    @api.model
    @tools.ormcache(cache="stable")
    def _xero_states(self):
        """``{country id: {what may be written: state id}}``; a name of two is none."""
        found = {}
        for state in (
            self.env["res.country.state"].sudo().search([("code", "!=", False)])
        ):
            known = found.setdefault(state.country_id.id, {})
            for key in {_signs(state.code), _signs(state.name)} - {""}:
                known[key] = None if key in known else state.id
        return found


class ResCountryState(models.Model):
    _inherit = "res.country.state"

    def _xero_text(self):
        """How it is written in an address: its code where that is one of letters, as
        NSW, else its name."""
        code = self.code or ""
        return code if re.fullmatch(r"[A-Z]{2,3}", code) else self.name or code

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache("stable")
        return super().create(vals_list)

    def write(self, values):
        if values.keys() & {"code", "name", "country_id"}:
            self.env.registry.clear_cache("stable")
        return super().write(values)

    def unlink(self):
        self.env.registry.clear_cache("stable")
        return super().unlink()


def _letters(text):
    """A name as it is compared: Xero takes letters only in a country."""
    return re.sub(r"[\W\d_]", "", plain(str(text or ""))).casefold()


def _signs(text):
    return re.sub(r"[\W_]", "", plain(str(text or ""))).casefold()
