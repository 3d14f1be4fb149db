"""What each kind of task asks for and why, in words that name nobody. One line a kind."""

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    "handover_checklist_prison": (
        "Finish the prison's part of the handover",
        "The community becomes responsible on the day of the handover, whether or not the checklist is done.",
    ),
    "handover_checklist_community": (
        "Finish the community's part of the handover, and accept it",
        "The assessment and the sentence plan move with responsibility, so the community takes them over and says so.",
    ),
    "tell_victim_liaison": (
        "Tell the victim liaison officer of the handover",
        "Victims hear of it through their liaison officer. Where there is no victim contact, say so on the checklist.",
    ),
    "community_manager_overdue": (
        "Name a community offender manager",
        "The community is responsible for the case and nobody is named.",
    ),
    "review_override": (
        "Look again at the decision who is responsible",
        "A manager decided otherwise than the rules, until the decision is looked at again.",
    ),
    "review_override_community": (
        "Look again at the decision who is responsible",
        "A manager decided otherwise than the rules, until the decision is looked at again.",
    ),
    "release_not_recorded": (
        "Record the release, or a new release date",
        "The release date has passed and the record still says custody, so the wrong side may be shown as responsible.",
    ),
    "provider_missing": (
        "Record whether the case is retained or contracted out",
        "Who leads, and whether there is a handover, depends on the provider.",
    ),
    "release_date_unknown": (
        "Record the release date",
        "Without a release date no handover date can be worked out, and the case stays with the prison.",
    ),
    "details_unconfirmed": (
        "Confirm the details that were worked out",
        "An import left details that nobody has confirmed against the record.",
    ),
    "variation_without_release_date": (
        "Record the release date after the appeal",
        "The sentence was varied on appeal and no new release date was told; the old one still counts.",
    ),
    "put_back_decide": (
        "Decide who keeps the case: the release was put back",
        "The release date moved later after the handover. The community stays responsible until a manager decides.",
    ),
    "mail_undelivered": (
        "See to mail that could not be delivered",
        "A message was tried for days and given up. The people it was for have the notice in the service only.",
    ),
    "name_lead": (
        "Name who leads the case here",
        "She has come to this prison and nobody here holds the role that leads or supports the case.",
    ),
    "tell_community_manager": (
        "Tell the community offender manager of the transfer",
        "The community offender manager hears of a transfer within one working day.",
    ),
    "check_after_transfer_retracted": (
        "Check who holds the case after a transfer was taken back",
        "A transfer was entered in error. Nobody is put back in a role without being asked.",
    ),
    "name_community_manager": (
        "Name the community offender manager",
        "A retained case has a named community offender manager from the start of the sentence.",
    ),
    "record_parole_outcome": (
        "Record the outcome of the parole review",
        "The hearing day has passed and no outcome is recorded; the case may be with the wrong side.",
    ),
    "review_after_significant_change": (
        "Review the plan after a significant change",
        "A significant change is followed by one review of the assessment and the plan.",
    ),
    "review_after_significant_change_community": (
        "Review the plan after a significant change",
        "A significant change is followed by one review of the assessment and the plan.",
    ),
    "answer_key_stage": (
        "Answer the invitation to a key stage",
        "The named community offender manager is invited to plan reviews and other key events, and may contribute.",
    ),
    "assess_early_allocation_again": (
        "Assess again for early allocation",
        "The earlier assessment was made too soon to be sent. The earliest date is now within 18 months.",
    ),
    "decide_early_allocation": (
        "Decide on an early allocation referral",
        "The prison found the case discretionary. The community accepts or declines it.",
    ),
    "tell_victim_liaison_of_parole": (
        "Tell the victim liaison officer of the parole event",
        "Where a victim has a liaison officer, they are told of each step of parole.",
    ),
}


def words_of(kind: str) -> tuple[str, str]:
    """The title and the reason of a kind; of one without words, its code as words."""
    return WORDS.get(kind) or (kind.replace("_", " ").capitalize(), "")
