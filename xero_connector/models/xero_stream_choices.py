from odoo import models

from .xero_organisation_choices import settings_of


class XeroRecord(models.Model):
    """Which records in Xero are chosen by what they are called."""

    _inherit = "xero.record"

    def _is_only_matched(self):
        """Whether records of this kind are only matched: taxes, accounts and the
        like."""
        model = self.env["xero.stream"]._models_by_resource().get(self.resource)
        return bool(model) and not self.env[model]._xero_exclusive


class XeroStream(models.Model):
    """What a stream does with choices that were made before."""

    _inherit = "xero.stream"

    def _resources(self):
        """The kinds of records that come with these lists."""
        kinds = set(self.mapped("kind"))
        return {
            stream_type.resource
            for kind, (_model, stream_type) in self._types().items()
            if (stream_type.part_of or kind) in kinds
        }

    def _take_settings(self, streams):
        """Be set as the stream of the same kind is.

        :param streams: ``xero.stream`` of another organisation
        """
        old = streams.filtered(lambda stream: stream.kind == self.kind)
        if not old:
            return
        self.write({**settings_of(old), "organisation_id": self.organisation_id.id})
        # custom fields bring groups of their own
        self.field_map_ids.create(
            [{**settings_of(row), "stream_id": self.id} for row in old.field_map_ids]
        )
        for group in self.group_ids:
            same = old.group_ids.filtered(lambda g, name=group.name: g.name == name)
            if same:
                group.write({"to_odoo": same.to_odoo, "to_xero": same.to_xero})
