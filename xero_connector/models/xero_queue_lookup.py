from odoo import api, fields, models

from ..tools.xero_client import BATCH_LIMIT, XeroCallError
from ..tools.xero_dialect import by_text, carries


class XeroQueue(models.Model):
    """After a lost answer: look in Xero before anything is sent again.

    A row is unknown only once ``sending_until`` has passed. What is found under our
    key is taken over if it is what we sent, is live there and stands for nothing
    else; anything else under our key is for a person to judge.
    """

    _inherit = "xero.queue"

    @api.model
    def _recover(self, run):
        """Look up one batch of unknown rows.

        :param run: ``XeroRun``
        :return: whether there were any
        :raises XeroCallError: Xero could not be asked; the rows stay unknown
        """
        rows = self._unknown_rows(run.organisation)
        if not rows:
            return False
        resource = rows[0].resource
        rows = rows.filtered(lambda row: row.resource == resource)
        rows = rows.filtered("alone")[:1] or rows
        model = self.env[self.env["xero.stream"]._model_of(resource)]
        by_id, by_key = {}, {}
        for row in rows:
            if row._xero_id_sent():
                by_id[row.id] = row._xero_id_sent()
            else:
                by_key[row.id] = model._xero_key_of(row.request)
        calls = {row.id: row.key for row in rows}
        run.commit()
        try:
            found = self._look_up(run.client, model, by_id, by_key)
        except XeroCallError as error:
            if error.kind not in ("refused", "scope"):
                raise
            self._still_unknown(calls)._take_no_lookup(error)
            run.organisation._note_limits(error.limits)
            run.commit()
            return True
        keys = {**by_id, **by_key}
        unknown = self._still_unknown(calls)
        notes = {}
        for row in unknown:
            element, known = found.get(keys[row.id]), row.id in by_id
            row._take_safely(row._take_lookup, run.organisation, element, known, notes)
        self._log(notes)
        self._notify(unknown)
        run.commit()
        return True

    @api.model
    def _look_up(self, client, model, by_id, by_key):
        """What Xero has of these rows: ``{id or key: element}``; no SQL here.

        :param dict by_id: ``{row's id: id in Xero}``
        :param dict by_key: ``{row's id: our key}``
        """
        found = {}
        if by_id:
            answer = model._xero_fetch(client, sorted(set(by_id.values())))
            found.update(by_text(answer.records, lambda e: [model._xero_id_of(e)]))
        if by_key:
            answer = model._xero_fetch_by_key(client, sorted(set(by_key.values())))
            found.update(by_text(answer.records, model._xero_keys_of))
        return found

    @api.model
    def _still_unknown(self, calls):
        """Those of these rows whose own answer did not come while we asked.

        :param dict calls: ``{row's id: key of its call}``
        """
        rows = self.browse(calls).try_lock_for_update()
        return rows.filtered(
            lambda row: row.state == "sending" and row.key == calls[row.id]
        )

    def _take_no_lookup(self, error):
        """Xero refused to say what became of these rows."""
        if error.kind == "refused" and len(self) > 1:
            # one of them spoils the whole call: each by itself
            self.alone = True
            return
        for row in self:
            words = self.env._(
                "Xero's answer was lost, and whether it arrived cannot be looked up. "
                "Look for it in Xero before you press Retry."
            )
            reason = row._explain([str(error)], error.kind)
            row._settle("failed", f"{words}\n{reason}")
        self._notify(self)

    @api.model
    def _unknown_rows(self, organisation):
        return self.search(
            [
                ("organisation_id", "=", organisation.id),
                ("state", "=", "sending"),
                ("sending_until", "<=", fields.Datetime.now()),
            ],
            order="sequence, id",
            limit=BATCH_LIMIT,
        )

    def _xero_id_sent(self):
        """Xero's id that this row's call carried; empty where it was to create."""
        self.ensure_one()
        model = self.env[self.env["xero.stream"]._model_of(self.resource)]
        return model._xero_id_of(self.request or {})

    def _take_lookup(self, organisation, element, known, notes):
        """What the look-up means for one row."""
        record = self.env[self.res_model].browse(self.res_id).exists()
        if known and element and carries(self.request, element):
            self._accept(organisation, self.payload_sent, element, notes)
            return
        # also what was deleted here meanwhile: it is there, and leaves again
        agrees = element and record._xero_agrees(self.payload_sent, element)
        if self.refusal and not agrees:
            # it is somebody else's indeed
            self._settle("failed", self.refusal)
            return
        older = record._xero_is_file and not agrees
        if known or older or not element or not (record or agrees):
            # it never arrived: what is left to do is derived anew
            lost = self.env._("Xero's answer was lost, and nothing had arrived there.")
            self._try_later(lost, park=True)
            return
        clash = self._clash(organisation, element)
        if agrees and not clash:
            self._accept(organisation, self.payload_sent, element, notes)
        else:
            self._settle("failed", self._clash_words(clash))

    def _clash(self, organisation, element):
        """The link that another record has to what was found under our key."""
        model = self.env[self.env["xero.stream"]._model_of(self.resource)]
        seen = self.env["xero.record"]._lookup(
            organisation, self.resource, [("xero_id", "=", model._xero_id_of(element))]
        )
        return seen.link_ids.filtered(
            lambda link: (link.res_model, link.res_id) != (self.res_model, self.res_id)
        )

    def _clash_words(self, link):
        if link:
            return self.env._(
                "Xero has a record under this number or name that stands for "
                "%(other)s. Nothing was changed there; rename one of them, then "
                "press Retry.",
                other=link[0].res_name,
            )
        return self.env._(
            "Xero has another record under this number or name, with other contents. "
            "Nothing was changed there. Compare the two; rename one of them or link "
            "them under Xero ‣ Mapping, then press Retry."
        )
