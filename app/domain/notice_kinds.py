"""The register of every kind of notice. Each feature adds its kinds here; their titles go into mail, so name nobody."""

from collections.abc import Mapping

from app.domain import (
    allocation_tasks,
    early_allocation,
    handover_tasks,
    key_stages,
    panel_caseload,
    panel_notices,
    parole_tasks,
    referrals,
)
from app.domain.notices import NoticeKind

NOTICE_KINDS: tuple[NoticeKind, ...] = (
    NoticeKind("task_overdue", "A task of yours is overdue"),
    NoticeKind("task_given", "A task was given to you"),
    *allocation_tasks.NOTICE_KINDS,
    *handover_tasks.NOTICE_KINDS,
    *parole_tasks.NOTICE_KINDS,
    *key_stages.NOTICE_KINDS,
    *early_allocation.NOTICE_KINDS,
    *referrals.NOTICE_KINDS,
    *panel_caseload.NOTICE_KINDS,
    *panel_notices.NOTICE_KINDS,
)
NOTICE_KIND_OF: Mapping[str, NoticeKind] = {kind.code: kind for kind in NOTICE_KINDS}


def notice_kind(code: str) -> NoticeKind:
    """The kind of a code; one that is not in the register comes the usual way."""
    return NOTICE_KIND_OF.get(code) or NoticeKind(code, code.replace("_", " ").capitalize())
