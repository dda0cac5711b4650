from odoo import api, models

from ..tools.xero_dialect import storable


class XeroRecord(models.Model):
    """Lists that Xero gives as a whole: what is no longer in one is gone there.

    Items, for example, have no status: one that was deleted or made inactive is simply
    not shown any more.
    """

    _inherit = "xero.record"

    @api.model
    def _see_answer(self, organisation, resource, answer):
        """Take over what one answer to a reading call brought.

        :param answer: ``XeroAnswer``
        :return: as ``_see``
        """
        seen, problems = self._see(organisation, resource, answer.elements)
        whole = self.env["xero.stream"]._is_whole(resource)
        if whole and isinstance(answer.body.get(resource), list):
            self._miss(organisation, resource, seen, problems)
        return seen, problems

    @api.model
    def _miss(self, organisation, resource, seen, problems, domain=()):
        """Note what is gone from a whole list.

        An element that could not be read still stands for its record; where nobody
        can tell for which one, nothing counts as gone this time.

        :param seen: ``xero.record`` of the list
        :param list problems: ``(element, reason)`` of what could not be read
        :param domain: of which records of the resource the list was the whole
        """
        missing = self._lookup(
            organisation,
            resource,
            [("live", "=", True), ("id", "not in", seen.ids), *domain],
        )
        for element, _reason in problems:
            text = str(storable(element))
            hidden = missing.filtered(lambda record, text=text: record.xero_id in text)
            if not hidden:
                return
            missing -= hidden
        missing.write({"live": False, "status": "DELETED", "fresh": True})
