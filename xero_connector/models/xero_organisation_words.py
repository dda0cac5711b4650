from odoo import api, fields, models


class XeroOrganisation(models.Model):
    """Words for people: why nothing goes, since when; notices and lists."""

    _inherit = "xero.organisation"

    def _why_not_writing(self):
        """Why nothing is written to Xero now, for people; empty if it is."""
        self.ensure_one()
        if self.renewed_since:
            return self._renewed_words()
        if self.read_only:
            return self.env._(
                "The organisation is read only: nothing is written to Xero until an "
                "administrator switches that off."
            )
        if self.stage == "setup":
            return self.env._("Nothing is written to Xero before Go live.")
        if self.stage == "paused":
            return self.env._("The organisation is paused: nothing is written to Xero.")
        return self._disconnected_words() or self._first_reading_words()

    def _first_reading_words(self):
        """What is still being read for the first time, or again after a reset: what is
        not known to be in Xero would be created there a second time."""
        streams = self.stream_ids._unread()
        if not streams:
            return ""
        return self.env._(
            "%(streams)s: Xero is being read first; nothing is written before.",
            streams=", ".join(streams.mapped("name")),
        )

    def _rules_rest(self):
        """Whether nothing that is posted now is to go by itself, now or later."""
        return self.stage == "setup" or self.read_only

    def _disconnected_words(self):
        """Since when there is no way to Xero; empty while there is one."""
        self.ensure_one()
        if self.renewed_since:
            # no badge is green for what is not there
            return self.env._("Begun anew in Xero: press Reset")
        if self.connection_state in ("connected", "problem"):
            return ""
        if self.connection_state == "other_database":
            return self.env._("Stopped: this database is a copy")
        since = self.disconnected_since or self.authorization_id.sudo().lost_since
        if not since:
            return self.env._("Xero disconnected")
        return self.env._("Xero disconnected since %(day)s", day=self._day_words(since))

    def _wait_words(self):
        """Why there is a wait, for people."""
        words = {
            "minute": self.env._("Xero's limit per minute"),
            "day": self.env._("Xero's limit per day"),
            "concurrent": self.env._("Xero's limit"),
            "appminute": self.env._("Xero's limit for this app"),
            "busy": self.env._("the connection is being renewed"),
            "token": self.env._("the connection is being renewed"),
        }
        return words.get(self.limit_problem) or self.env._("Xero is not reachable")

    def _not_sent_words(self):
        """The badge of what never went."""
        if self.read_only:
            return self.env._("Not sent: read only")
        if self.stage == "setup":
            return self.env._("Not sent: setup")
        return self.env._("Not in Xero")

    def _day_words(self, moment):
        local = fields.Datetime.context_timestamp(self, moment)
        return f"{local.day} {local:%b}"

    @api.model
    def _notice(self, message, kind="success"):
        """A client action that shows a notice.

        :param str kind: ``success``, ``info``, ``warning`` or ``danger``
        """
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"title": "Xero", "message": message, "type": kind},
        }

    def action_view_queue(self):
        """The transfers of this organisation, those that need somebody first."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "xero_connector.xero_queue_action"
        )
        action["domain"] = [("organisation_id", "=", self.id)]
        return action

    def _view_waiting(self):
        """The transfers that go as soon as they may."""
        action = self.action_view_queue()
        action["context"] = {"search_default_waiting": 1}
        return action

    def action_view_links(self):
        """The links of this organisation that wait for a decision."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "xero_connector.xero_link_action"
        )
        action["domain"] = [("organisation_id", "=", self.id)]
        return action
