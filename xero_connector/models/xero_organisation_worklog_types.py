from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.xero_names import literal


class XeroOrganisation(models.Model):
    """Worklog types come from Xero's items: what is new there is listed or added, what
    changed is taken over.

    The scheduled action *Xero: sync worklog types* and the button only note that it is
    due. The organisation's own run does the work: it reads the list of items as ever
    (``xero.stream._pull_page``, also where that stream is switched off), has every
    type and every item that may become one applied out of the mirror, and says what
    came of it once nothing of that is left. Each step is kept in
    ``worklog_types_due``, so that a run that was killed goes on where it was.
    """

    _inherit = "xero.organisation"

    worklog_types_sync = fields.Boolean(
        "Sync Worklog Types",
        tracking=True,
        help="Read worklog types from Xero's items by itself, as often as the "
        "scheduled action 'Xero: sync worklog types' runs: once a day.",
    )
    worklog_types_add = fields.Selection(
        [
            ("ask", "List them: somebody decides"),
            ("all", "Add them: every service item that Xero sells"),
        ],
        "New Items in Xero",
        required=True,
        default="ask",
        help="Items that no product stands for. Those that are tracked as inventory or "
        "sold to the account for goods are never added by themselves.",
    )
    worklog_types_synced_at = fields.Datetime(
        "Worklog Types Synced", readonly=True, copy=False
    )
    worklog_types_result = fields.Char("Result", readonly=True, copy=False)
    worklog_types_due = fields.Selection(
        [("read", "Items Are Read"), ("apply", "Types Are Taken Over")],
        readonly=True,
        copy=False,
    )
    worklog_types_counts = fields.Json(
        readonly=True, copy=False, prefetch=False, exportable=False
    )

    # === WHEN === #

    @api.model
    def _cron_worklog_types(self):
        """Have every organisation read its worklog types that does so by itself."""
        for organisation in self.search([("worklog_types_sync", "=", True)]):
            organisation._commit_after(organisation._ask_worklog_types)

    def action_sync_worklog_types(self):
        """Read worklog types from Xero as soon as a worker is free.

        :return: a notice
        :raises UserError: where there is no way to Xero
        """
        self.check_access("read")
        for organisation in self.sudo():
            organisation._ask_worklog_types()
            if not organisation.worklog_types_due:
                raise UserError(organisation.worklog_types_result)
        return self._notice(
            self.env._("Worklog types are read from Xero in a moment."), "info"
        )

    def _ask_worklog_types(self):
        """Note that worklog types are to be read; without a way to Xero say so."""
        self.ensure_one()
        lost = self._disconnected_words()
        if lost:
            self.worklog_types_result = self.env._(
                "%s: reconnect it, then press Sync Worklog Types Now.", lost
            )
            return
        self.worklog_types_due = "read"
        self._trigger_once()

    def _worklog_types_missing(self):
        """Why worklogs cannot be billed yet; empty once types were read from Xero."""
        if self.worklog_types_synced_at:
            return ""
        return self.env._(
            "Worklog types of %s were never read from Xero: press Sync Worklog Types "
            "Now under Xero ‣ Organisations, page Worklogs.",
            self.name,
        )

    # === WHAT FOLLOWS XERO === #

    def _follows_worklog_types(self):
        """Whether worklog types take over what their items have."""
        return self.worklog_types_sync or bool(self.worklog_types_due)

    def _adds_worklog_types(self):
        """Whether new items become worklog types by themselves."""
        return self.worklog_types_add == "all" and self._follows_worklog_types()

    # === ONE SYNC === #

    def _worklog_types_read(self):
        """The list of items was just read to its end: have types applied again, and
        what may become one."""
        if self.worklog_types_due != "read":
            return
        items = self._worklog_type_items()
        changed = items.filtered(lambda record: record.fresh and record.live)
        products = changed.link_ids.filtered(lambda own: own.state == "linked")
        self._count_worklog_types("updated", products.mapped("res_id"))
        items |= self._items_for_worklog_types()
        items.filtered(lambda record: not record.fresh).fresh = True
        self.worklog_types_due = "apply"

    def _worklog_types_of(self):
        """Worklog types of this organisation, archived ones too."""
        products = self.env["product.product"].with_context(active_test=False)
        return products.with_company(self.company_id).search(
            products._xero_domain(self) & Domain("xero_worklog_type", "=", True)
        )

    def _worklog_type_items(self):
        """Items that stand for worklog types: ``xero.record``."""
        links = self._worklog_types_of()._xero_links(self).values()
        return self.env["xero.link"].concat(*links).record_id

    def _items_for_worklog_types(self):
        """Items without a product that may stand for a worklog type, or become one."""
        free = Domain("map_state", "in", ("undecided", "suggested"))
        if not self._adds_worklog_types():
            alike = [
                Domain(column, "=ilike", literal(value))
                for product in self._worklog_types_of().filtered("active")
                if product.xero_type_state == "missing"
                for column, value in (
                    ("code", product.default_code),
                    ("name", product._xero_name()),
                )
                if value
            ]
            free &= Domain.OR(alike)
        return self.env["xero.record"]._lookup(self, "Items", free)

    def _worklog_types_failed(self, words):
        """The list of items could not be read: say so; the next time begins anew.

        :param str words: why
        """
        if self.worklog_types_due == "read":
            self.write(
                {
                    "worklog_types_due": False,
                    "worklog_types_counts": False,
                    "worklog_types_result": words,
                }
            )

    def _apply_or_pull(self, run):
        """Once nothing is left to apply the sync of worklog types is over."""
        # EXTENDS 'xero_connector'
        return super()._apply_or_pull(run) or self._end_worklog_types(run)

    def _end_worklog_types(self, run):
        """Say what came of the sync.

        :param run: ``XeroRun``
        :return: whether one was over
        """
        if self.worklog_types_due != "apply" or self.env["xero.record"]._lookup(
            self, "Items", [("fresh", "=", True)]
        ):
            return False
        self.write(
            {
                "worklog_types_due": False,
                "worklog_types_counts": False,
                "worklog_types_result": self._worklog_types_words(),
                "worklog_types_synced_at": fields.Datetime.now(),
            }
        )
        run.commit()
        return True

    # === COUNT === #

    def _count_worklog_types(self, what, ids):
        """Note products, or elements of Xero, of the sync that is under way.

        :param str what: ``added``, ``updated`` or ``unread``
        :param ids: what tells them apart
        """
        if not self.worklog_types_due or not ids:
            return
        counts = self.worklog_types_counts or {}
        known = counts.get(what, [])
        news = [one for one in dict.fromkeys(ids) if one not in known]
        if news:
            self.worklog_types_counts = {**counts, what: [*known, *news]}

    def _worklog_types_words(self):
        """What one sync brought, and what it left, for people."""
        counts = self.worklog_types_counts or {}
        added = counts.get("added", [])
        updated = [one for one in counts.get("updated", []) if one not in added]
        states = self._worklog_types_of().filtered("active").mapped("xero_type_state")
        Record = self.env["xero.record"]
        new = Record._lookup(self, "Items", [("worklog_state", "=", "new")])
        rows = self.env["xero.queue"]._apply_rows(
            self, new | self._worklog_type_items()
        )
        unread = len(counts.get("unread", []))
        found = {
            self.env._("%s added", len(added)): added,
            self.env._("%s updated", len(updated)): updated,
            self.env._("%s new in Xero", len(new)): new,
            self.env._("%s not in Xero", states.count("missing")): "missing" in states,
            self.env._("%s deleted in Xero", states.count("gone")): "gone" in states,
            self.env._("%s could not be taken over", len(rows)): rows,
            self.env._("%s cannot be read: see Xero ‣ Log", unread): unread,
        }
        words = [text for text, any_of_them in found.items() if any_of_them]
        return ", ".join(words) or self.env._("All as they are in Xero")

    def _reset(self):
        """Nothing is known of worklog types either."""
        # EXTENDS 'xero_connector'
        result = super()._reset()
        self.sudo().write(
            {
                "worklog_types_due": False,
                "worklog_types_counts": False,
                "worklog_types_result": False,
                "worklog_types_synced_at": False,
            }
        )
        return result
