"""Facts on Xero that are not sure, each with its strict reading as the default."""

SWITCHES = {
    # A voided sales invoice keeps its number for ever.
    "voided_number_reserved": True,
    # If-Modified-Since gives only what changed after it; "second" cuts both sides
    # to whole seconds first, "ms" compares milliseconds.
    "if_modified_since_inclusive": False,
    "if_modified_since_granularity": "second",
    # A summarised batch with one bad element saves the good ones nevertheless.
    "summarised_batch_saves_valid": False,
    # How far a line's TaxAmount may be from Xero's own, as text or number.
    "tax_override_bound": "0.02",
    # 401 or 403 where the token lacks the scope.
    "missing_scope_status": 401,
    # 400 or 401 where client id or secret are wrong.
    "invalid_client_status": 400,
    # false: the answers of a batch come back rotated by one.
    "answers_keep_request_order": True,
    # An unknown id of a contact inside a document: true = 404 for the request,
    # false = the element is refused.
    "unknown_contact_is_404": True,
    # Paid or part-paid bills: true = their non-financial fields can be edited.
    "paid_bill_editable": False,
    # SentToContact on a document that is not approved: true = refused,
    # false = ignored.
    "sent_on_draft_refused": True,
    # The Url of a document must not contain "xero".
    "url_without_xero": True,
    # Names with leading, trailing or double blanks: true = refused, false = cleaned.
    "name_blanks_refused": True,
    # Payment terms that are sent take the place of both sides: the side that is not
    # sent is gone. false = it is kept.
    "payment_terms_replaced": True,
    # Days after the bill's date or month are at most 31 too. Xero's message names
    # that limit only for days of a month, so it is not the default.
    "payment_terms_within_31_days": False,
    # A tracking category or option that documents use can be deleted over the API.
    "used_tracking_deletable": False,
    # The BatchPayment inside a Payment holds its total and IsReconciled as texts, as
    # in the example of Xero's own description. false = as number and boolean.
    "batch_in_payment_as_texts": True,
    # A payment that is reconciled with the bank counts as changed.
    "reconciling_moves_payment": False,
    # A Demo Company that was reset is still connected: it answers under its tenant
    # id, with another OrganisationID. false = the connection is gone.
    "demo_reset_keeps_connection": True,
    # Who joins or leaves a group counts as changed.
    "group_membership_moves_contact": False,
    # A payment that is reconciled in Xero can be deleted over the API.
    "reconciled_payment_deletable": False,
    # A file that overwrites one of the same name keeps its AttachmentID.
    "overwritten_file_keeps_id": False,
    # A document that gets a file counts as changed.
    "file_moves_document": True,
}
