"""The register of every kind of task. Each feature defines its kinds beside its rules and adds them here."""

from collections.abc import Mapping

from app.domain.tasks import TaskKind

TASK_KINDS: tuple[TaskKind, ...] = ()
KIND_OF: Mapping[str, TaskKind] = {kind.code: kind for kind in TASK_KINDS}
