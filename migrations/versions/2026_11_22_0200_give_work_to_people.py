"""Give work to people: teams, allocations, tasks, notices and mail; staff get a place and a working pattern.

Why: cases are led by persons, and what follows from a fact must reach whoever acts. The unique indexes hold one
person to a role, one task to a cause and one notice to a recipient, whoever writes.
Safe beside the previous release because: it adds tables and columns with defaults, which that release does not read.

Revision: 0200, after 0140; 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0200"
down_revision = "0140"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
TABLES = ("allocation", "task", "notice", "notice_preference", "mail", "daily_pass")
OF_STAFF = ("duties", "prison_code", "team_code", "tenths", "availability", "away_until")


def upgrade() -> None:
    _create_teams()
    _extend_staff()
    _create_allocations()
    _create_tasks()
    _create_notices()
    op.create_table(
        "daily_pass",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("claimed_by", sa.String(120)),
        sa.Column("heartbeat_at", INSTANT, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT),
        sa.Column("carried_out", sa.Integer(), nullable=False),
        sa.Column("troubles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_daily_pass"),
    )


def downgrade() -> None:
    for table in ("daily_pass", "notice_preference", "notice", "mail", "task", "allocation"):
        op.drop_table(table)
    with op.batch_alter_table("staff") as staff:
        staff.drop_index("ix_staff_prison_code")
        staff.drop_index("ix_staff_team_code")
        staff.drop_constraint("ck_staff_tenths_of_a_week", type_="check")
        staff.drop_constraint("ck_staff_availability_known", type_="check")
        staff.drop_constraint("fk_staff_prison_code_prison", type_="foreignkey")
        staff.drop_constraint("fk_staff_team_code_probation_team", type_="foreignkey")
        for column in OF_STAFF:
            staff.drop_column(column)
    op.drop_table("probation_team")


def _create_teams() -> None:
    op.create_table(
        "probation_team",
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("region", sa.String(40), nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_probation_team"),
        sa.ForeignKeyConstraint(
            ["region"], ["probation_region.code"], name="fk_probation_team_region_probation_region"
        ),
    )
    op.create_index("ix_probation_team_region", "probation_team", ["region"])


def _extend_staff() -> None:
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("duties", sa.Text(), nullable=False, server_default=""))
        staff.add_column(sa.Column("prison_code", sa.String(3)))
        staff.add_column(sa.Column("team_code", sa.String(20)))
        staff.add_column(sa.Column("tenths", sa.Integer(), nullable=False, server_default="10"))
        staff.add_column(sa.Column("availability", sa.String(20), nullable=False, server_default="available"))
        staff.add_column(sa.Column("away_until", sa.Date()))
        staff.create_check_constraint("ck_staff_tenths_of_a_week", "tenths BETWEEN 1 AND 10")
        staff.create_check_constraint(
            "ck_staff_availability_known", "availability IN ('available', 'unavailable', 'away', 'left')"
        )
        staff.create_foreign_key("fk_staff_prison_code_prison", "prison", ["prison_code"], ["code"])
        staff.create_foreign_key(
            "fk_staff_team_code_probation_team", "probation_team", ["team_code"], ["code"]
        )
        staff.create_index("ix_staff_prison_code", ["prison_code"])
        staff.create_index("ix_staff_team_code", ["team_code"])


def _create_allocations() -> None:
    op.create_table(
        "allocation",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("staff_id", ID),
        sa.Column("named", sa.String(120), nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("prison_code", sa.String(3)),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("allocated_by", sa.String(120), nullable=False),
        sa.Column("recommended_staff_id", ID),
        sa.Column("override_reasons", JSON, nullable=False),
        sa.Column("override_text", sa.String(500)),
        sa.Column("note", sa.String(2000)),
        sa.Column("ended_on", sa.Date()),
        sa.Column("ended_at", INSTANT),
        sa.Column("ended_by", sa.String(120)),
        sa.Column("ended_because", sa.String(40)),
        sa.PrimaryKeyConstraint("id", name="pk_allocation"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_allocation_case_id_case_record"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_allocation_staff_id_staff"),
        sa.ForeignKeyConstraint(["prison_code"], ["prison.code"], name="fk_allocation_prison_code_prison"),
    )
    _index("uq_allocation_live", "allocation", ["case_id", "role"], "ended_at IS NULL", unique=True)
    _index("ix_allocation_caseload", "allocation", ["staff_id", "role", "case_id"], "ended_at IS NULL")
    op.create_index("ix_allocation_history", "allocation", ["case_id", "started_at"])
    op.create_index("ix_allocation_started", "allocation", ["staff_id", "started_on"])


def _create_tasks() -> None:
    op.create_table(
        "task",
        sa.Column("id", ID, nullable=False),
        sa.Column("cause", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(50), nullable=False),
        sa.Column("case_id", ID),
        sa.Column("side", sa.String(10), nullable=False),
        sa.Column("prison_code", sa.String(3)),
        sa.Column("region", sa.String(40)),
        sa.Column("role", sa.String(40)),
        sa.Column("staff_id", ID),
        sa.Column("details", JSON, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("closed_at", INSTANT),
        sa.Column("closed_on", sa.Date()),
        sa.Column("closed_by", sa.String(120)),
        sa.Column("closed_because", sa.String(20)),
        sa.Column("note", sa.String(2000)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
        sa.UniqueConstraint("cause", name="uq_task_cause"),
        sa.CheckConstraint("side IN ('prison', 'community', 'service')", name="ck_task_side_known"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_task_case_id_case_record"),
        sa.ForeignKeyConstraint(["prison_code"], ["prison.code"], name="fk_task_prison_code_prison"),
        sa.ForeignKeyConstraint(
            ["region"], ["probation_region.code"], name="fk_task_region_probation_region"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_task_staff_id_staff"),
    )
    op.create_index("ix_task_case", "task", ["case_id", "opened_at"])
    for name, columns in (
        ("ix_task_prison", ["prison_code", "due_on", "id"]),
        ("ix_task_region", ["region", "due_on", "id"]),
        ("ix_task_staff", ["staff_id", "due_on", "id"]),
        ("ix_task_kind", ["kind", "due_on", "id"]),
        ("ix_task_due", ["due_on", "id"]),
    ):
        _index(name, "task", columns, "closed_at IS NULL")
    for name, columns in (("prison", ["prison_code"]), ("region", ["region"]), ("day", [])):
        _index(f"ix_task_done_{name}", "task", [*columns, "closed_on", "id"], "closed_at IS NOT NULL")


def _create_notices() -> None:
    op.create_table(
        "mail",
        sa.Column("id", ID, nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(200)),
        sa.Column("sent_at", INSTANT),
        sa.Column("given_up_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_mail"),
    )
    waiting = "sent_at IS NULL AND given_up_at IS NULL"
    _index("ix_mail_waiting", "mail", ["next_try_at", "id"], waiting)
    op.create_index("ix_mail_made", "mail", ["made_at"])
    op.create_index("ix_mail_address", "mail", ["address", "made_at"])
    op.create_table(
        "notice",
        sa.Column("id", ID, nullable=False),
        sa.Column("cause", sa.String(200), nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("kind", sa.String(50), nullable=False),
        sa.Column("case_id", ID),
        sa.Column("staff_id", ID),
        sa.Column("address", sa.String(254)),
        sa.Column("details", JSON, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("in_service", sa.Boolean(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("read_at", INSTANT),
        sa.Column("mail_id", ID),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("cause", "recipient", name="uq_notice_cause_recipient"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_notice_case_id_case_record"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_notice_staff_id_staff"),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name="fk_notice_mail_id_mail"),
    )
    op.create_index("ix_notice_staff", "notice", ["staff_id", "id"])
    _index("ix_notice_unread", "notice", ["staff_id", "id"], "read_at IS NULL")
    op.create_index("ix_notice_case", "notice", ["case_id", "id"])
    _index("ix_notice_to_mail", "notice", ["recipient", "id"], "by_mail AND mail_id IS NULL")
    op.create_table(
        "notice_preference",
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("kind", sa.String(50), nullable=False),
        sa.Column("in_service", sa.Boolean(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", "kind", name="pk_notice_preference"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_notice_preference_staff_id_staff"),
    )


def _index(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, postgresql_where=condition, sqlite_where=condition)
