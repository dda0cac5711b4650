import json
from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.exceptions import UserError

# The columns of a spreadsheet in which rows are decided
COLUMNS = (
    "id",
    "choice_model",
    "code",
    "number",
    "name",
    "email",
    "tax_number",
    "suggestion",
    "suggestion_reason",
    "score",
    "odoo_key",
    "decision",
)
# Those that say which row it is, and what is to become of it
DECIDED = ("id", "odoo_key", "decision")
# What a state of the mapping is called in a spreadsheet
DECISIONS = {"linked": "map", "ignored": "ignore"}
# Exported at once by their ids; a longer selection goes by the list's filter
MANY = 200


class XeroRecord(models.Model):
    """Deciding in a spreadsheet: rows are exported, edited and imported again with
    Odoo's own export and import.

    Two columns count: which record of Odoo it is, in words, and what is to happen.
    A line says how things are to be, whatever they are now: what is so already is left
    alone, so a file can be imported twice.
    """

    _inherit = "xero.record"

    odoo_key = fields.Char(
        "Odoo Record",
        compute="_compute_odoo_key",
        inverse="_inverse_sheet",
        help="Its e-mail, reference, code or name; # and its number where these are "
        "not unique. To take a pairing apart, empty it and write To decide.",
    )
    decision = fields.Selection(
        [
            ("undecided", "To decide"),
            ("map", "Map"),
            ("create", "Create"),
            ("ignore", "Ignore"),
        ],
        compute="_compute_decision",
        inverse="_inverse_sheet",
    )

    @api.depends("choice_id", "choice_model")
    def _compute_odoo_key(self):
        keys = self._keys()
        for row in self:
            row.odoo_key = keys[row]

    def _keys(self):
        """What names the record of Odoo in each row: ``{xero.record: key}``."""
        keys = dict.fromkeys(self, "")
        for model, rows in self.filtered("choice_id").grouped("choice_model").items():
            found = self.env[model].browse(rows.mapped("choice_id")).exists()
            named = {record.id: record._xero_key() for record in found}
            keys.update((row, named.get(row.choice_id, "")) for row in rows)
        return keys

    @api.depends("map_state")
    def _compute_decision(self):
        for record in self:
            record.decision = DECISIONS.get(record.map_state, "undecided")

    # === FOLLOW === #

    def _inverse_sheet(self):
        """Follow the lines that say something else than what is so now."""
        wanted = {
            row: (row.decision or "undecided", (row.odoo_key or "").strip())
            for row in self
        }
        # the fields themselves hold what was written: asked is what they stand for
        keys = self._keys()
        for row, (decision, key) in wanted.items():
            now = DECISIONS.get(row.map_state, "undecided")
            if (decision, key) != (now, keys[row]):
                row._follow(decision, key, now, keys[row])
        self.invalidate_recordset(["decision", "odoo_key"], flush=False)

    def _follow(self, decision, key, now, present):
        """Do what a line of a spreadsheet says.

        An empty key names nothing, so it changes no pairing by itself: the file may
        have been written before there was one.

        :param str decision: a key of ``decision``
        :param str key: what names the record of Odoo; may be empty
        :param str now: the decision as it stands
        :param str present: what names the record of Odoo that is mapped now
        :raises UserError: what is wrong with the line, and how to mend it
        """
        if not self.choice_model:
            raise UserError(
                self.env._("%s has no counterpart in Odoo.", self.display_name)
            )
        if decision in ("create", "ignore"):
            if key and key != present and not self._is_apart_from(key):
                raise UserError(
                    self.env._(
                        "%(name)s: either name a record of Odoo and choose Map, or "
                        "empty that column.",
                        name=self.display_name,
                    )
                )
            self._follow_otherwise(decision, now)
        elif key and key != present:
            self._choose(self._named(key))
        elif decision == "map" and now != "map":
            self.action_accept_suggestion()
        elif decision == "undecided" and not key:
            self.action_unlink_record()
            self.action_reconsider()

    def _follow_otherwise(self, decision, now):
        """Create or ignore, where that was not done already."""
        if decision == now:
            return
        if decision == "ignore":
            self.action_unlink_record()
            self.action_ignore()
        elif now != "map":
            self.action_create_in_odoo()
        elif not any(self._linked().mapped("from_xero")):
            raise UserError(
                self.env._(
                    "%(name)s is mapped to %(other)s already: choose Map.",
                    name=self.display_name,
                    other=self.odoo_name,
                )
            )

    def _is_apart_from(self, key):
        """Whether what this names was mapped here, and the same line took it apart."""
        found = self._by_key(key)
        links = found._xero_links(self.organisation_id).values()
        return any(link.apart_id == self for link in links)

    def _named(self, key):
        """The one record of Odoo that somebody named.

        :raises UserError: where there is none, or several
        """
        found = self._by_key(key)
        if len(found) == 1:
            return found
        if not found:
            model = self.env[self.choice_model]
            names = ", ".join(
                model._fields[name]._description_string(self.env)
                for name in model._xero_key_names
            )
            raise UserError(
                self.env._(
                    "%(name)s: Odoo has nothing here that is called %(key)s. Write its "
                    "%(fields)s, or # and its number.",
                    name=self.display_name,
                    key=key,
                    fields=names,
                )
            )
        candidates = ", ".join(f"#{one.id} {one.display_name}" for one in found)
        raise UserError(
            self.env._(
                "%(name)s: %(key)s may be %(candidates)s. Write # and the number of "
                "the right one.",
                name=self.display_name,
                key=key,
                candidates=candidates,
            )
        )

    def _by_key(self, key):
        """The records of Odoo that somebody may have meant."""
        company = self.organisation_id.company_id
        model = self.env[self.choice_model].with_company(company)
        return model._xero_by_key(self._choices(), key)

    # === EXPORT AND IMPORT === #

    def action_export_sheet(self):
        """Download what is selected, else what the list shows, as a spreadsheet."""
        shown = self.env.context.get("active_domain", [])
        picked = self.ids if len(self) <= MANY else []
        labels = self.fields_get(COLUMNS, ["string"])
        labels["id"]["string"] = self.env._("External ID")
        columns = [{"name": name, "label": labels[name]["string"]} for name in COLUMNS]
        data = {
            "model": self._name,
            "fields": columns,
            "ids": picked,
            "domain": shown,
            "groupby": [],
            "import_compat": False,
        }
        query = urlencode({"data": json.dumps(data)})
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/export/xlsx?{query}",
            "target": "download",
        }

    def action_import_sheet(self):
        """Open Odoo's import for a spreadsheet that was downloaded here."""
        return {
            "type": "ir.actions.client",
            "tag": "import",
            "name": self.env._("Import decisions"),
            "params": {"active_model": self._name},
        }

    @api.model
    def _load_records_create(self, vals_list):
        """A spreadsheet decides about rows; it adds none."""
        # OVERRIDES 'base'
        raise UserError(
            self.env._(
                "This line belongs to no row of Xero. Keep the column External ID of "
                "the downloaded spreadsheet, and add no lines."
            )
        )
