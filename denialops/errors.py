"""Every error of DenialOps on one screen: a lasting code, a hint a nurse can act on, and whether repeating helps.

DenialOpsError
├── InputError                 the file or value that came in
│   ├── EmptyFile  DamagedFile  PasswordNeeded  WrongPassword  UnsupportedType  FileTooLarge
│   ├── TooManyPages  PageTooLarge  ImageTooLarge  NoLegibleText
│   ├── ReadingTimedOut  ReaderOutOfMemory
│   ├── DuplicateDocument      the same bytes are in the store already (carries case_id)
│   ├── LetterMissing          a case opened without its letter, which is still to come
│   └── InvalidValue           a correction or form value that its validator refuses
│       └── FaultyEvent        an event of a workflow, all faults listed together
├── StateError                 the case is not where the caller thinks it is
│   ├── CaseNotFound  DocumentNotFound  TaskNotFound  KeyNotFound  DraftConflict  DraftOpen  IllegalTransition
│   ├── IncidentNotFound  ActionNotFound  SwitchNotFound  VendorNotFound
│   ├── WorkHeld               a kill switch or a pause holds this work back until it is lifted
│   ├── EventConflict          another event was kept under this idempotency key (carries event_id)
│   └── NothingToDraft
├── RulesInvalid               rule files, all faults listed together
├── SettingsInvalid            settings, all faults listed together
├── StoreUnavailable           the data folder cannot be used: full, locked, damaged, too new
├── AlreadyRunning             another DenialOps uses this data folder
├── SecretKeyLost              the key file is gone, or is not the one that belongs to the data
├── SealBroken                 encrypted content is damaged, or another key sealed it
├── WorkDied                   the work ended its process again and again, and is left alone
├── Cancelled                  a person stopped the work
│   └── Superseded             somebody started an earlier stage again meanwhile
├── QuotaSpent                 the clinic's quota of the day is used up
│   └── SpaceSpent             the clinic's quota of space is used up
├── OutputError                a letter or packet could not be written
├── ActionError                an action of recovery could not be done
│   ├── NothingToRetry         no case of the incident can be tried again
│   ├── RetriesSpent           tried as often as the rules allow, and it still fails
│   ├── NoFallback             no other provider is set up to take the place
│   ├── ChannelUnavailable     e-mail, webhook or pager cannot be reached (may be tried again)
│   └── ChannelRefused         e-mail, webhook or pager refuses the message
└── ModelError                 a language model gave no usable reply; the case goes on with rules
    ├── NoModel                none is configured
    ├── ModelUnavailable  ModelTimedOut  ModelBusy     the provider is down, slow or limits us (may be tried again)
    ├── ModelRefused           key, model name or request is refused
    ├── ModelNonsense          the reply is cut, not JSON, or no reply of a model at all
    ├── ModelPaused            the circuit breaker is open
    ├── BudgetSpent            the day's or the case's budget is used up
    └── IdentifiersLeft        something that looks like an identifier was about to leave

Messages and hints never carry text of a letter, a file's content or a patient's name.
"""

from __future__ import annotations

from typing import ClassVar


class DenialOpsError(Exception):
    """Base of all our errors; `hint` is what the user does next."""

    code: ClassVar[str] = "internal_error"
    hint: ClassVar[str] = "Try again; if it happens again, tell support the code."
    retryable: ClassVar[bool] = False

    def __init__(self, message: str = "", *, hint: str | None = None) -> None:
        super().__init__(message or self.hint)
        self.hint_text = hint or self.hint

    def as_record(self) -> dict[str, str]:
        """The shape of `error` in command-line output and API bodies."""
        return {"code": self.code, "message": str(self), "hint": self.hint_text}


class InputError(DenialOpsError):
    code = "bad_input"
    hint = "Check the file and upload it again."


class EmptyFile(InputError):
    code = "empty_file"
    hint = "The file has no content. Scan or export the letter again."


class DamagedFile(InputError):
    code = "damaged_file"
    hint = "The file is cut off or damaged. Get a fresh copy and upload it again."


class PasswordNeeded(InputError):
    code = "password_protected"
    hint = "The file is protected by a password: enter it or upload an unlocked copy."


class WrongPassword(InputError):
    code = "wrong_password"
    hint = "That password does not open the file. Try another or upload an unlocked copy."


class UnsupportedType(InputError):
    code = "unsupported_type"
    hint = "Upload a PDF, JPG, PNG, HEIC, TIFF, DOCX, TXT or HTML file, or paste the text."


class FileTooLarge(InputError):
    code = "file_too_large"
    hint = "Upload a smaller file: scan in grey at 200-300 dpi, or split it."


class TooManyPages(InputError):
    code = "too_many_pages"
    hint = "Upload only the pages of the denial letter."


class PageTooLarge(InputError):
    code = "page_too_large"
    hint = "A page has an impossible size. Print the file to a new PDF and upload that."


class ImageTooLarge(InputError):
    code = "image_too_large"
    hint = "The picture has too many pixels. Save it smaller and upload it again."


class NoLegibleText(InputError):
    code = "no_legible_text"
    hint = "No text can be read. Scan again at 300 dpi, flat and straight, or paste the text."


class ReadingTimedOut(InputError):
    code = "reading_timed_out"
    hint = "Reading took too long. Upload fewer pages or a cleaner scan."
    retryable = True


class ReaderOutOfMemory(InputError):
    code = "reader_out_of_memory"
    hint = "The file needs more memory than allowed. Split it or save it smaller."


class DuplicateDocument(InputError):
    code = "duplicate_document"
    hint = "This file is in the system already: open its case."

    def __init__(self, case_id: str, *, removed: bool = False) -> None:
        super().__init__(hint="Its case was removed: restore it instead." if removed else None)
        self.case_id = case_id


class LetterMissing(InputError):
    code = "letter_missing"
    hint = "Upload the denial letter of this case."


class InvalidValue(InputError):
    code = "invalid_value"
    hint = "Correct the marked value."


class FaultyEvent(InvalidValue):
    """`faults` lists every fault as 'field: what is wrong'; what stood there is not repeated."""

    code = "faulty_event"
    hint = "Correct the listed fields and send the event again with the same idempotency key."

    def __init__(self, faults: list[str]) -> None:
        super().__init__("The event is faulty.")
        self.faults = faults


class StateError(DenialOpsError):
    code = "wrong_state"
    hint = "Reload the page: the case has changed."


class CaseNotFound(StateError):
    code = "case_not_found"
    hint = "There is no such case. Go back to the work list."


class DocumentNotFound(StateError):
    code = "document_not_found"
    hint = "There is no such document in this case."


class TaskNotFound(StateError):
    code = "task_not_found"
    hint = "There is no such task."


class KeyNotFound(StateError):
    code = "key_not_found"
    hint = "There is no such key in force. List the keys first."


class IncidentNotFound(StateError):
    code = "incident_not_found"
    hint = "There is no such incident. Go back to the list of incidents."


class ActionNotFound(StateError):
    code = "action_not_found"
    hint = "There is no such action. Go back to its incident."


class EventConflict(StateError):
    code = "event_conflict"
    hint = "Another event has this idempotency key already. Give every event a key of its own."

    def __init__(self, event_id: str) -> None:
        super().__init__()
        self.event_id = event_id


class SwitchNotFound(StateError):
    code = "switch_not_found"
    hint = "There is no such kill switch in force. Reload the list."


class VendorNotFound(StateError):
    code = "vendor_not_found"
    hint = "No event has named this vendor yet. Reload the list."


class WorkHeld(StateError):
    code = "work_held"
    hint = "A kill switch or a pause holds this work back. It goes on when that is lifted or expires."
    retryable = True


class DraftConflict(StateError):
    code = "draft_conflict"
    hint = "Somebody saved a newer version. Yours is kept as a copy: compare and save again."

    def __init__(self, *, latest_version: int, saved_as: int) -> None:
        super().__init__()
        self.latest_version = latest_version
        self.saved_as = saved_as


class IllegalTransition(StateError):
    code = "illegal_transition"
    hint = "The case cannot go there from its present status."


class DraftOpen(StateError):
    code = "draft_open"
    hint = "Fill the blanks and check the marked statements, or sign for what stays open."


class NothingToDraft(StateError):
    code = "nothing_to_draft"
    hint = "This document is not a denial, so no letter is drafted."


class RulesInvalid(DenialOpsError):
    """`faults` lists every fault as 'file: key: what is wrong'."""

    code = "rules_invalid"
    hint = "Correct the listed rows of data/rules, or of your own DENIALOPS_RECOVERY_RULES_DIR; nothing runs on them."

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class SettingsInvalid(DenialOpsError):
    code = "settings_invalid"
    hint = "Correct the listed settings in the environment or .env."

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class StoreUnavailable(DenialOpsError):
    code = "store_unavailable"
    hint = "The stored cases cannot be reached just now. Try again."
    retryable = True


class AlreadyRunning(DenialOpsError):
    code = "already_running"
    hint = "DenialOps is running already with this data folder: use that one."


class SecretKeyLost(DenialOpsError):
    code = "secret_key_lost"
    hint = (
        "Put the file secret.key back into the data folder from your backup. "
        "Delete secret.id only if it is lost for good: what was encrypted with it stays unreadable."
    )


class SealBroken(DenialOpsError):
    code = "seal_broken"
    hint = "Encrypted content is damaged or was written with another key. Restore it from your backup."


class WorkDied(DenialOpsError):
    code = "work_died"
    hint = "Working on this case ended the program several times. Try it again; if it ends so again, tell support."


class Cancelled(DenialOpsError):
    code = "cancelled"
    hint = "The work was stopped. Start it again when you want it."


class Superseded(Cancelled):
    code = "superseded"
    hint = "The case is being read again. Wait until that is done."


class QuotaSpent(DenialOpsError):
    code = "quota_spent"
    hint = "Wait until tomorrow, or have the quota raised in the settings."


class SpaceSpent(QuotaSpent):
    code = "space_spent"
    hint = "Remove cases that are no longer needed, or have DENIALOPS_QUOTA_MB raised in the settings."


class OutputError(DenialOpsError):
    code = "output_failed"
    hint = "The file could not be written. Check the logo and the exhibits, then try again."
    retryable = True


class ActionError(DenialOpsError):
    """`retry_after_s`: how long the other side asked us to wait, where it did."""

    code = "action_failed"
    hint = "The action could not be done. Read its journal, then approve it again or decline it."

    def __init__(self, message: str = "", *, hint: str | None = None, retry_after_s: float | None = None) -> None:
        super().__init__(message, hint=hint)
        self.retry_after_s = retry_after_s


class NothingToRetry(ActionError):
    code = "nothing_to_retry"
    hint = "None of this incident's cases can be tried again here. Try again in the program where the work failed."


class RetriesSpent(ActionError):
    code = "retries_spent"
    hint = "It was tried as often as the rules allow and still fails. Look at the cause, then approve it again."


class NoFallback(ActionError):
    code = "no_fallback"
    hint = "Set up the other provider with DENIALOPS_LLM_FALLBACK_PROVIDER and its model and key, then approve again."


class ChannelUnavailable(ActionError):
    code = "channel_unavailable"
    hint = "The message could not be delivered just now. It is tried again."
    retryable = True


class ChannelRefused(ActionError):
    code = "channel_refused"
    hint = "The message is refused. Check the address and the key of this channel in the settings."


class ModelError(DenialOpsError):
    """`retry_after_s`: how long the provider asked us to wait, where it did."""

    code = "model_failed"
    hint = "The language model gave no usable reply. The case goes on with the rules; try the model again later."

    def __init__(self, message: str = "", *, hint: str | None = None, retry_after_s: float | None = None) -> None:
        super().__init__(message, hint=hint)
        self.retry_after_s = retry_after_s


class NoModel(ModelError):
    code = "no_model"
    hint = "No language model is set up. Choose one with DENIALOPS_LLM_PROVIDER, or go on without."


class ModelUnavailable(ModelError):
    code = "model_unavailable"
    hint = "The language model cannot be reached. The case goes on with the rules; run it again when it is back."
    retryable = True


class ModelTimedOut(ModelError):
    code = "model_timed_out"
    hint = "The language model took too long. The case goes on with the rules; run it again later."
    retryable = True


class ModelBusy(ModelError):
    code = "model_busy"
    hint = "The language model's provider limits how often it may be asked. Wait a little, then run the case again."
    retryable = True


class ModelRefused(ModelError):
    code = "model_refused"
    hint = "The provider refuses the request. Check the key, the model's name and the address in the settings."


class ModelNonsense(ModelError):
    code = "model_nonsense"
    hint = "The language model's reply could not be used. The case goes on with the rules."
    retryable = True


class ModelPaused(ModelError):
    code = "model_paused"
    hint = "The language model failed several times and is left alone for a while. The case goes on with the rules."


class BudgetSpent(ModelError):
    code = "budget_spent"
    hint = "The budget for the language model is used up. Raise it in the settings, or wait until tomorrow."


class IdentifiersLeft(ModelError):
    code = "identifiers_left"
    hint = "Text that looks like a patient's identifier was about to leave, so nothing was sent."
