"""A published version of a policy never changes: its rules, its settings and its answers are held by a digest."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.evaluation import evaluate
from app.domain.policies.policy import Policy
from app.domain.policies.register import POLICIES
from app.domain.policies.settings import settings_as_values
from tests.domain.fixed_facts import entries

FILE = Path(__file__).parents[1] / "data" / "policy_digests.json"
PUBLISHED: dict[str, dict[str, str]] = json.loads(FILE.read_text())
NEW_VERSION = (
    "Policy {id} version {version} is published and no longer says what it said ({what}). Leave the published version "
    "as it is and make a new version with its own dates; its digest goes into tests/data/policy_digests.json."
)


def digests(policy: Policy) -> dict[str, str]:
    """What a version of a policy is held to: its words, its settings, and its answers over facts that never change."""
    words = [
        [rule.name, rule.reason_code, rule.reason, [[b.document, b.paragraph] for b in rule.basis]]
        for rule in policy.rules
    ]
    asked = [[q.key, list(q.values)] for q in policy.questions]
    answers = [evaluate(entry, policy.id)["periods"] for entry in entries()]
    return {
        "rules": _digest(words),
        "settings": _digest([settings_as_values(policy.settings), asked]),
        "answers": _digest(answers),
    }


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:32]


@pytest.mark.parametrize("policy", POLICIES.values(), ids=lambda policy: policy.id)
def test_a_published_version_says_what_it_said(policy: Policy) -> None:
    version = f"{policy.id} {policy.version}"
    found = digests(policy)
    assert version in PUBLISHED, (
        f"Version {version} is new: add its digests to {FILE.name}: {json.dumps(found)}"
    )
    changed = [name for name, digest in found.items() if PUBLISHED[version][name] != digest]
    assert changed == [], NEW_VERSION.format(id=policy.id, version=policy.version, what=", ".join(changed))


def test_the_fixed_facts_are_fixed_and_of_every_kind() -> None:
    held = list(entries())
    assert _digest(held) == PUBLISHED["the facts"]["entries"]
    codes = {period["reason_code"] for entry in held for period in evaluate(entry, "omic")["periods"]}
    assert len(codes) >= 15
