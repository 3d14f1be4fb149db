"""Decide moves and follow actions: proposals with their factors, what each prison offers, decisions, actions.

Why: the panel advises and the Prison Group Director decides where a woman is held (000 L49, L51); the record says what
was weighed, what was advised, who decided and why it differs. Actions have one owner, who follows a handover.
What each prison offers is reference data: Restricted Status women are held at three prisons (requirements B.5, 54);
everything else is unknown until an administrator says it, and an unknown is empty.
Safe beside the previous release because: it adds tables that the previous release does not read.

Revision: 0440, after 0430; 2026-11-22
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0440"
down_revision = "0430"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "action_update", "panel_action", "placement_decision", "decision_delegation", "movement_proposal",
    "prison_offer", "intervention",
)  # fmt: skip
FACTORS = "('her_interests', 'operational_need', 'closeness_to_home', 'interventions')"
HOLD_RESTRICTED_STATUS = ("BZI", "LNI", "NHI")
SEEDED_AT = datetime(2026, 11, 22, tzinfo=UTC)


def upgrade() -> None:
    _offers()
    _proposals()
    _delegations()
    _decisions()
    _actions()
    _updates()
    _say_who_holds_restricted_status()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _where(name: str, table: str, columns: list[str], condition: str, *, unique: bool = False) -> None:
    said = sa.text(condition)
    op.create_index(name, table, columns, unique=unique, postgresql_where=said, sqlite_where=said)


def _refers(table: str, column: str, to: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.{key}"], name=f"fk_{table}_{column}_{to}")


def _offers() -> None:
    op.create_table(
        "intervention",
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("added_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_intervention"),
    )
    op.create_table(
        "prison_offer",
        sa.Column("prison_code", sa.String(3), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("holds_restricted_status", sa.Boolean()),
        sa.Column("mother_and_baby_unit", sa.Boolean()),
        sa.Column("interventions", JSON),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("changed_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("prison_code", name="pk_prison_offer"),
        _refers("prison_offer", "prison_code", "prison", "code"),
    )


def _proposals() -> None:
    table = "movement_proposal"
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("from_prison", sa.String(3)),
        sa.Column("prison_code", sa.String(3)),
        sa.Column("her_interests", sa.String(2000)),
        sa.Column("operational_need", sa.String(2000)),
        sa.Column("closeness_to_home", sa.String(2000)),
        sa.Column("interventions", sa.String(2000)),
        sa.Column("caring_duties", sa.String(2000)),
        sa.Column("her_views", sa.String(2000)),
        sa.Column("interventions_needed", JSON, nullable=False),
        sa.Column("needs_mother_and_baby_unit", sa.Boolean(), nullable=False),
        sa.Column("home_area", sa.String(100)),
        sa.Column("home_region", sa.String(40)),
        sa.Column("home_unknown_reason", sa.String(2000)),
        sa.Column("drafted_at", INSTANT, nullable=False),
        sa.Column("drafted_by", sa.String(120), nullable=False),
        sa.Column("submitted_on", sa.Date()),
        sa.Column("submitted_at", INSTANT),
        sa.Column("submitted_by", sa.String(120)),
        sa.Column("withdrawn_on", sa.Date()),
        sa.Column("withdrawn_by", sa.String(120)),
        sa.Column("withdrawn_because", sa.String(2000)),
        sa.Column("recommendation_id", ID),
        sa.Column("advised_prison", sa.String(3)),
        sa.Column("advised_by", sa.String(120)),
        sa.Column("decided_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        _refers(table, "case_id", "case_record"),
        _refers(table, "entry_id", "panel_entry"),
        _refers(table, "from_prison", "prison", "code"),
        _refers(table, "prison_code", "prison", "code"),
        _refers(table, "home_region", "probation_region", "code"),
        _refers(table, "advised_prison", "prison", "code"),
        _refers(table, "recommendation_id", "recommendation"),
    )
    op.create_index("ix_movement_proposal_case", table, ["case_id", "id"])
    op.create_index("uq_movement_proposal_recommendation_id", table, ["recommendation_id"], unique=True)
    waiting = "submitted_on IS NOT NULL AND decided_on IS NULL AND withdrawn_on IS NULL"
    _where("ix_movement_proposal_waiting", table, ["submitted_on", "id"], waiting)


def _delegations() -> None:
    table = "decision_delegation"
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("delegate", sa.String(120), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("named_at", INSTANT, nullable=False),
        sa.Column("named_by", sa.String(120), nullable=False),
        sa.Column("ended_on", sa.Date()),
        sa.Column("ended_by", sa.String(120)),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        _refers(table, "staff_id", "staff"),
    )
    op.create_index("ix_decision_delegation_delegate", table, ["delegate", "first_day"])


def _decisions() -> None:
    table = "placement_decision"
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("recommendation_id", ID),
        sa.Column("proposal_id", ID),
        sa.Column("follows_advice", sa.Boolean(), nullable=False),
        sa.Column("advised_prison", sa.String(3)),
        sa.Column("prison_code", sa.String(3)),
        sa.Column("from_prison", sa.String(3)),
        sa.Column("weighed_most", sa.String(20)),
        sa.Column("departure_reason", sa.String(2000)),
        sa.Column("text", sa.String(2000)),
        sa.Column("prepared_at", INSTANT, nullable=False),
        sa.Column("prepared_by", sa.String(120), nullable=False),
        sa.Column("final_on", sa.Date()),
        sa.Column("final_at", INSTANT),
        sa.Column("final_by", sa.String(120)),
        sa.Column("delegation_id", ID),
        sa.Column("superseded_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        _refers(table, "case_id", "case_record"),
        _refers(table, "proposal_id", "movement_proposal"),
        _refers(table, "recommendation_id", "recommendation"),
        _refers(table, "advised_prison", "prison", "code"),
        _refers(table, "prison_code", "prison", "code"),
        _refers(table, "from_prison", "prison", "code"),
        _refers(table, "delegation_id", "decision_delegation"),
        sa.CheckConstraint(
            "(recommendation_id IS NOT NULL) OR (proposal_id IS NOT NULL)",
            name=op.f("ck_placement_decision_decides_something"),
        ),
        sa.CheckConstraint(
            f"weighed_most IS NULL OR weighed_most IN {FACTORS}",
            name=op.f("ck_placement_decision_factor_known"),
        ),
        sa.CheckConstraint(
            "follows_advice OR departure_reason IS NOT NULL",
            name=op.f("ck_placement_decision_departure_has_reason"),
        ),
        sa.CheckConstraint(
            "(final_at IS NULL) = (final_by IS NULL)", name=op.f("ck_placement_decision_final_has_decider")
        ),
    )
    live = "superseded_at IS NULL"
    _where("uq_placement_decision_recommendation", table, ["recommendation_id"], live, unique=True)
    _where("uq_placement_decision_proposal", table, ["proposal_id"], live, unique=True)
    op.create_index("ix_placement_decision_case", table, ["case_id", "id"])


def _actions() -> None:
    table = "panel_action"
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("entry_id", ID),
        sa.Column("item_id", ID),
        sa.Column("recommendation_id", ID),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("aim", sa.String(20), nullable=False),
        sa.Column("owner_role", sa.String(40)),
        sa.Column("owner_staff_id", ID),
        sa.Column("owner_name", sa.String(120)),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("given_by", sa.String(120), nullable=False),
        sa.Column("heard_on", sa.Date()),
        sa.Column("closed_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        _refers(table, "case_id", "case_record"),
        _refers(table, "entry_id", "panel_entry"),
        _refers(table, "item_id", "agenda_item"),
        _refers(table, "recommendation_id", "recommendation"),
        _refers(table, "owner_staff_id", "staff"),
        sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=op.f("ck_panel_action_state_known")),
        sa.CheckConstraint(
            "(owner_role IS NULL) <> (owner_name IS NULL)", name=op.f("ck_panel_action_owner_is_one")
        ),
        sa.CheckConstraint(
            "aim IN ('stabilise', 'wellbeing', 'staff_support', 'reduce_risk', 'progress')",
            name=op.f("ck_panel_action_aim_known"),
        ),
    )
    op.create_index("ix_panel_action_case", table, ["case_id", "id"])
    op.create_index("ix_panel_action_item", table, ["item_id", "id"])
    _where("ix_panel_action_open_due", table, ["due_on", "id"], "state = 'open'")
    _where("ix_panel_action_open_case", table, ["case_id", "due_on"], "state = 'open'")
    _where("ix_panel_action_open_owner", table, ["owner_staff_id", "due_on"], "state = 'open'")
    _where("ix_panel_action_silent", table, ["heard_on", "id"], "state = 'open'")


def _updates() -> None:
    table = "action_update"
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("action_id", ID, nullable=False),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("changed", JSON, nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        _refers(table, "action_id", "panel_action"),
    )
    op.create_index("ix_action_update_action", table, ["action_id", "id"])


def _say_who_holds_restricted_status() -> None:
    prison = sa.table("prison", sa.column("code"), sa.column("estate"), sa.column("in_scope"))
    women = sa.select(prison.c.code).where(prison.c.estate == "women", prison.c.in_scope)
    codes = op.get_bind().execute(women.order_by(prison.c.code)).scalars().all()
    offer = sa.table(
        "prison_offer",
        sa.column("prison_code"),
        sa.column("version"),
        sa.column("holds_restricted_status"),
        sa.column("source"),
        sa.column("changed_at", INSTANT),
        sa.column("changed_by"),
    )
    rows = [
        {
            "prison_code": code,
            "version": 1,
            "holds_restricted_status": code in HOLD_RESTRICTED_STATUS,
            "source": "Read-me.org, 25 May 2023: Restricted Status only at Low Newton, New Hall and Bronzefield",
            "changed_at": SEEDED_AT,
            "changed_by": "throughcare",
        }
        for code in codes
    ]
    if rows:
        op.bulk_insert(offer, rows)
