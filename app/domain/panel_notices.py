"""What people are told of the panel's work beside the caseload and referrals: agendas, requests to share, actions."""

from app.domain.notices import NoticeKind

AGENDA_PUBLISHED = "panel_agenda_published"
SHARE_WAITING = "panel_share_waiting"
ACTION_GIVEN = "panel_action_given"
NOTICE_KINDS = (
    NoticeKind(AGENDA_PUBLISHED, "The agenda of a panel meeting was published"),
    NoticeKind(SHARE_WAITING, "A request to share what the panel holds waits for you"),
    NoticeKind(ACTION_GIVEN, "An action of the panel was given to you"),
)
