"""The policies that the service knows, by id."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.domain.policies import mtcs_2012, omcp_2013_option_1, omcp_2013_option_2, omic, omm_2006
from app.domain.policies.policy import Policy
from app.domain.policies.settings import QUESTIONS, settings_from
from app.domain.refusals import NotFound

DEFAULT_POLICY = omcp_2013_option_2.POLICY

POLICIES: Mapping[str, Policy] = {
    policy.id: policy
    for policy in (
        omm_2006.POLICY,
        mtcs_2012.POLICY,
        omcp_2013_option_1.POLICY,
        omcp_2013_option_2.POLICY,
        omic.POLICY,
    )
}


def policy_named(policy_id: str, settings: Mapping[str, Any] | None = None) -> Policy:
    """The policy of that id, with these settings put in.

    Raises NotFound for an id that no policy has, InvalidInput for a setting or value that does not exist.
    """
    policy = POLICIES.get(policy_id)
    if policy is None:
        raise NotFound("There is no policy of that id. GET /policies lists those there are.")
    if not settings:
        return policy
    return replace(policy, settings=settings_from(settings, policy.settings, policy.questions or QUESTIONS))
