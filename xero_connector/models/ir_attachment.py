from itertools import chain, count
from os.path import splitext

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.xero_client import XeroAnswer, XeroCallError, XeroLimits
from ..tools.xero_transfer import XeroObjection
from .xero_mixin import XeroStreamType

# Xero's pages say 10 MB in one place and 25 MB in others
FILE_LIMIT = 10_000_000
NOT_IN_NAMES = '<>:"/\\|?*+'
FEEDERS = frozenset({"checksum", "name", "xero_share"})


class IrAttachment(models.Model):
    """Files of invoices that go to Xero: those that were marked for it, no others.

    A file goes once its invoice is there, with the switches of invoices, by a transfer
    of its own. In Xero it is known by its name: sent again it overwrites, so nothing
    can be doubled. A file of somebody else must not be overwritten: the invoice's files
    are read before one goes for the first time, and where its name is taken it goes by
    another one. What was sent is kept by the link; the same bytes are not sent again.
    Xero has no way to take a file away.
    """

    _name = "ir.attachment"
    _inherit = ["ir.attachment", "xero.push.mixin"]

    _xero_maps = False
    _xero_alone = True
    _xero_is_file = True

    xero_share = fields.Selection(
        [
            ("books", "In Xero"),
            ("online", "In Xero and with the Online Invoice"),
        ],
        "Send to Xero",
        copy=False,
        help="Empty: this file stays in Odoo.",
    )

    # === TYPE === #

    @api.model
    def _xero_stream_types(self):
        # EXTENDS 'xero_connector'
        return [
            XeroStreamType(
                "files",
                self.env._("Files"),
                "Attachments",
                sequence=35,
                pushes=True,
                part_of="invoices",
            )
        ]

    def _xero_stream_kind(self):
        # EXTENDS 'xero_connector'
        return self[:1]._xero_document()._xero_stream_kind()

    @api.model
    def _xero_feeders(self):
        # EXTENDS 'xero_connector'
        return FEEDERS

    def _xero_domain(self, organisation):
        # EXTENDS 'xero_connector'
        return Domain("res_model", "=", "account.move") & Domain(
            "xero_share", "!=", False
        )

    @api.model
    def _xero_record_values(self, organisation, payload):
        # EXTENDS 'xero_connector'
        return {
            "xero_id": payload["AttachmentID"],
            "parent_xero_id": payload["InvoiceID"],
            "name": payload["FileName"],
            "kind": payload.get("MimeType"),
        }

    def _xero_web_path(self, seen):
        # EXTENDS 'xero_connector'
        return f"/AccountsReceivable/View.aspx?InvoiceID={seen.parent_xero_id}"

    # === THEIR INVOICE === #

    def _xero_document(self):
        """The invoice that this file goes to Xero with; empty for all other files."""
        moves = self.env["account.move"]
        if not self.xero_share or self.res_model != moves._name:
            return moves
        return moves.browse(self.res_id).exists()

    def _xero_own_company(self):
        # EXTENDS 'xero_connector'
        return self._xero_document().company_id

    def _xero_organisation_of(self):
        # OVERRIDES 'xero_connector'
        found = {}
        for file in self.filtered("xero_share"):
            for organisation in file._xero_document()._xero_organisation_of():
                found[organisation] = found.get(organisation, self.browse()) | file
        return found

    def _xero_row_values(self, organisation, origin):
        # EXTENDS 'xero_connector'
        values = super()._xero_row_values(organisation, origin)
        # behind the invoices of the same stream
        values["sequence"] += 5
        return values

    def _xero_changed(self):
        """What waits already is derived when it is claimed."""
        # OVERRIDES 'xero_connector'
        for organisation, files in self._xero_organisation_of().items():
            if organisation._rules_rest():
                continue
            if not files._xero_stream(organisation)._sends():
                continue
            rows = files._xero_open_rows(organisation)
            idle = files.filtered(
                lambda file, rows=rows: (
                    file.id not in rows or rows[file.id].state in ("failed", "sending")
                )
            )
            if idle:
                idle._xero_enqueue("rule")

    @api.ondelete(at_uninstall=False)
    def _unlink_xero(self):
        # EXTENDS 'xero_connector'
        shared = self.filtered("xero_share")
        return super(IrAttachment, shared)._unlink_xero() if shared else None

    # === ITS NAME IN XERO === #

    def _xero_is_first(self, link):
        """Whether it was never sent under the name that it has."""
        return not link.record_id or (link.sent or {}).get("_name") != self.name

    def _xero_look_first(self, organisation, link):
        # EXTENDS 'xero_connector'
        there = self._xero_there(organisation)
        if not there or not self._xero_is_first(link):
            return ""
        if any(self._xero_check(organisation, "create")):
            return ""  # it does not go, and says why
        return self._xero_key_of({"InvoiceID": there.xero_id, "FileName": self.name})

    def _xero_others(self, organisation, link):
        """Other files on the invoice in Xero, as last seen."""
        domain = [
            ("parent_xero_id", "=", self._xero_there(organisation).xero_id),
            ("live", "=", True),
            ("id", "!=", link.record_id.id),
        ]
        return self.env["xero.record"]._lookup(organisation, "Attachments", domain)

    def _xero_name_there(self, organisation):
        """Its own name, or the next one that no other file of the invoice has."""
        link = self._xero_links(organisation).get(self.id, self.env["xero.link"])
        if not self._xero_is_first(link):
            return link.sent["FileName"]
        others = self._xero_others(organisation, link)
        taken = {name.casefold() for name in others.mapped("name")}
        stem, ending = splitext(self.name)
        names = (f"{stem} ({number}){ending}" for number in count(2))
        return next(n for n in chain([self.name], names) if n.casefold() not in taken)

    def _xero_adopt(self, organisation):
        """As long and of the same name, and nobody's: ours, from before a reset."""
        # EXTENDS 'xero_connector'
        link = self._xero_links(organisation).get(self.id, self.env["xero.link"])
        payload = {**self._xero_prepare(organisation), "FileName": self.name}
        for seen in self._xero_others(organisation, link):
            there = seen.payload or {}
            if (
                not link.record_id
                and not seen.link_ids
                and self._xero_key_of(there) == self._xero_key_of(payload)
                and self._xero_agrees(payload, there)
            ):
                self._xero_accepted(organisation, seen, payload, there)
                return True
        return super()._xero_adopt(organisation)

    def _xero_accepted_words(self, seen, first):
        # EXTENDS 'xero_connector'
        words = super()._xero_accepted_words(seen, first)
        if seen.name == self.name:
            return words
        return self.env._(
            "%(words)s Another file on the invoice there has the name %(name)s.",
            words=words,
            name=self.name,
        )

    # === WHAT IS TO BE DONE === #

    def _xero_operation(self, organisation, link):
        # OVERRIDES 'xero_connector'
        document = self._xero_document()
        if not document:
            return None, self.env._("It is not a file of an invoice any more.")
        if link.excluded:
            return None, self.env._("Kept out of Xero.")
        there = self._xero_there(organisation)
        if there and not there.live:
            return None, self.env._(
                "%(number)s is void in Xero: it gets no files.", number=there.number
            )
        if link.record_id and link.sent == self._xero_prepare(organisation):
            link.behind = False
            return None, self.env._("Xero has it as it is here.")
        return "create", ""

    def _xero_there(self, organisation):
        """The invoice in Xero: ``xero.record``, empty while it is not there."""
        document = self._xero_document()
        link = document._xero_links(organisation).get(document.id)
        return link.record_id if link else self.env["xero.record"]

    def _xero_objections(self, organisation, operation):
        """The file waits for its invoice, and never has it sent."""
        # EXTENDS 'xero_connector'
        objections = super()._xero_objections(organisation, operation)
        if not self._xero_there(organisation):
            document = self._xero_document()
            words = self.env._(
                "%(number)s is not in Xero yet; the file goes when it is.",
                number=document.display_name,
            )
            blocker = document._xero_blocker()
            objections.append(XeroObjection(words, "blocked", blocker))
        return objections

    def _xero_check(self, organisation, operation):
        # EXTENDS 'xero_connector'
        odd = [letter for letter in NOT_IN_NAMES if letter in self.name]
        if odd:
            words = self.env._(
                "%(name)s: Xero takes no file with %(letters)s in its name. Rename it, "
                "then press Retry.",
                name=self.name,
                letters=" ".join(odd),
            )
            yield XeroObjection(words)
        if not self.file_size:
            words = self.env._(
                "%(name)s is empty. Attach it again, then press Retry.", name=self.name
            )
            yield XeroObjection(words)
        if self.file_size > FILE_LIMIT:
            words = self.env._(
                "%(name)s has %(size)s MB; Xero takes 10 MB. Attach a smaller one, "
                "then press Retry.",
                name=self.name,
                size=f"{self.file_size / 1_000_000:.1f}",
            )
            yield XeroObjection(words)

    def _xero_prepare(self, organisation):
        # EXTENDS 'xero_connector'
        return {
            "InvoiceID": self._xero_there(organisation).xero_id or "",
            "FileName": self._xero_name_there(organisation),
            "ContentLength": self.file_size,
            "IncludeOnline": self.xero_share == "online",
            "_checksum": self.checksum,
            "_name": self.name,
        }

    def _xero_content(self):
        # OVERRIDES 'xero_connector'
        return self.raw

    @api.model
    def _xero_call(self, client, batch):
        # OVERRIDES 'xero_connector'
        (transfer,) = batch.transfers
        file = transfer.element
        return client.upload(
            file["InvoiceID"],
            file["FileName"],
            transfer.content,
            batch.key,
            online=file["IncludeOnline"],
        )

    def _xero_accepted(self, organisation, seen, payload, element):
        # EXTENDS 'xero_connector'
        words = super()._xero_accepted(organisation, seen, payload, element)
        link = self._xero_links(organisation)[self.id]
        if link.record_id != seen:
            # overwritten it has another id
            link.record_id.live = False
            link.with_context(xero_decided_later=True).record_id = seen
        return words

    # === FIND === #

    @api.model
    def _xero_id_name(self):
        # EXTENDS 'xero_connector'
        return "AttachmentID"

    @api.model
    def _xero_id_of(self, element):
        # EXTENDS 'xero_connector'
        return element.get("AttachmentID")

    @api.model
    def _xero_keys_of(self, element):
        """The invoice's id and the name, which tells no case apart."""
        # EXTENDS 'xero_connector'
        name = str(element.get("FileName")).casefold()
        return [f"{element.get('InvoiceID')}/{name}"]

    @api.model
    def _xero_fetch(self, client, xero_ids):
        """Read the files of invoices, by the keys of files."""
        # OVERRIDES 'xero_connector'
        return self._xero_fetch_by_key(client, xero_ids)

    @api.model
    def _xero_fetch_by_key(self, client, keys):
        # EXTENDS 'xero_connector'
        found = []
        for invoice_id in sorted({key.partition("/")[0] for key in keys}):
            try:
                found += client.files(invoice_id).elements
            except XeroCallError as error:
                # it is gone there, or must not be seen any more: sending says so
                if error.kind not in ("refused", "scope"):
                    raise
        return XeroAnswer(found, XeroLimits())

    def _xero_agrees(self, payload, element):
        # EXTENDS 'xero_connector'
        link = self._xero_links().get(self.id, self.env["xero.link"])
        before = (link.sent or {}).get("ContentLength")
        # one that is as long as the one before it cannot be told from it
        return element.get("ContentLength") == payload["ContentLength"] != before
