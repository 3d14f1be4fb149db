"""What a policy is: rules in order, the first that applies answers; each names the paragraph it carries out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from app.domain.facts import PlainCase
from app.domain.policies.settings import PolicySettings, Question
from app.domain.replay import Replay
from app.domain.standing import Phase, Standing

CUSTODY, COMMUNITY, NONE = "custody", "community", "none"

SECONDED = "seconded_probation_officer"
SUPERVISOR = "offender_supervisor"
MANAGER = "community_offender_manager"
CRC_OFFICER = "crc_responsible_officer"

Day = date
PAPER = "OMCP Board paper, 2 September 2013"


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a rule comes from."""

    document: str
    paragraph: str


@dataclass(frozen=True, slots=True)
class Who:
    """The responsible side, who leads inside it, and who supports, most involved first."""

    responsible: str
    lead_role: str | None = None
    supporting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handover:
    """When the community begins to support and when it takes over; None where the answer has no such day."""

    start_date: Day | None = None
    date: Day | None = None


NO_HANDOVER = Handover()
NOBODY = Who(NONE)

Test = Callable[[Standing, PolicySettings], bool]
Choice = Callable[[Standing, PolicySettings], Who]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a policy. `reason_code` is stable for ever; `reason` is the sentence a caseworker reads."""

    name: str
    reason_code: str
    applies: Test
    who: Choice
    reason: str
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Who owns a case on a day, and the rule that says so."""

    who: Who
    rule: Rule

    @property
    def reason_code(self) -> str:
        """The stable code of the reason."""
        return self.rule.reason_code


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of one policy, as a value: the same facts under another policy give another timeline."""

    id: str
    version: str
    title: str
    source: str
    rules: tuple[Rule, ...]
    covers: Callable[[Standing], bool]
    counts_months: bool
    in_force_from: date | None = None
    in_force_to: date | None = None
    note: str = ""
    settings: PolicySettings = field(default_factory=PolicySettings)
    questions: tuple[Question, ...] = ()
    """Its settings: what each decides and the values it may take."""
    replays: type[Replay] = Replay
    """How what happened is gathered into a standing."""
    hands_over: "Callable[[Standing, Answer, PolicySettings], Handover] | None" = None
    """Its own arithmetic of the handover days, where it has one."""

    decide_plain: "Callable[[Policy, PlainCase, date], tuple[Answer, Handover] | None] | None" = None
    """Its own short way for the plain case, where it has one."""

    @property
    def is_of_the_paper(self) -> bool:
        """Whether it reads the standing as the 2013 paper does."""
        return self.replays is Replay

    def answer(self, standing: Standing) -> Answer:
        """The first rule that applies. The last rule of every policy always does."""
        for rule in self.rules:
            if rule.applies(standing, self.settings):
                return Answer(rule.who(standing, self.settings), rule)
        raise AssertionError(f"policy {self.id} has no last rule")

    def in_scope(self, standing: Standing) -> bool:
        """Whether the policy speaks of this case."""
        return self.covers(standing)

    def with_community(self, standing: Standing) -> bool:
        """Whether the community owns the case."""
        return self.answer(standing).who.responsible == COMMUNITY

    def handover(self, standing: Standing, answer: Answer) -> Handover:
        """The first day of the community's stay before release; in custody, the coming date; else none."""
        if self.hands_over:
            return self.hands_over(standing, answer, self.settings)
        if standing.phase is not Phase.CUSTODY:
            return NO_HANDOVER
        if answer.who.responsible == COMMUNITY:
            return Handover(standing.community_since, standing.community_since)
        coming = standing.stage_opens_on
        hands_over = standing.retained or self.settings.contracted_out_handover == "as_retained"
        if not self.counts_months or answer.who.responsible != CUSTODY or not hands_over:
            return NO_HANDOVER
        if standing.stage_suspended or coming is None:
            return NO_HANDOVER
        return Handover(coming, coming)


def basis(*paragraphs: str, document: str = PAPER) -> tuple[Basis, ...]:
    """The paragraphs of one document that a rule rests on."""
    return tuple(Basis(document, paragraph) for paragraph in paragraphs)


def always(_standing: Standing, _settings: PolicySettings) -> bool:
    """The test of a last rule."""
    return True


def nobody(_standing: Standing, _settings: PolicySettings) -> Who:
    """No owner."""
    return NOBODY
