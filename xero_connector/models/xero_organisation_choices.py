from odoo import fields, models

# Found by an id or code and the name alike; by one of them only
SURE, LIKELY = 100, 80
# How a record of another organisation is found again: the first that fits one alone
SAME = (("xero_id", "name"), ("code", "name"), ("xero_id",), ("code",), ("name",))


class XeroOrganisation(models.Model):
    """Choices that were made before are offered again.

    Somebody rehearsed with Xero's Demo Company, or an organisation was reset: what was
    decided about taxes, accounts and the like is remembered by codes and names and
    offered as suggestions as soon as each list was read; what was not offered or not
    accepted before is among it. Settings are taken over as they were, and what is kept
    out of Xero is so in the other organisation at once. Pairs of contacts, items and
    documents are never carried over to it: they are paired by what both sides say of
    them. What a reset keeps of them is in ``xero_link_keep.py``.
    """

    _inherit = "xero.organisation"

    previous_id = fields.Many2one(
        "xero.organisation",
        "Choices Taken From",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="The organisation that this company used before.",
    )
    choices = fields.Json(readonly=True, prefetch=False, copy=False, exportable=False)

    # === REMEMBER === #

    def _offer_choices_of(self, old):
        """Begin with what was chosen for another organisation of the same company.

        :param old: ``xero.organisation``; archived mostly, and left as it is
        """
        self.ensure_one()
        self.previous_id = old
        self.write(settings_of(old))
        for stream in self.stream_ids:
            stream._take_settings(old.stream_ids)
        self.choices = old._collect_choices(self.env._("as in %s", old.name))
        old._carry_flags_to(self)
        read = self.stream_ids.filtered("last_run")
        self._offer_choices(read)
        self._message_log(
            body=self.env._(
                "Settings were taken over from %(old)s. What was mapped by hand there "
                "is offered again as suggestions, as soon as each list was read.",
                old=old.name,
            )
        )

    def _carry_flags_to(self, organisation):
        """What is kept out of these organisations, or ignored, is so in another one."""
        links = self.env["xero.link"].search(
            [
                ("organisation_id", "in", self.ids),
                "|",
                ("excluded", "=", True),
                ("ignored", "=", True),
            ]
        )
        links._carry_to(organisation)

    def _collect_choices(self, reason):
        """What was decided by name here, as plain values that outlive it; what was
        decided before and waits to be offered, or to be accepted, as well.

        :param str reason: what is said of it when it is offered again
        """
        links = self.env["xero.link"].search(
            [
                ("organisation_id", "=", self.id),
                ("exclusive", "=", False),
                "|",
                ("state", "=", "linked"),
                "&",
                ("state", "=", "suggested"),
                ("chosen", "=", True),
            ]
        )
        ignored = self.env["xero.record"].search(
            [("organisation_id", "=", self.id), ("ignored", "=", True)]
        )
        ignored = ignored.filtered(lambda record: record._is_only_matched())
        pending = self.choices or {"links": [], "ignored": [], "defaults": {}}
        found = {
            "links": [_link_values(link) for link in links],
            "ignored": [_seen_values(record) for record in ignored],
        }
        for name, entries in found.items():
            known = [_key_of(entry) for entry in entries]
            entries.extend(e for e in pending[name] if _key_of(e) not in known)
        defaults = {
            name: _seen_values(self[name])
            for name in self._chosen_records()
            if self[name]
        }
        return {
            "reason": reason,
            **found,
            "defaults": {**pending["defaults"], **defaults},
        }

    def _chosen_records(self):
        """Names of the settings that are records in Xero: default accounts, say."""
        return [
            name
            for name, field in self._fields.items()
            if _is_setting(field) and field.comodel_name == "xero.record"
        ]

    # === OFFER === #

    def _offer_choices(self, streams):
        """Offer what was chosen before about the lists of these streams; each once.

        :param streams: ``xero.stream`` that were read to the end
        """
        choices = self.choices
        if not choices:
            return
        resources = streams._resources()
        for entry in choices["links"]:
            if entry["resource"] in resources:
                self._offer_link(entry, choices["reason"])
        for entry in choices["ignored"]:
            if entry["resource"] in resources:
                found, _score = self._find_again(entry)
                found.filtered(lambda r: r.map_state != "linked").ignored = True
        for name, entry in choices["defaults"].items():
            if entry["resource"] in resources and name in self._fields:
                found, score = self._find_again(entry)
                # nobody is asked about it: beyond doubt, or not at all
                if score >= SURE:
                    self[name] = found
        left = {
            **choices,
            "links": [e for e in choices["links"] if e["resource"] not in resources],
            "ignored": [
                e for e in choices["ignored"] if e["resource"] not in resources
            ],
            "defaults": {
                name: entry
                for name, entry in choices["defaults"].items()
                if entry["resource"] not in resources
            },
        }
        kept = left["links"] or left["ignored"] or left["defaults"]
        self.choices = left if kept else False

    def _offer_link(self, entry, reason):
        """Suggest for one row of Odoo what it stood for before."""
        Link = self.env["xero.link"].sudo()
        values = entry["link"]
        link = Link._of_key(
            self, values["res_model"], values["res_key"], values["role"]
        )
        if values["res_model"] not in self.env or link.state not in (
            False,
            "undecided",
            "suggested",
        ):
            return
        found, score = self._find_again(entry)
        if not found:
            return
        decided = {
            "reason": reason,
            "suggestion_id": found.id,
            "score": score,
            "chosen": True,
        }
        if link:
            link.write(decided)
        else:
            Link.create(
                {
                    **values,
                    **decided,
                    "organisation_id": self.id,
                    "resource": entry["resource"],
                }
            )

    def _find_again(self, entry):
        """The record here that is what another one was; never a guess.

        :param dict entry: of ``_seen_values``
        :return: ``(xero.record, score)``, an empty one where none or several fit
        """
        none = self.env["xero.record"]
        if not entry["seen"]:
            return none, 0
        candidates = none._lookup(self, entry["resource"], [("live", "=", True)])
        candidates = candidates.filtered(
            lambda record: all(
                (record[name] or False) == (entry["seen"][name] or False)
                for name in ("kind", "rate")
            )
        )
        for names in SAME:
            found = candidates.filtered(
                lambda record, names=names: all(
                    record[name] and record[name] == entry["seen"][name]
                    for name in names
                )
            )
            if len(found) == 1:
                return found, SURE if len(names) > 1 else LIKELY
        return none, 0


def _is_setting(field):
    """Whether a person sets this field, and it says nothing of what happened."""
    return (
        field.store
        and field.copy
        and not field.readonly
        and field.type not in ("one2many", "many2many")
        and field.name != "active"
    )


def settings_of(record):
    """Values of all settings that are no records in Xero."""
    return {
        name: field.convert_to_write(record[name], record)
        for name, field in record._fields.items()
        if _is_setting(field) and field.comodel_name != "xero.record"
    }


def _key_of(entry):
    """What one remembered decision is about."""
    link = entry.get("link")
    if link:
        return [link[name] for name in ("res_model", "res_key", "role")]
    return [entry["resource"], entry["seen"]]


def _seen_values(record):
    """By what a record in Xero is found again in another organisation."""
    names = ("xero_id", "code", "kind", "rate", "name")
    return {
        "resource": record.resource,
        "seen": {name: record[name] for name in names} if record else False,
    }


def _link_values(link):
    """The Odoo side of a link, and what it stood for."""
    names = ("res_model", "res_id", "res_key", "res_name", "role", "exclusive")
    return {
        **_seen_values(link.record_id or link.suggestion_id),
        "resource": link.resource,
        "link": {name: link[name] for name in names},
    }
