from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models

from .xero_mixin import DAY

HOURS = [(str(hour), f"{hour:02d}:00") for hour in range(24)]


class XeroStream(models.Model):
    """When a stream is read, how far it came, and how it is read anew."""

    _inherit = "xero.stream"

    run_hour = fields.Selection(
        HOURS,
        "At",
        help="Once a day at this hour, in the organisation's time zone: for what is to "
        "be read off hours. Empty: every so many minutes.",
    )
    run_words = fields.Char("Last Run", compute="_compute_run_words")

    @api.depends("running", "progress", "last_run", "last_result", "last_seconds")
    def _compute_run_words(self):
        for stream in self:
            if stream.running:
                stream.run_words = self.env._(
                    "Reading: %(count)s so far", count=stream.progress
                )
            elif stream.last_run:
                stream.run_words = self.env._(
                    "%(result)s in %(seconds)s s",
                    result=stream.last_result,
                    seconds=stream.last_seconds,
                )
            else:
                stream.run_words = stream.last_result

    # === WHEN === #

    def _next_time(self, after):
        """When to read again.

        :param datetime after: UTC
        :return: UTC; with an hour, the first one after that moment, or as many days
            later as the interval has
        """
        if not self.run_hour:
            return after + timedelta(minutes=self.interval)
        zone = pytz.timezone(self.organisation_id._zone_name())
        day = pytz.utc.localize(after).astimezone(zone).date()
        if self._hour_of(zone, day) <= after:
            day += timedelta(days=1)
        day += timedelta(days=max(self.interval // DAY - 1, 0))
        return self._hour_of(zone, day)

    def _hour_of(self, zone, day):
        """The stream's hour on a day of the organisation, in UTC."""
        local = datetime.combine(day, time(int(self.run_hour)))
        return zone.localize(local).astimezone(pytz.utc).replace(tzinfo=None)

    def write(self, values):
        """Another schedule counts at once; older documents are read from the start."""
        older = self.filtered(lambda stream: stream._begins_earlier(values))
        result = super().write(values)
        if values.keys() & {"interval", "run_hour"}:
            self._schedule_again()
        if older:
            older._read_again()
        return result

    def _begins_earlier(self, values):
        """Whether these values ask for documents that were left out so far."""
        if "from_date" not in values or not self.from_date:
            return False
        since = fields.Date.to_date(values["from_date"])
        return not since or since < self.from_date

    def _schedule_again(self):
        """Plan the next run anew; what is due or under way stays so."""
        now = fields.Datetime.now()
        for stream in self:
            if stream.running or (stream.next_run and stream.next_run <= now):
                continue
            last = now if stream.run_hour else stream.last_run or now
            stream.next_run = max(now, stream._next_time(last))
            stream.organisation_id._trigger_once(stream.next_run)

    # === READ ANEW === #

    def action_reset_cursor(self):
        """Have all of this list read again, as if it were the first time.

        What is known already and has not changed is left alone.

        :return: a notice
        """
        self.check_access("write")
        self._read_again()
        return self.env["xero.organisation"]._notice(
            self.env._("All of it is read again, beginning in a moment."), "info"
        )

    def _forget_all(self):
        """As if nothing had ever been read."""
        self.write(
            {
                "compared_at": False,
                "last_run": False,
                "last_count": 0,
                "last_seconds": 0,
                "last_result": False,
            }
        )
        self._read_again()

    def _read_again(self):
        """Forget how far reading came; a page that is on its way is not counted."""
        self.sudo().write(
            {
                "cursor": False,
                "page": 1,
                "running": False,
                "run_started": False,
                "progress": 0,
                "next_run": fields.Datetime.now(),
            }
        )
        self.organisation_id._trigger_once()
