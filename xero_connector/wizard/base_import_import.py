from odoo import api, models

from odoo.addons.base_import.models.base_import import FIELDS_RECURSION_LIMIT

from ..models.xero_record_sheet import DECIDED


class BaseImportImport(models.TransientModel):
    """Of the mapping's spreadsheet, what decides is offered and nothing else.

    Odoo's import takes a column for the field whose name is nearest: *Suggestion* would
    become the links that a row is suggested for, and the whole file be refused.
    """

    _inherit = "base_import.import"

    @api.model
    def get_fields_tree(self, model, depth=FIELDS_RECURSION_LIMIT):
        # EXTENDS 'base_import'
        tree = super().get_fields_tree(model, depth)
        if model == "xero.record":
            return [field for field in tree if field["name"] in DECIDED]
        return tree
