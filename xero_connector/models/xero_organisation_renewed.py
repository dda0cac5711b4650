from odoo import fields, models
from odoo.exceptions import UserError

ACTIVITY = "xero_connector.mail_activity_type_renewed"


class XeroOrganisation(models.Model):
    """A Demo Company that Xero filled anew, as it does every 28 days.

    It answers under the same tenant and has nothing in it that is known here: links
    would point nowhere, and what is sent would be there without its customers. It is
    told by the id of the organisation, which is another one then; from that moment on
    nothing is read, applied or sent until somebody presses Reset.
    """

    _inherit = "xero.organisation"

    xero_organisation_id = fields.Char("Organisation ID", readonly=True, copy=False)
    renewed_since = fields.Datetime(
        "Begun Anew in Xero",
        readonly=True,
        copy=False,
        help="Since then Xero has another organisation under this connection.",
    )

    # === NOTICE === #

    def _update_from_xero(self, payload):
        """What another organisation says of itself is not taken over."""
        # EXTENDS 'xero_connector'
        ident, known = payload.get("OrganisationID"), self.xero_organisation_id
        if ident and known and ident != known:
            self._note_renewed()
            return None
        if ident and (ident != known or self.renewed_since):
            self._forget_who_it_is()
            self.xero_organisation_id = ident
        return super()._update_from_xero(payload)

    def _ask_who_it_is(self, run):
        """Before a Demo Company is read or written to, once in a run that does so.

        :param run: ``XeroRun``
        :return: ``False``: nothing was worked off
        :raises XeroCallError: from the client
        """
        if not self.is_demo_company or run.asked or not self._is_something_due():
            return False
        run.asked = True
        run.commit()
        answer = run.client.get("Organisations")
        self._note_limits(answer.limits)
        for element in answer.elements[:1]:
            self._update_from_xero(element)
        run.commit()
        return False

    def _is_something_due(self):
        return any(moment <= fields.Datetime.now() for moment in self._next_moments())

    def _note_renewed(self):
        if self.renewed_since:
            return
        self.renewed_since = fields.Datetime.now()
        words = self._renewed_words()
        for user in self._managers():
            own = self.with_context(lang=user.lang)
            own.activity_schedule(
                ACTIVITY,
                summary=own.env._("Reset %(organisation)s", organisation=self.name),
                note=own._renewed_words(),
                user_id=user.id,
            )
        self._message_log(body=words)

    # === SAY === #

    def _renewed_words(self):
        """What happened and what to press; empty where it did not."""
        if not self.renewed_since:
            return ""
        return self.env._(
            "Xero has begun %(organisation)s anew (%(day)s): nothing that was read or "
            "sent is there any more. Nothing is read or sent until an administrator "
            "presses Reset on the organisation.",
            organisation=self.name,
            day=self._day_words(self.renewed_since),
        )

    def _check_not_renewed(self):
        """Say no to a button that would read or send.

        :raises UserError: with what to press instead
        """
        for organisation in self:
            if words := organisation._renewed_words():
                raise UserError(words)

    def action_import_all(self):
        # EXTENDS 'xero_connector'
        self._check_not_renewed()
        return super().action_import_all()

    # === BEGIN ANEW === #

    def _give_up_sending(self):
        """What was on its way to what is no longer there has nowhere to be looked
        up."""
        over = self.env["xero.queue"].sudo()
        over = over.search(
            [
                ("organisation_id", "in", self.filtered("renewed_since").ids),
                ("state", "=", "sending"),
                ("sending_until", "<=", fields.Datetime.now()),
            ]
        )
        over.try_lock_for_update().state = "failed"

    def _forget_who_it_is(self):
        """Whoever answers next is the one."""
        self.write({"xero_organisation_id": False, "renewed_since": False})
        self.activity_unlink([ACTIVITY])
