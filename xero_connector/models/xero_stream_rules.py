from odoo import models

from ..tools.xero_agreement import XeroRule


class XeroStream(models.Model):
    """Which fields of a stream are kept equal, and in which direction."""

    _inherit = "xero.stream"

    # === FIELDS === #

    def _field_groups(self):
        """Groups of fields that can be kept equal; none for other kinds."""
        model, _type = self._types().get(self.kind, ("", None))
        return self.env[model]._xero_groups() if model else []

    def _ensure_groups(self):
        """Give streams of types that are kept equal the list of their fields."""
        for stream in self:
            optional = stream._optional_groups()
            used = {
                group.name: (place, group)
                for place, group in enumerate(stream._field_groups())
                if not group.optional or group.name in optional
            }
            known = stream.group_ids.grouped("name")
            for name in known.keys() - used.keys():
                known[name].unlink()
            stream.group_ids.create(
                [
                    {
                        "stream_id": stream.id,
                        "name": name,
                        "sequence": place,
                        "to_xero": not group.pulled,
                    }
                    for name, (place, group) in used.items()
                    if name not in known
                ]
            )

    # === RULES === #

    def _rules(self):
        """What may happen to each group of fields: ``{name: XeroRule}``; looked up
        once per transaction of the scheduled action."""
        memo, key = self.env.context.get("xero_memo", {}), ("rules", self.id)
        if key not in memo:
            reads, sends = self._reads(), self._sends()
            groups = {group.name: group for group in self._field_groups()}
            memo[key] = {
                row.name: XeroRule(
                    reads and row.to_odoo,
                    sends and row.to_xero and not groups[row.name].pulled,
                    self.winner,
                    groups[row.name].guarded,
                    groups[row.name].blanks,
                )
                for row in self.group_ids
                if row.name in groups
            }
        return memo[key]

    def write(self, values):
        """Both sides are compared again under the new rules."""
        result = super().write(values)
        if values.keys() & {"direction", "enabled", "winner"}:
            self.filtered("two_way")._apply_linked()
        return result

    def _apply_linked(self):
        """Have what is linked compared once more, out of the mirror."""
        self._apply_again([("map_state", "=", "linked")])
