"""The only ways to change a folder; every act ends in `act.perform`.

`At` says where an act goes and what the person had seen, `Filled` is a filled-in form, `Done` says what
became of it. A new act is one function in the module that it belongs to.
"""

from suprovid.casework.acts.act import Act, At, Done, new_id
from suprovid.casework.acts.cases import (
    correct_stage,
    link_client,
    pass_gate,
    reassign,
    reopen,
    set_flags,
)
from suprovid.casework.acts.documents import (
    amend,
    approve,
    comment,
    new_version,
    resubmit,
    return_document,
    save_draft,
    submit,
    void,
    warnings_of,
)
from suprovid.casework.acts.following import finish
from suprovid.casework.acts.mending import Mended, code_in, mend, mend_numbers
from suprovid.casework.acts.paper import Filled
from suprovid.casework.acts.staff import (
    add_person,
    change_person,
    change_settings,
    first_person,
    person_at,
    set_active,
    set_credential,
    set_language,
    settings_at,
    setup,
)

__all__ = [
    "Act",
    "At",
    "Done",
    "Filled",
    "Mended",
    "add_person",
    "amend",
    "approve",
    "change_person",
    "change_settings",
    "code_in",
    "comment",
    "correct_stage",
    "finish",
    "first_person",
    "link_client",
    "mend",
    "mend_numbers",
    "new_id",
    "new_version",
    "pass_gate",
    "person_at",
    "reassign",
    "reopen",
    "resubmit",
    "return_document",
    "save_draft",
    "set_active",
    "set_credential",
    "set_flags",
    "set_language",
    "settings_at",
    "setup",
    "submit",
    "void",
    "warnings_of",
]
