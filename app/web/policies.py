"""The policies: what is in force where and since when, each policy's rules, and its settings."""

from asyncio import gather
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.schemas.ownership import PolicyList, PolicyOut
from app.schemas.policies import ProposalList
from app.schemas.policies_in_force import InForceOut, SettingsOut
from app.web.labels.policies import BENEFITS_AND_RISKS, effect_of, place_in_words
from app.web.places import places_of
from app.web.render import page
from app.web.route import page_route

PROPOSERS = frozenset({"OMU_MANAGER", "ADMIN"})
DECIDERS = frozenset({"OMU_MANAGER", "GROUP_DIRECTOR", "REGIONAL_DIRECTOR", "ADMIN"})


async def list_policies(request: Request) -> Response:
    """What is in force where, and every policy that the service knows."""
    api = request.state.api
    found, policies = await gather(api.get("/policies/in-force"), api.get("/policies"))
    return page(
        request,
        "policies/list.html",
        places=await _in_words(request, InForceOut.model_validate(found.json)),
        policies=PolicyList.model_validate(policies.json).items,
    )


async def show_policy(request: Request) -> Response:
    """One policy: its rules in order, each with its paragraph, and its settings today."""
    api, path = request.state.api, path_of_policy(request)
    policy, found, settings = await gather(
        api.get(path), api.get("/policies/in-force"), api.get(f"{path}/settings")
    )
    shown = PolicyOut.model_validate(policy.json)
    places = await _in_words(request, InForceOut.model_validate(found.json))
    benefits, risks = BENEFITS_AND_RISKS.get(shown.id, ((), ()))
    return page(
        request,
        "policies/policy.html",
        policy=shown,
        governs=[(where, one) for where, one in places if one.policy == shown.id],
        coming=[(where, later) for where, one in places for later in one.coming if later.policy == shown.id],
        settings=settings_in_words(SettingsOut.model_validate(settings.json)),
        benefits=benefits,
        risks=risks,
    )


async def show_settings(request: Request) -> Response:
    """The settings of a policy: what each decides, where it comes from, and what is proposed."""
    api, path = request.state.api, path_of_policy(request)
    after = request.query_params.get("next")
    settings, proposals = await gather(
        api.get(f"{path}/settings"), api.get(f"{path}/setting-proposals", params={"next": after})
    )
    shown = SettingsOut.model_validate(settings.json)
    found = ProposalList.model_validate(proposals.json)
    address = f"/policies/{shown.policy}/settings"
    return page(
        request,
        "policies/settings.html",
        policy=shown,
        settings=settings_in_words(shown),
        proposals=[(one, effects(one.settings)) for one in found.items],
        may_propose=not request.state.person.roles.isdisjoint(PROPOSERS),
        first_address=address if after else None,
        next_address=f"{address}?next={found.next}" if found.next else None,
        done=request.query_params.get("done", ""),
    )


def settings_in_words(found: SettingsOut) -> list[tuple[Any, str]]:
    """Each setting with what its value of today does."""
    return [(one, effect_of(one.key, one.value)) for one in found.settings]


def effects(settings: Mapping[str, Any]) -> list[str]:
    """What settings do, a sentence each."""
    return [effect_of(key, value) for key, value in settings.items()]


def path_of_policy(request: Request) -> str:
    """The API's path of the policy that the page's address names."""
    return f"/policies/{quote(str(request.path_params['policy']), safe='')}"


async def _in_words(request: Request, found: InForceOut) -> list[tuple[str, Any]]:
    regions = (await places_of(request)).regions
    return [(place_in_words(one.place_kind, one.place_code, regions), one) for one in found.items]


ROUTES: list[BaseRoute] = [
    page_route("/policies", list_policies),
    page_route("/policies/{policy}", show_policy),
    page_route("/policies/{policy}/settings", show_settings, name="show_policy_settings"),
]
