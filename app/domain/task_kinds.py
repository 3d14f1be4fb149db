"""The register of every kind of task. Each feature defines its kinds beside its rules and adds them here."""

from collections.abc import Mapping

from app.domain import (
    allocation_tasks,
    early_allocation,
    handover_tasks,
    key_stages,
    parole_tasks,
    record_tasks,
)
from app.domain.tasks import SERVICE, TaskKind

MAIL_UNDELIVERED = TaskKind(
    "mail_undelivered", SERVICE, (("Throughcare", "docs/operators.md, Mail"),), role="ADMIN", working_days=1
)

TASK_KINDS: tuple[TaskKind, ...] = (
    *allocation_tasks.TASK_KINDS,
    *handover_tasks.TASK_KINDS,
    *parole_tasks.TASK_KINDS,
    *key_stages.TASK_KINDS,
    *early_allocation.TASK_KINDS,
    *record_tasks.OF_THE_RECORD,
    record_tasks.VARIATION_WITHOUT_RELEASE_DATE,
    record_tasks.PUT_BACK_DECIDE,
    MAIL_UNDELIVERED,
)
KIND_OF: Mapping[str, TaskKind] = {kind.code: kind for kind in TASK_KINDS}
