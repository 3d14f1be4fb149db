"""Which roles open which kind of operation: the one table behind every route."""

from app.domain.caller import Role

READ_CASES = (
    Role.OMU_OFFICER,
    Role.OMU_MANAGER,
    Role.COMMUNITY_MANAGER,
    Role.COMMUNITY_SENIOR,
    Role.PANEL_SECRETARIAT,
    Role.GROUP_DIRECTOR,
    Role.REGIONAL_DIRECTOR,
    Role.INSPECTOR,
    Role.RO,
    Role.RW,
)
TELL_FACTS = (Role.OMU_OFFICER, Role.OMU_MANAGER, Role.COMMUNITY_MANAGER, Role.COMMUNITY_SENIOR, Role.RW)
OVERRIDE = (Role.OMU_MANAGER, Role.COMMUNITY_SENIOR)
ANSWER_FOR_COMMUNITY = (Role.COMMUNITY_MANAGER, Role.COMMUNITY_SENIOR, Role.RW)
OPEN_CASES = (Role.OMU_OFFICER, Role.OMU_MANAGER, Role.RW)
IMPORT = (Role.OMU_OFFICER, Role.OMU_MANAGER, Role.ADMIN, Role.RW)
READ_STAFF = (*READ_CASES, Role.ADMIN)
CHANGE_STAFF = (Role.OMU_MANAGER, Role.COMMUNITY_SENIOR, Role.ADMIN)
"""Managers the people of their own prisons, seniors those of their own regions' teams, administrators everybody."""
KEEP_TEAMS = (Role.COMMUNITY_SENIOR, Role.ADMIN)
ALLOCATE = (Role.OMU_OFFICER, Role.OMU_MANAGER, Role.COMMUNITY_SENIOR, Role.RW)
"""Which role of a case each may name stands in `domain.allocation.MAY_ALLOCATE`: OMU managers the prison's (officers
key workers and co-workers alone), seniors the community manager."""
REALLOCATE = (Role.OMU_MANAGER, Role.COMMUNITY_SENIOR, Role.RW)
READ_TASKS = (*READ_CASES, Role.ADMIN)
CHANGE_TASKS = (*TELL_FACTS, Role.ADMIN)
"""Whose tasks each may finish stands in `services.tasks.changing.DOES`: each side its own."""
BE_TOLD = tuple(role for role in Role if role not in {Role.RO, Role.RW, Role.BOARD_RO})
"""People; systems have the feed of events."""
SEE_FROM_ABOVE = (
    Role.OMU_MANAGER,
    Role.COMMUNITY_SENIOR,
    Role.GROUP_DIRECTOR,
    Role.REGIONAL_DIRECTOR,
    Role.INSPECTOR,
)
COMPARE = (
    Role.OMU_MANAGER,
    Role.COMMUNITY_SENIOR,
    Role.PANEL_SECRETARIAT,
    Role.GROUP_DIRECTOR,
    Role.REGIONAL_DIRECTOR,
    Role.INSPECTOR,
    Role.RW,
)
"""Who prepares or judges a policy; a run takes in the cases of the caller's own scope and changes none of them."""
SEE_COMPARISONS = (*COMPARE, Role.RO)
RECORD_POLICIES = (Role.PANEL_SECRETARIAT, Role.ADMIN)
APPROVE_POLICIES = (Role.GROUP_DIRECTOR, Role.REGIONAL_DIRECTOR, Role.ADMIN)
"""Never the person who recorded the paper or an outcome; for a region its own director, or an administrator."""
PROPOSE_SETTINGS = (Role.OMU_MANAGER, Role.ADMIN)
DECIDE_SETTINGS = (Role.OMU_MANAGER, Role.GROUP_DIRECTOR, Role.REGIONAL_DIRECTOR, Role.ADMIN)
"""Never the person who proposed them."""
READ_BOARD_DATA = (Role.BOARD_RO, Role.GROUP_DIRECTOR, Role.REGIONAL_DIRECTOR)
"""Each under a standing agreement of the Chair alone."""
SEE_SHARING = (Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR, Role.PANEL_MEMBER, Role.GROUP_DIRECTOR)
ASK_TO_SHARE = SEE_SHARING
AGREE_TO_SHARE = (Role.PANEL_CHAIR,)
END_SHARING = (Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR)
SEE_PANEL = (Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR, Role.PANEL_MEMBER, Role.GROUP_DIRECTOR)
"""Seats, meetings and agreements; what is on an agenda each once they have signed (`services.panel_access`)."""
KEEP_PANEL = (Role.PANEL_SECRETARIAT,)
HOLD_MEETINGS = (Role.PANEL_SECRETARIAT,)
SIGN_STATEMENT = (
    *SEE_PANEL,
    Role.OMU_OFFICER,
    Role.OMU_MANAGER,
    Role.COMMUNITY_MANAGER,
    Role.COMMUNITY_SENIOR,
    Role.REGIONAL_DIRECTOR,
)
"""Everybody who may be asked to a meeting: prisons' representatives sign too (000 L83)."""
ANYONE = tuple(Role)
READ_MINUTES = (Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR, Role.PANEL_MEMBER, Role.GROUP_DIRECTOR)
"""Each once they have signed, and within their seat and scope: `services.panel_access`."""
WRITE_MINUTES = (Role.PANEL_SECRETARIAT,)
CONFIRM_DECISIONS = (Role.PANEL_CHAIR, Role.GROUP_DIRECTOR)
"""The Chair, and for a movement the Prison Group Director alone: `domain.minutes.who_confirms`."""
SHARE_MINUTES = (Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR)
"""Under an agreement of the Chair: `services.disclosures`."""
READ_REFERRALS = (*READ_CASES, Role.PANEL_CHAIR)
REFER = (*TELL_FACTS, Role.PANEL_SECRETARIAT)
ANSWER_REFERRALS = (Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR)
ANSWER_STAFF_SUPPORT = (*ANSWER_REFERRALS, Role.OMU_OFFICER, Role.OMU_MANAGER)
"""The panel says what is offered, the prison whether it was taken up."""
KEEP_REFERRAL_RULES = (Role.PANEL_SECRETARIAT, Role.ADMIN)
DISCLOSURES = (Role.OMU_OFFICER, Role.OMU_MANAGER, Role.COMMUNITY_MANAGER, Role.COMMUNITY_SENIOR)
"""Those who work with her: what she disclosed of abuse is for no director, no panel and no system."""
READ_MOVES = (
    Role.OMU_OFFICER,
    Role.OMU_MANAGER,
    Role.COMMUNITY_MANAGER,
    Role.COMMUNITY_SENIOR,
    Role.PANEL_SECRETARIAT,
    Role.PANEL_MEMBER,
    Role.PANEL_CHAIR,
    Role.GROUP_DIRECTOR,
    Role.REGIONAL_DIRECTOR,
    Role.INSPECTOR,
)
"""Moves and actions: staff by their cases, the board as it sees its items (`services.panel_reading`); no system."""
PROPOSE_MOVES = (
    Role.OMU_OFFICER,
    Role.OMU_MANAGER,
    Role.PANEL_SECRETARIAT,
    Role.PANEL_CHAIR,
    Role.GROUP_DIRECTOR,
)
SET_ADVICE = (Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR)
DECIDE_PLACEMENT = (Role.PANEL_SECRETARIAT, Role.PANEL_MEMBER, Role.PANEL_CHAIR, Role.GROUP_DIRECTOR)
"""Who may prepare a decision. Final it is made by the Prison Group Director, or a delegate: `services.movements`."""
NAME_DELEGATES = (Role.GROUP_DIRECTOR,)
READ_OFFERS = (*READ_MOVES, Role.ADMIN)
KEEP_OFFERS = (Role.ADMIN,)
GIVE_ACTIONS = (Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR)
FOLLOW_ACTIONS = (
    Role.OMU_OFFICER,
    Role.OMU_MANAGER,
    Role.COMMUNITY_MANAGER,
    Role.COMMUNITY_SENIOR,
    Role.PANEL_SECRETARIAT,
    Role.PANEL_MEMBER,
    Role.PANEL_CHAIR,
    Role.GROUP_DIRECTOR,
)
"""What each may change of an action stands in `domain.panel_actions.check_change`."""
SEE_PANEL_CASELOAD = (
    Role.OMU_OFFICER,
    Role.OMU_MANAGER,
    Role.COMMUNITY_MANAGER,
    Role.COMMUNITY_SENIOR,
    Role.PANEL_SECRETARIAT,
    Role.PANEL_CHAIR,
    Role.PANEL_MEMBER,
    Role.GROUP_DIRECTOR,
    Role.REGIONAL_DIRECTOR,
    Role.INSPECTOR,
)
"""People alone, within their scope; the chair and members once they have signed, their seat deciding what of it."""
KEEP_PANEL_CASELOAD = (Role.PANEL_SECRETARIAT,)
TELL_PANEL_CASELOAD = (Role.PANEL_SECRETARIAT, Role.PANEL_MEMBER, Role.OMU_OFFICER, Role.OMU_MANAGER)
"""Formulations, what is withheld, support for staff: the panel's specialists and the prison's own people."""
NAME_GOVERNORS = (Role.PANEL_SECRETARIAT, Role.ADMIN)
SEE_GOVERNORS = (*SEE_PANEL_CASELOAD, Role.ADMIN)
READ_GOOD_PRACTICE = BE_TOLD
WRITE_GOOD_PRACTICE = (Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR, Role.PANEL_MEMBER)
KEEP_GOOD_PRACTICE = (Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR)
"""Who publishes and withdraws notes, and sees the drafts of others."""
ACCOUNT_FOR_PANEL = (Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR, Role.GROUP_DIRECTOR)
"""Which of the two reports each reads stands in `services.panel_figures.READS`."""
SEE_EXTRACTS = (Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR, Role.GROUP_DIRECTOR, Role.INSPECTOR)
MAKE_EXTRACTS = (Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR)
