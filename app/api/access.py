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
OPEN_CASES = (Role.OMU_OFFICER, Role.OMU_MANAGER, Role.RW)
IMPORT = (Role.OMU_OFFICER, Role.OMU_MANAGER, Role.ADMIN, Role.RW)
ANYONE = tuple(Role)
