from odoo import api, fields, models

from ..tools.xero_dialect import storable
from ..tools.xero_transfer import XeroObjection


class XeroPushMixin(models.AbstractModel):
    """A kind of record that is sent to Xero.

    A type answers what is particular to it (the hooks below); queue, client and
    screens know none of it. What the record shows of Xero is in
    ``xero_push_mixin_state.py``, how it gets into the queue in
    ``xero_push_mixin_queue.py``.
    """

    _name = "xero.push.mixin"
    _inherit = "xero.mixin"
    _description = "Sent to Xero"

    _xero_exclusive = True
    # Whether each takes a call of its own
    _xero_alone = False
    # Whether each is a file: what Xero has under its name is overwritten, so that there
    # is nothing to read before or to keep
    _xero_is_file = False

    # === HOOKS OF A TYPE === #

    def _xero_stream_kind(self):
        """The stream that carries this record; invoices and bills differ here."""
        return self._xero_stream_types()[0].kind

    @api.model
    def _xero_feeders(self):
        """Own fields that make a record dirty."""
        return frozenset()

    def _xero_operation(self, organisation, link):
        """What the record's state asks for.

        :return: ``(operation, words)``: ``create``, ``update``, ``remove``, or
            ``None`` with the words why nothing is to be done
        """
        return ("update" if link.record_id else "create"), ""

    def _xero_hold(self, organisation, operation, link):
        """Why a person must say yes first; empty where nobody needs to."""
        return ""

    @api.model
    def _xero_hold_removal(self, seen):
        """The same for a record that is gone in Odoo."""
        return ""

    def _xero_look_first(self, organisation, link):
        """What must be read in Xero before it is sent as new: what ``_xero_fetch``
        takes; empty where nothing can be in its place."""
        return ""

    def _xero_adopt(self, organisation):
        """Pair with what is in Xero already, where that is beyond doubt.

        :return: whether it was paired
        """
        return False

    def _xero_doubt(self, organisation):
        """Why a person must say first whether Xero has it already, under another name
        or number; empty where there is nothing to ask.

        Only an answer to that very question lets it go: Send Now does not.
        """
        return ""

    def _xero_dependencies(self, organisation):
        """Records that must be in Xero first: list of recordsets."""
        return []

    def _xero_check(self, organisation, operation):
        """Every reason why Xero would refuse it: list of ``XeroObjection``."""
        return []

    @api.model
    def _xero_check_removal(self, seen):
        """Every reason why Xero would refuse to remove a record, whether or not Odoo
        has it still: list of ``XeroObjection``.

        :param seen: ``xero.record`` as read just now
        """
        return []

    def _xero_suggested(self, operation, link):
        """What only looks like a record in Xero is not sent as a new one before a
        person said so: list of ``XeroObjection``."""
        if operation != "create" or not link.suggestion_id:
            return []
        words = self.env._(
            "%(name)s looks like %(other)s in Xero (%(reason)s). Link them under Xero "
            "‣ Mapping, or press Send Now to create a new one.",
            name=self.display_name,
            other=link.suggestion_id.display_name,
            reason=link.reason,
        )
        return [XeroObjection(words, "held")]

    def _xero_prepare(self, organisation):
        """The record in Xero's JSON spelling; pure, no network.

        Amounts are Decimal. Keys that begin with an underscore are ours: they are
        kept with what was sent and never travel.
        """
        raise NotImplementedError

    @api.model
    def _xero_prepare_remove(self, seen):
        """What removes a record in Xero; empty where it is gone already."""
        return {}

    @api.model
    def _xero_id_of(self, element):
        """Xero's own id of an element."""
        raise NotImplementedError

    @api.model
    def _xero_keys_of(self, element):
        """Keys of ours by which a new record is found again, the best one first.

        An answer may carry more of them than what was sent (where Xero numbers).
        """
        raise NotImplementedError

    @api.model
    def _xero_key_of(self, element):
        """The key under which a new record is sent."""
        return next(filter(None, self._xero_keys_of(element)), None)

    @api.model
    def _xero_fetch(self, client, xero_ids):
        """Read records by their ids: an ``XeroAnswer``."""
        return client.get(self._xero_stream_types()[0].resource, i_ds=xero_ids, page=1)

    @api.model
    def _xero_fetch_by_key(self, client, keys):
        """Read records by our keys, after a lost answer: an ``XeroAnswer``."""
        raise NotImplementedError

    def _xero_agrees(self, payload, element):
        """Whether what was found under our key is what we sent."""
        return False

    def _xero_compare(self, organisation, payload, element):
        """What Xero has otherwise than Odoo, in words; empty where all agrees."""
        return ""

    # === SEND === #

    @api.model
    def _xero_call(self, client, batch):
        """Send one batch; no SQL here.

        :param batch: ``XeroBatch``
        :return: ``XeroAnswer``
        """
        call = client.create if batch.operation == "create" else client.update
        return call(batch.resource, batch.elements(), batch.key)

    def _xero_content(self):
        """The bytes of a file; nothing of other records."""
        return b""

    @api.model
    def _xero_strip(self, value):
        """A payload as it travels: without our own keys, without empty values."""
        if isinstance(value, dict):
            return {
                key: self._xero_strip(item)
                for key, item in value.items()
                if item is not None and not key.startswith("_")
            }
        if isinstance(value, list):
            return [self._xero_strip(item) for item in value]
        return value

    def _xero_new_element(self, organisation, payload):
        """What is sent of a record that Xero does not have yet.

        :param dict payload: of ``_xero_prepare``
        """
        return self._xero_strip(payload)

    def _xero_changes(self, organisation, link, payload):
        """What changed in Odoo since it was last sent; the rest stays as it is there.

        :return: ``(element, XeroObjection or None)``; an empty element: nothing to do
        """
        sent = self._xero_last_sent(link, payload)
        now = storable(payload)
        changed = {key: payload[key] for key in payload if now[key] != sent.get(key)}
        element = self._xero_strip(changed)
        if element:
            element[self._xero_id_name()] = link.record_id.xero_id
        return element, None

    def _xero_is_untouched(self, organisation, link):
        """Whether nothing changed here since both sides agreed; needs no call."""
        return False

    def _xero_last_sent(self, link, payload):
        """What counts as last sent, in the spelling of a payload.

        :param dict payload: the record as it should be in Xero now
        """
        return link.sent or {}

    @api.model
    def _xero_id_name(self):
        """How Xero names the id of this kind of record."""
        raise NotImplementedError

    def _xero_objections(self, organisation, operation):
        """The type's own objections and those of records that must go first."""
        objections = list(self._xero_check(organisation, operation))
        for record in self._xero_dependencies(organisation):
            link = record._xero_links(organisation).get(record.id)
            if link and link.record_id and not link.excluded:
                continue
            objections.append(
                XeroObjection(
                    record._xero_missing_words(organisation),
                    "blocked",
                    record._xero_blocker(),
                )
            )
        return objections

    def _xero_foreseen(self, organisation, operation):
        """What will be said of it at its turn, as far as it is known now.

        :param str operation: ``create`` or ``update``
        :return: ``(what keeps it from going, what goes before it by itself)``, texts
        """
        texts = [
            objection.text
            for objection in self._xero_objections(organisation, operation)
        ]
        first = {
            record._xero_missing_words(organisation)
            for record in self._xero_dependencies(organisation)
            if record._xero_stream(organisation)._sends()
        }
        return (
            [text for text in dict.fromkeys(texts) if text not in first],
            [text for text in dict.fromkeys(texts) if text in first],
        )

    def _xero_blocker(self):
        """Keys of links whose decision releases what waits for this record."""
        return self.env["xero.queue"]._blocker(self._name, self.id)

    def _xero_missing_words(self, organisation):
        """Why a document waits for this record, and what to do."""
        link = self._xero_links(organisation).get(self.id)
        if link and link.excluded:
            return self.env._(
                "%(name)s is kept out of Xero. Let it in again, or keep this document "
                "out as well.",
                name=self.display_name,
            )
        if self._xero_stream(organisation)._sends():
            return self.env._(
                "%(name)s is not in Xero yet and goes first.", name=self.display_name
            )
        return self.env._(
            "%(name)s is not matched with Xero, and customers are not created there "
            "by themselves. Match it under Xero ‣ Mapping.",
            name=self.display_name,
        )

    def _xero_send_dependencies(self, organisation):
        """Queue what must be in Xero first, where its stream sends."""
        for record in self._xero_dependencies(organisation):
            link = record._xero_links(organisation).get(record.id)
            waits = record._xero_open_rows(organisation)
            row = waits.get(record.id)
            if (link and link.record_id) or (row and row.state != "failed"):
                continue
            if record._xero_stream(organisation)._sends():
                model = record.with_company(organisation.company_id)
                model._xero_enqueue("dependency", organisation)

    def _xero_stream(self, organisation):
        """The stream that carries this record."""
        return self.env["xero.stream"]._of_kind(organisation, self._xero_stream_kind())

    def _xero_accepted(self, organisation, seen, payload, element):
        """Xero took it: remember what was sent and whether both agree.

        :return: words for the log and the chatter
        """
        self.ensure_one()
        link = self.env["xero.link"]._get_or_create(organisation, self)
        difference = self._xero_compare(organisation, payload, element)
        first = not link.record_id
        values = {
            "difference": difference,
            "behind": False,
            "res_name": self.display_name,
        }
        if first:
            values.update(record_id=seen.id, reason=self.env._("sent from Odoo"))
        if payload:
            values.update(
                sent=storable(self._xero_sent(payload, element)),
                sent_at=fields.Datetime.now(),
            )
        link.write(values)
        return f"{self._xero_accepted_words(seen, first)} {difference}".strip()

    def _xero_sent(self, payload, element):
        """What is kept as last sent; a type may add ids that Xero gave."""
        return payload

    def _xero_accepted_words(self, seen, first):
        name = seen.display_name
        if first:
            return self.env._("Created in Xero as %(name)s.", name=name)
        return self.env._("Updated in Xero (%(name)s).", name=name)
