import logging

import psycopg2

from odoo import fields, models

from ..tools.xero_client import BATCH_LIMIT
from ..tools.xero_transfer import XeroTransfer

_logger = logging.getLogger(__name__)

# What a row waits for that is held until somebody says whether Xero has it already
DOUBT = "doubt"


class XeroQueue(models.Model):
    """What one claimed row asks for: derived from its record as it is now.

    It is sent (``XeroTransfer``), settled without a call, or waits: for a person, for
    another record, or until Xero's own state of it was read.
    """

    _inherit = "xero.queue"

    def _prepare_transfer(self, run, stale):
        """Derive from the record as it is now what is to be sent.

        Whatever goes wrong with one record is that row's own: the others go on.

        :return: ``(XeroTransfer, operation)``, or ``(None, None)`` where the row was
            settled without a call or must wait
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                return self._decide(run, stale)
        except psycopg2.OperationalError:
            # another transaction came between: the whole claim is repeated
            raise
        # One record's trouble, whatever it is, must not keep the other 49 from going
        except Exception as error:
            run.forget()
            _logger.exception("Xero: %s could not be prepared", self.res_name)
            self._settle(
                "failed",
                self.env._(
                    "This record could not be prepared (%(error)s). The details are "
                    "in the server's log; press Retry when it is mended.",
                    error=type(error).__name__,
                ),
            )
            return None, None

    def _decide(self, run, stale):
        organisation = run.organisation
        if one_way := self.stream_id._one_way_words():
            return self._settle("held", one_way)
        model = self.env[self.res_model]
        record = self._odoo_record()
        if self.operation == "remove" or not record:
            return self._decide_removal(run, model, stale)
        link = record._xero_links(organisation).get(record.id, self.env["xero.link"])
        operation, words = record._xero_operation(organisation, link)
        if not operation:
            return self._settle("done", words)
        if operation == "update" and record._xero_is_untouched(organisation, link):
            return self._settle_unchanged(link)
        known = link.record_id and not model._xero_is_file
        if known and self._is_stale(run, link.record_id.xero_id, stale):
            return None, None
        if operation == "update":
            return self._decide_update(record, organisation, link)
        if operation == "create":
            return self._decide_create(run, stale, record, link)
        return self._decide_taking_out(record, organisation, link)

    def _decide_create(self, run, stale, record, link):
        """A new one goes where Xero has none that could be it."""
        organisation = run.organisation
        look = record._xero_look_first(organisation, link)
        if look and look not in run.fresh:
            # one at a time: each is a call of its own
            if not stale.get(self.resource):
                self._is_stale(run, look, stale)
            return None, None
        if record._xero_adopt(organisation):
            words = self.env._("Paired with its record in Xero.")
            return self._settle("done", words)
        if doubt := record._xero_doubt(organisation):
            waits = self._blocker(DOUBT, record.id)
            return self._settle("held", doubt, blocked_on=waits)
        hold = record._xero_hold(organisation, "create", link)
        if hold and not self._says_yes("create"):
            return self._settle("held", hold)
        if not self._passes(record, organisation, "create"):
            return None, None
        payload = record._xero_prepare(organisation)
        element = record._xero_new_element(organisation, payload)
        transfer = self._transfer(record._xero_key_of(element), payload, element)
        transfer.content = record._xero_content()
        return transfer, "create"

    def _decide_taking_out(self, record, organisation, link):
        """Cancelled or archived here: it leaves Xero too, where a person says so."""
        if self._is_refused_removal(link.record_id):
            return None, None
        hold = record._xero_hold(organisation, "remove", link)
        if hold and not self._says_yes("remove"):
            return self._settle("held", hold)
        element = record._xero_prepare_remove(link.record_id)
        if not element:
            return self._settle("done", self.env._("It is gone in Xero already."))
        return self._transfer(link.record_id.xero_id, {}, element), "update"

    def _decide_update(self, record, organisation, link):
        """What is equal to what was sent needs neither a call nor a person's yes."""
        payload = record._xero_prepare(organisation)
        element, objection = record._xero_changes(organisation, link, payload)
        if objection:
            return self._settle(objection.state, objection.text)
        if not element:
            return self._settle_unchanged(link)
        hold = record._xero_hold(organisation, "update", link)
        if hold and not self._says_yes("update"):
            return self._settle("held", hold)
        if not self._passes(record, organisation, "update"):
            return None, None
        return self._transfer(link.record_id.xero_id, payload, element), "update"

    def _settle_unchanged(self, link):
        """Nothing was changed here since both agreed."""
        link.behind = False
        return self._settle("done", link._unchanged_words())

    def _says_yes(self, operation):
        """Whether a person asked for what would be held: a button sends and changes,
        but what removes must be confirmed as such."""
        return self.confirmed or (self.origin == "button" and operation != "remove")

    def _decide_removal(self, run, model, stale):
        """The record is gone in Odoo; its draft in Xero goes too."""
        seen = self.env["xero.record"]._lookup(
            run.organisation, self.resource, [("xero_id", "=", self.xero_id)]
        )
        if not seen or not seen.live:
            return self._settle("done", self.env._("There is nothing left in Xero."))
        if self._is_stale(run, self.xero_id, stale):
            return None, None
        if self._is_refused_removal(seen):
            return None, None
        hold = model._xero_hold_removal(seen)
        if hold and not self.confirmed:
            return self._settle("held", hold)
        return self._transfer(
            self.xero_id, {}, model._xero_prepare_remove(seen)
        ), "update"

    def _is_refused_removal(self, seen):
        """Whether Xero would not let it go, whoever confirms it; settles the row."""
        objections = list(self.env[self.res_model]._xero_check_removal(seen))
        if objections:
            words = "\n".join(objection.text for objection in objections)
            self._settle("failed", words)
        return bool(objections)

    def _is_stale(self, run, xero_id, stale):
        """Whether the record in Xero must be read first; notes it if so."""
        if xero_id in run.fresh:
            return False
        noted = stale.setdefault(self.resource, {})
        if len(noted) < BATCH_LIMIT:
            noted[xero_id] = self.id
        return True

    def _passes(self, record, organisation, operation):
        """All objections at once; settles the row where there are any."""
        objections = record._xero_objections(organisation, operation)
        if not objections:
            return True
        record._xero_send_dependencies(organisation)
        states = [objection.state for objection in objections]
        # what only the record's change can mend outweighs what comes by itself
        state = next(s for s in ("failed", "held", "blocked") if s in states)
        if state == "held" and self.confirmed and set(states) == {"held"}:
            return True
        self._settle(
            state,
            "\n".join(objection.text for objection in objections),
            blocked_on="".join(dict.fromkeys(o.blocker for o in objections)),
        )
        return False

    def _transfer(self, key, payload, element):
        return XeroTransfer(self.id, key, payload, element)

    def _settle(self, state, message, **values):
        """Write where the row stands without a call.

        :return: ``(None, None)``, what ``_decide`` answers then
        """
        values.update(state=state, message=message)
        if state == "done":
            values["done_at"] = fields.Datetime.now()
        self.write(values)
        if state in ("failed", "held"):
            self._tell_waiting()
        return None, None

    def _tell_waiting(self):
        """Documents that wait for this record say why."""
        waiting = self.search(
            [
                ("organisation_id", "=", self.organisation_id.id),
                ("state", "=", "blocked"),
                ("blocked_on", "like", self._blocker(self.res_model, self.res_id)),
            ]
        )
        waiting.message = self.env._(
            "Waits for %(name)s: %(reason)s", name=self.res_name, reason=self.message
        )
