import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.xero_client import BATCH_LIMIT

OPEN = ("pending", "held", "blocked", "sending", "retry", "failed")
WAITING = ("pending", "retry")
KEEP_DAYS = 90


class XeroQueue(models.Model):
    """One transfer of one record: what is to be done, and the log of what was.

    The life of a row::

        hook or button --> pending --(claim)--> sending --(answer)--> done | failed
                             |  ^                  |
              held, blocked -+  +---- retry <------+ (no answer: looked up first)

    * Hooks and buttons only *insert*, in the transaction of the change. Retry, Send
      Now and a mapping insert too; the newer row supersedes the older when it is
      claimed. So no user ever waits for the sender's lock.
    * What is to be done is derived at the claim, from the record as it is then.
    * Only the organisation's scheduled action updates rows (``xero_queue_claim.py``,
      ``xero_queue_send.py``, ``xero_queue_lookup.py``), save Stop and Cancel, which
      take rows that they can lock and that are not being sent.
    * A row *from* Xero is a record that Odoo could not take over, or that is applied
      again out of the mirror (``xero_queue_apply.py``).
    * A row outlives its record: model, id and names are plain values.
    """

    _name = "xero.queue"
    _description = "Xero Transfer"
    _order = "id desc"
    _rec_name = "res_name"

    organisation_id = fields.Many2one(
        "xero.organisation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="organisation_id.company_id", store=True, index=True
    )
    stream_id = fields.Many2one("xero.stream", ondelete="set null")
    direction = fields.Selection(
        [("push", "To Xero"), ("pull", "From Xero")], required=True, default="push"
    )
    resource = fields.Char("Kind of Record", required=True)
    sequence = fields.Integer(help="Contacts go before their invoices.")
    operation = fields.Selection(
        [("push", "Create or Update"), ("remove", "Remove")],
        required=True,
        default="push",
    )
    res_model = fields.Char("Model")
    res_id = fields.Many2oneReference("Record ID", model_field="res_model")
    res_name = fields.Char("Record")
    xero_id = fields.Char("Xero ID")
    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("held", "Held"),
            ("blocked", "Blocked"),
            ("sending", "Being Sent"),
            ("retry", "Will Try Again"),
            ("failed", "Refused"),
            ("done", "Done"),
            ("superseded", "Superseded"),
            ("canceled", "Cancelled"),
        ],
        required=True,
        default="pending",
        index=True,
    )
    origin = fields.Selection(
        [("rule", "Rule"), ("button", "Button"), ("dependency", "Needed by Another")],
        required=True,
        default="rule",
    )
    user_id = fields.Many2one(
        "res.users", "Asked For By", default=lambda self: self.env.user
    )
    confirmed = fields.Boolean(
        help="A person said yes to what is hard to undo or was held."
    )
    alone = fields.Boolean(
        help="Sent by itself: its batch was refused as a whole before."
    )
    blocked_on = fields.Char(help="What it waits for, as |model:key|model:key|.")
    message = fields.Text()
    attempts = fields.Integer()
    next_try = fields.Datetime(default=fields.Datetime.now)
    sending_until = fields.Datetime()
    key = fields.Char("Idempotency Key", copy=False)
    done_at = fields.Datetime()
    request = fields.Json(prefetch=False, exportable=False)
    answer = fields.Json(prefetch=False, exportable=False)
    refusal = fields.Text(
        help="Xero said that the number or name is taken; whether by us is looked up."
    )
    payload_sent = fields.Json(prefetch=False, exportable=False)
    request_text = fields.Text(compute="_compute_texts")
    answer_text = fields.Text(compute="_compute_texts")

    _due = models.Index(
        "(organisation_id, sequence, next_try) WHERE state IN ('pending', 'retry')"
    )
    _record = models.Index("(res_model, res_id, id)")
    _blocked = models.Index("(organisation_id) WHERE state = 'blocked'")

    @api.depends("request", "answer")
    def _compute_texts(self):
        for row in self:
            row.request_text = row.request and json.dumps(row.request, indent=2)
            row.answer_text = row.answer and json.dumps(row.answer, indent=2)

    # === INSERT === #

    @api.model
    def _insert(self, organisation, vals_list):
        """Add rows and wake the organisation's scheduled action once.

        :param organisation: ``xero.organisation``
        :param vals_list: values without the organisation
        :return: the rows, sudoed; the user who asked stays on them
        """
        rows_sudo = self.sudo().create(
            [{"organisation_id": organisation.id, **values} for values in vals_list]
        )
        waiting = rows_sudo.filtered(lambda row: row.state == "pending")
        if waiting:
            organisation._trigger_once(min(waiting.mapped("next_try")))
        return rows_sudo

    def _again(self, **values):
        """A new row for the same record, due now; the claim supersedes this one."""
        fresh = self.browse()
        for row in self:
            fresh |= self._insert(
                row.organisation_id,
                [
                    {
                        "direction": row.direction,
                        "stream_id": row.stream_id.id,
                        "resource": row.resource,
                        "sequence": row.sequence,
                        "operation": row.operation,
                        "res_model": row.res_model,
                        "res_id": row.res_id,
                        "res_name": row.res_name,
                        "xero_id": row.xero_id,
                        "user_id": self.env.uid,
                        "confirmed": row.confirmed,
                        "origin": row.origin,
                        **values,
                    }
                ],
            )
        return fresh

    @api.model
    def _report_pull(self, organisation, resource, element, reason):
        """A visible row for an element of Xero that could not be understood."""
        named = element if isinstance(element, dict) else {}
        xero_id = named.get(f"{resource.removesuffix('s')}ID")
        name = named.get("Name") or named.get("InvoiceNumber") or xero_id
        name = name or f"{resource}: {element!r}"
        same = {
            "organisation_id": organisation.id,
            "direction": "pull",
            "resource": resource,
            "res_name": str(name)[:120],
            "xero_id": xero_id and str(xero_id)[:120],
            "state": "failed",
        }
        # windows overlap: what is open already is not told again
        if self.sudo().search_count([(k, "=", v) for k, v in same.items()], limit=1):
            return
        self.sudo().create(
            {
                **same,
                "message": self.env._(
                    "Xero sent a record of an unknown shape (%(reason)s). It was left "
                    "out, the others were read. Correct it in Xero, then press Retry.",
                    reason=reason,
                ),
            }
        )

    @api.model
    def _clear_pull(self, organisation, resource, xero_ids):
        """What was mended in Xero, and was understood now, has no open row.

        :param xero_ids: of what was understood
        """
        rows = self.sudo().search(
            [
                ("organisation_id", "=", organisation.id),
                ("direction", "=", "pull"),
                ("state", "=", "failed"),
                ("resource", "=", resource),
                ("res_model", "=", False),
            ]
        )
        rows.filtered(lambda row: row.xero_id in xero_ids)._applied()

    # === RELEASE === #

    @api.model
    def _blocker(self, res_model, res_key):
        """How a row names what it waits for."""
        return f"|{res_model}:{res_key}|"

    @api.model
    def _release_blocked(self, links):
        """Rows that waited for one of these links go again.

        :param links: ``xero.link`` that were decided
        """
        for organisation, own in links.grouped("organisation_id").items():
            keys = [self._blocker(link.res_model, link.res_key) for link in own]
            self._release(organisation, keys)
            self._release_refused(organisation, own.filtered("record_id"))
            self._apply_waiting(organisation, own.record_id)

    @api.model
    def _release_model(self, organisation, model):
        """Rows that waited for any record of this kind go again."""
        self._release(organisation, [f"|{model}:"])

    @api.model
    def _release(self, organisation, keys):
        rows = self.search(
            Domain("organisation_id", "=", organisation.id)
            & Domain("state", "=", "blocked")
            & Domain.OR(Domain("blocked_on", "like", key) for key in keys)
        )
        rows._newest()._again()

    @api.model
    def _release_refused(self, organisation, links):
        """What was refused is in Xero after all: derived anew from there."""
        rows = self.search(
            [
                ("organisation_id", "=", organisation.id),
                # refused, or about to be: it is only looked up first
                "|",
                ("state", "=", "failed"),
                "&",
                ("state", "=", "sending"),
                ("refusal", "!=", False),
                ("direction", "=", "push"),
                ("res_model", "in", links.mapped("res_model")),
                ("res_id", "in", links.mapped("res_id")),
            ]
        )
        rows._newest()._again()

    def _newest(self):
        """Of several rows of one record only the newest."""
        newest = {}
        for row in self.sorted("id"):
            newest[row.res_model, row.res_id, row.xero_id] = row
        return self.browse([row.id for row in newest.values()])

    def _odoo_record(self):
        """The Odoo record, empty where it is gone.

        What is read of it is read of the rows beside this one as well: a batch costs
        few queries more than a single record.
        """
        beside = tuple(self._prefetch_ids)
        place = beside.index(self.id) if self.id in beside else 0
        start = place // BATCH_LIMIT * BATCH_LIMIT
        rows = self.browse(beside[start : start + BATCH_LIMIT])
        ids = [row.res_id for row in rows if row.res_model == self.res_model]
        record = self.env[self.res_model].browse(self.res_id).exists()
        return record.with_prefetch(ids)

    # === FORGET === #

    @api.autovacuum
    def _gc_done(self):
        """The log is kept for a quarter of a year."""
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        rows = self.search(
            [
                ("state", "in", ("done", "superseded", "canceled")),
                ("create_date", "<", limit),
            ],
            limit=10000,
        )
        count = len(rows)
        rows.unlink()
        return count, count == 10000
