from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

# So many records are created while somebody waits: a few seconds' work
AT_ONCE = 100


class XeroRecord(models.Model):
    """What an administrator decides about rows of Xero: map, create, ignore, undo.

    A decision is written as it is made; what was blocked by it goes at once.
    """

    _inherit = "xero.record"

    def write(self, values):
        """People decide; what Xero has is changed in Xero."""
        if not self.env.su:
            values = self._decisions_in(values)
        return super().write(values) if values else True

    def _decisions_in(self, values):
        """The part of ``values`` that people may write.

        :raises UserError: where a column of Xero is to be changed
        """
        self.check_access("write")
        allowed = {"choice_id", "odoo_key", "decision"}
        for name in values.keys() - allowed:
            field = self._fields[name]
            for record in self:
                known = field.convert_to_write(record[name], record)
                if (known or False) != (values[name] or False):
                    raise UserError(
                        self.env._(
                            "%(field)s of %(name)s comes from Xero and is changed "
                            "there. Leave that column as it is.",
                            field=field._description_string(self.env),
                            name=record.display_name,
                        )
                    )
        return {name: value for name, value in values.items() if name in allowed}

    def _check_decides(self):
        self.check_access("write")
        self.env["xero.link"]._check_decides()

    # === CHOOSE === #

    def _inverse_choice_id(self):
        chosen = {record: record.choice_id for record in self}
        for record, res_id in chosen.items():
            record._choose(self.env[record.choice_model].browse(res_id or ()))

    def _choose(self, target):
        """Link this row with a record of Odoo.

        Where one of Xero's stands for one of Odoo's only, the one before makes room;
        else it is added.

        :param target: the record; empty takes the pairing apart
        :raises UserError: where it is not to be had, with the reason
        """
        self.ensure_one()
        Link = self.env["xero.link"]
        self._check_decides()
        if not target:
            return self.action_unlink_record()
        organisation = self.organisation_id
        model = self.env[target._name].with_company(organisation.company_id)
        found = model.search(self._choices() & Domain("id", "=", target.id))
        if not found:
            raise UserError(
                self.env._(
                    "%(record)s cannot be chosen for that record of Odoo: it is no "
                    "longer there, or belongs to another company.",
                    record=self.display_name,
                )
            )
        link = Link.browse(Link._get_or_create(organisation, found).id)
        if link in self._linked():
            return None
        if link.record_id:
            raise UserError(
                self.env._(
                    "%(name)s stands for %(other)s in Xero already. Unlink that one "
                    "first, or choose another record for %(record)s.",
                    name=found.display_name,
                    other=link.record_id.display_name,
                    record=self.display_name,
                )
            )
        if link.exclusive:
            self.link_ids.filtered("exclusive").action_unlink_record()
        return link.action_link(self)

    def action_accept_suggestion(self):
        """Link these rows with what was suggested for them."""
        self._check_decides()
        links = self.env["xero.link"]
        rows = self.filtered(lambda record: record.map_state == "suggested")
        for record in rows:
            links |= record._suggestions()[:1]
        if not links:
            raise UserError(
                self.env._(
                    "Nothing is suggested for what you selected. Choose the record of "
                    "Odoo in each row, press Create in Odoo, or Ignore."
                )
            )
        links.action_link()
        return self._told(
            self.env._("%(count)s mapped.", count=len(links)),
            [record.display_name for record in self - rows],
            self.env._("Nothing is suggested for:"),
        )

    def action_accept_sure(self):
        """Ask whether all sure suggestions that the list shows are accepted."""
        self._check_decides()
        shown = self.env.context.get("active_domain", [])
        return self.env["xero.map.sure"]._open(shown)

    def action_unlink_record(self):
        """Take pairings apart; the records stay on both sides and are not paired by
        themselves again.

        :raises UserError: where all that a row stands for is chosen elsewhere
        """
        self._check_decides()
        chosen = self.link_ids.filtered(
            lambda link: link.res_model == link.record_id.choice_model
        )
        elsewhere = self._linked() - chosen
        if elsewhere and not chosen:
            raise UserError(
                self.env._(
                    "%(record)s stands for %(other)s, which is chosen there: open "
                    "%(other)s and take it away.",
                    record=elsewhere[0].record_id.display_name,
                    other=elsewhere[0].res_name,
                )
            )
        chosen.action_unlink_record()

    # === CREATE === #

    def action_create_in_odoo(self):
        """Create in Odoo what these rows of Xero stand for, and link both; many of them
        are left to the scheduled action, or the request would not live to its end.

        :return: a notice
        :raises UserError: where none can be created, with the reasons
        """
        self._check_decides()
        rows = self.filtered(lambda record: record.map_state != "linked")
        if len(rows) > AT_ONCE:
            return rows._create_soon()
        return rows._decide_each(
            lambda record: record.sudo()._create_in_odoo(),
            lambda count: self.env._("%(count)s created in Odoo.", count=count),
            self.env._("Not created:"),
        )

    def _create_soon(self):
        """Have the scheduled action create what these rows stand for."""
        self.sudo().write({"wanted": True, "fresh": True})
        for organisation in self.organisation_id:
            organisation._trigger_once()
        return self._told(
            self.env._(
                "%(count)s are being created, a few hundred a minute. What cannot be "
                "created is said under Xero ‣ Log.",
                count=len(self),
            ),
            [],
            "",
        )

    def _decide_each(self, function, words, why):
        """Decide about these rows one by one, and have them applied soon; one's
        trouble leaves the others.

        :param function: called with one record
        :param words: says what was done, called with the count
        :param str why: the sentence before what was not done
        :return: a notice, see ``_told``
        :raises UserError: where nothing could be done, with the reasons
        """
        done, reasons, memo = self.browse(), [], {}
        # what is the same for all of them is looked up once
        for record in self.with_context(xero_memo=memo, xero_release_later=True):
            try:
                with self.env.cr.savepoint():
                    function(record)
                done |= self.browse(record.id)
            except UserError as error:
                # what was noted in the savepoint is gone with it
                memo.clear()
                reasons.append(str(error.args[0]))
        if reasons and not done:
            raise UserError("\n".join(reasons[:20]))
        done.link_ids._release()
        done.sudo().fresh = True
        for organisation in done.organisation_id:
            organisation._trigger_once()
        return self._told(words(len(done)), reasons, why)

    def _create_in_odoo(self):
        """Create the record of Odoo that stands for this one; linked to it."""
        self.ensure_one()
        organisation = self.organisation_id
        owner = self.env["xero.stream"]._model_of(self.resource)
        model = self.env[self.choice_model or owner]
        model = model.with_company(organisation.company_id)
        if not model._xero_creates:
            raise UserError(
                self.env._(
                    "%(name)s cannot be created in Odoo from here. Link it to an "
                    "existing record, or ignore it.",
                    name=self.display_name,
                )
            )
        created = model._xero_pulling(organisation)._xero_create_from(
            organisation, self
        )
        link = self.env["xero.link"]._get_or_create(organisation, created)
        link.write(
            {
                "record_id": self.id,
                "suggestion_id": False,
                "from_xero": True,
                "reason": self.env._("created from Xero"),
            }
        )
        created._xero_created(organisation, link)
        return created

    # === IGNORE === #

    def action_ignore(self):
        """Never ask about these rows again; nothing in Xero or Odoo changes."""
        self._check_decides()
        rows = self.sudo().filtered(lambda record: record.map_state != "linked")
        rows.suggested_ids.write({"suggestion_id": False, "reason": False, "score": 0})
        rows.write({"ignored": True, "dropped": False, "wanted": False})

    def action_reconsider(self):
        """Ask about ignored rows again, and look for a counterpart."""
        self._check_decides()
        rows = self.sudo().filtered("ignored")
        rows.write({"ignored": False, "fresh": True})
        for organisation in rows.organisation_id:
            organisation._trigger_once()

    # === TELL === #

    def _told(self, words, left, why):
        """A notice after a decision on several rows; nothing after one that went well.

        :param str words: what was done
        :param list left: what was not done, for people
        :param str why: the sentence before these
        """
        if len(self) == 1 and not left:
            return None
        shown = "; ".join(left[:5]) + (" …" if len(left) > 5 else "")
        text = f"{words} {why} {shown}" if left else words
        notice = self.env["xero.organisation"]._notice(
            text, "warning" if left else "success"
        )
        notice["params"]["sticky"] = bool(left)
        notice["params"]["next"] = {"type": "ir.actions.act_window_close"}
        return notice
