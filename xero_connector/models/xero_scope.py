from odoo import fields, models


class XeroScope(models.Model):
    """One permission that can be asked for on Xero's consent page.

    Apps registered since March 2026 only know the granular permissions; older apps
    still know the broad ones, which Xero withdraws in September 2027.
    """

    _name = "xero.scope"
    _description = "Xero Permission"
    _order = "sequence, id"

    name = fields.Char("Permission", required=True, translate=True)
    code = fields.Char("Xero Scope", required=True)
    description = fields.Char("What It Is For", translate=True)
    kind = fields.Selection(
        [
            ("both", "All apps"),
            ("granular", "Apps since March 2026"),
            ("broad", "Older apps"),
        ],
        required=True,
        default="both",
    )
    level = fields.Selection(
        [
            ("required", "Required"),
            ("default", "Recommended"),
            ("optional", "Optional"),
        ],
        required=True,
        default="optional",
    )
    full_scope_id = fields.Many2one(
        "xero.scope",
        "Full Permission",
        ondelete="cascade",
        help="The permission that this one is the read-only part of.",
    )
    sequence = fields.Integer(default=10)

    _code_unique = models.Constraint(
        "UNIQUE (code)", "There is a permission with this Xero scope already."
    )

    def _defaults(self, broad=False):
        """Return the permissions that a new connection asks for.

        :param bool broad: whether the app is an older one, with broad permissions
        :return: recordset of ``xero.scope``
        """
        return self.search(
            [
                ("kind", "in", ["both", "broad" if broad else "granular"]),
                ("level", "in", ["required", "default"]),
            ]
        )

    def _missing(self, broad=False):
        """Return the required permissions that are not among these.

        The read-only part of a permission is enough: such a connection reads and
        never writes.

        :param bool broad: whether the app is an older one, with broad permissions
        :return: recordset of ``xero.scope``
        """
        required = self._defaults(broad).filtered(lambda s: s.level == "required")
        return required - self - self.full_scope_id

    def _codes(self):
        """Return the list of scopes in the order in which Xero shows them."""
        return self.sorted("sequence").mapped("code")
