from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.xero_client import XeroAnswer
from ..tools.xero_names import exact, squeezed
from ..tools.xero_transfer import XeroObjection
from .xero_mixin import XeroMatch

# What Xero takes of the name of an option, and how many options of one category
NAME_LENGTH, OPTIONS = 100, 100


class AccountAnalyticAccount(models.Model):
    """Options that are created in Xero, where a person asks for it: by Create in Xero
    in the list of what Xero lacks. No rule and no invoice ever creates one.

    Each goes in a call of its own, as its category is in the call's address. It is
    found again by its name within the category. Nothing of it is kept equal afterwards.
    """

    _inherit = "account.analytic.account"

    _xero_alone = True

    # === USED === #

    @api.model
    def _xero_count_use(self, organisation):
        """Accounts of linked plans by the documents that are distributed to them."""
        # EXTENDS 'xero_connector'
        result = super()._xero_count_use(organisation)
        links = self.env["xero.link"].sudo()
        links = links.search(
            [
                ("organisation_id", "=", organisation.id),
                ("res_model", "=", self._name),
            ]
        )
        Line = self.env["account.move.line"]
        lines = Line._search(
            Line._xero_used_domain(organisation)
            & Domain("analytic_distribution", "!=", False)
        )
        counts = dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT part, COUNT(DISTINCT move_id)
                      FROM account_move_line line,
                           JSONB_OBJECT_KEYS(line.analytic_distribution) key,
                           UNNEST(STRING_TO_ARRAY(key, ',')) part
                     WHERE line.id IN %s
                     GROUP BY part
                    """,
                    lines.subselect(),
                )
            )
        )
        links._note_use(
            organisation,
            self._name,
            {link: counts.get(str(link.res_id), 0) for link in links},
        )
        return result

    # === WHAT IS TO BE DONE === #

    def _xero_operation(self, organisation, link):
        # OVERRIDES 'xero_connector'
        if link.excluded:
            return None, self.env._("Kept out of Xero.")
        if link.record_id:
            return None, self.env._(
                "It stands for %(option)s in Xero already.",
                option=link.record_id.display_name,
            )
        if not self.active:
            return None, self.env._("Archived in Odoo: nothing is sent.")
        return "create", ""

    def _xero_hold(self, organisation, operation, link):
        """Only a person's press lets one go."""
        # EXTENDS 'xero_connector'
        return self.env._(
            "%(name)s is created as a tracking option only where somebody asks for it: "
            "press Send now, or map it under Xero ‣ Mapping.",
            name=self.display_name,
        )

    def _xero_adopt(self, organisation):
        """The option that has the name already, and stands for nothing else."""
        # EXTENDS 'xero_connector'
        same = self._xero_namesakes(organisation).filtered("live")
        if len(same) != 1 or same.link_ids:
            return False
        link = self.env["xero.link"]._get_or_create(organisation, self)
        reason = self.env._("same name in the linked plan")
        return link._pair(same, XeroMatch(self, reason, sure=True))

    def _xero_category(self, organisation):
        """The tracking category of the account's plan: ``xero.record``, may be
        empty."""
        links = self.root_plan_id._xero_links(organisation)
        link = links.get(self.root_plan_id.id, self.env["xero.link"])
        return link.record_id

    def _xero_options(self, organisation):
        """All options of that category, archived ones too."""
        category = self._xero_category(organisation)
        return self.env["xero.record"]._lookup(
            organisation,
            "TrackingOptions",
            [("parent_xero_id", "=", category.xero_id or "")],
        )

    def _xero_namesakes(self, organisation):
        return self._xero_options(organisation).filtered(
            lambda option: exact(option.name or "") == exact(self.name)
        )

    # === CHECK === #

    def _xero_check(self, organisation, operation):
        # EXTENDS 'xero_connector'
        category = self._xero_category(organisation)
        if not category.live:
            yield XeroObjection(
                self.env._(
                    "%(name)s: its plan %(plan)s stands for no tracking category in "
                    "Xero. Map the plan under Xero ‣ Mapping, then press Retry.",
                    name=self.name,
                    plan=self.root_plan_id.name,
                )
            )
            return
        if len(squeezed(self.name)) > NAME_LENGTH:
            yield XeroObjection(
                self.env._(
                    "%(name)s: Xero takes names of up to %(length)s letters. Shorten "
                    "it, then press Retry.",
                    name=self.name,
                    length=NAME_LENGTH,
                )
            )
        yield from self._xero_check_namesakes(organisation)
        live = self._xero_options(organisation).filtered("live")
        if len(live) >= OPTIONS:
            yield XeroObjection(
                self.env._(
                    "%(category)s has %(count)s options in Xero, which takes no more. "
                    "Archive some there, press Read Now for the tracking categories, "
                    "then press Retry; or map %(name)s to one of them.",
                    category=category.name,
                    count=len(live),
                    name=self.name,
                )
            )

    def _xero_check_namesakes(self, organisation):
        for option in self._xero_namesakes(organisation):
            named = {"option": option.display_name, "name": self.name}
            if option.live:
                words = self.env._(
                    "Xero has the option %(option)s already. Map %(name)s to it, or "
                    "rename one of the two; then press Retry.",
                    **named,
                )
            else:
                words = self.env._(
                    "%(option)s was archived in Xero. Restore it there and press Read "
                    "Now for the tracking categories, then map %(name)s to it; or "
                    "rename %(name)s and press Retry.",
                    **named,
                )
            yield XeroObjection(words)

    # === SEND === #

    def _xero_prepare(self, organisation):
        # EXTENDS 'xero_connector'
        category = self._xero_category(organisation)
        return {
            "TrackingCategoryID": category.xero_id or "",
            "Category": category.name or "",
            "Name": squeezed(self.name),
        }

    @api.model
    def _xero_call(self, client, batch):
        # OVERRIDES 'xero_connector'
        (transfer,) = batch.transfers
        option = transfer.element
        answer = client.create_option(
            option["TrackingCategoryID"], option["Name"], batch.key
        )
        for element in answer.records:
            element.update(_above(option))
        return answer

    # === FIND === #

    def _xero_stream_kind(self):
        """That of the options: it has no stream, so no switch of its own."""
        # EXTENDS 'xero_connector'
        return "tracking_options"

    @api.model
    def _xero_id_name(self):
        # EXTENDS 'xero_connector'
        return "TrackingOptionID"

    @api.model
    def _xero_id_of(self, element):
        # EXTENDS 'xero_connector'
        return element.get("TrackingOptionID")

    @api.model
    def _xero_keys_of(self, element):
        """The category's id and the name, which tells no case apart."""
        # EXTENDS 'xero_connector'
        name = exact(str(element.get("Name")))
        return [f"{element.get('TrackingCategoryID')}/{name}"]

    @api.model
    def _xero_fetch_by_key(self, client, keys):
        """Options come with their categories, all in one call."""
        # EXTENDS 'xero_connector'
        answer = client.get("TrackingCategories", include_archived=True)
        found = [
            {**option, **_above({**category, "Category": category.get("Name")})}
            for category in answer.records
            for option in category.get("Options") or []
            if isinstance(option, dict)
        ]
        return XeroAnswer(found, answer.limits)

    def _xero_agrees(self, payload, element):
        # EXTENDS 'xero_connector'
        return element.get("Status") == "ACTIVE" and self._xero_keys_of(
            payload
        ) == self._xero_keys_of(element)


def _above(element):
    """What an option is told of its category, as in the mirror."""
    return {name: element.get(name) for name in ("Category", "TrackingCategoryID")}
