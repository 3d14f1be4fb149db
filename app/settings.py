"""Every setting of the service, typed, read once from the environment."""

from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

OUTSIDE_ISSUER_NEEDS_KEYS = "OIDC_ISSUER is set, so OIDC_JWKS_URL must say where its public keys are"


class Settings(BaseSettings):
    """The environment's say. Names are the upper-case field names; `docs/settings.md` explains each."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    database_url: str = "sqlite:///var/throughcare.db"
    database_read_url: str | None = None
    var_dir: Path = Path("var")
    audit_dir: Path | None = None
    demo: bool = False

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    public_url: str = "http://127.0.0.1:8000"
    allowed_hosts: str = "127.0.0.1,localhost,testserver"
    trusted_proxies: str = ""
    api_url: str | None = None
    api_docs: bool = True

    read_pool_size: int = Field(default=10, ge=1, le=200)
    write_pool_size: int = Field(default=8, ge=1, le=200)
    pool_timeout_seconds: float = Field(default=1.0, gt=0)
    lock_timeout_ms: int = Field(default=250, ge=1)
    statement_timeout_ms: int = Field(default=5000, ge=1)

    body_limit_bytes: int = Field(default=1_000_000, ge=1_000)
    upload_limit_bytes: int = Field(default=400_000_000, ge=1_000)
    request_deadline_seconds: float = Field(default=10.0, gt=0)

    token_minutes: int = Field(default=5, ge=1, le=60)
    client_token_minutes: int = Field(default=20, ge=1, le=60)
    session_idle_minutes: int = Field(default=20, ge=1)
    session_absolute_hours: int = Field(default=12, ge=1)
    cookie_secure: bool = True
    token_issuer: str = "throughcare"
    token_audience: str = "throughcare-api"
    oidc_issuer: str | None = None
    oidc_jwks_url: str | None = None
    oidc_audience: str | None = None
    oidc_authorize_url: str | None = None
    oidc_token_url: str | None = None
    oidc_sign_out_url: str | None = None
    oidc_scope: str = "openid"
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None

    worker: Literal["inside", "none"] = "inside"
    daily_again_minutes: int = Field(default=60, ge=1, le=1440)
    smtp_host: str | None = None
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_from: str = "throughcare@localhost"
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    mail_digest_hours: int = Field(default=4, ge=0, le=168)
    mail_give_up_days: int = Field(default=3, ge=1, le=30)

    contact_gap_days: int = Field(default=56, ge=1, le=730)
    panel_triage_working_days: int = Field(default=10, ge=1, le=60)

    handover_window_days: int = Field(default=56, ge=1, le=365)
    handover_soon_days: int = Field(default=14, ge=1, le=365)
    community_manager_overdue_days: int = Field(default=2, ge=0, le=90)
    panel_alert_days: int = Field(default=56, ge=1, le=365)
    panel_discussion_working_days: int = Field(default=5, ge=0, le=60)
    panel_month_reading: Literal["overall", "per_area"] = "overall"
    panel_paper_limit_bytes: int = Field(default=10_000_000, ge=1_000, le=100_000_000)

    product_id: str = "default"
    build_version: str = "development"
    git_branch: str = "main"

    @model_validator(mode="after")
    def _an_outside_issuer_names_its_keys(self) -> Self:
        if self.oidc_issuer and not self.oidc_jwks_url:
            raise ValueError(OUTSIDE_ISSUER_NEEDS_KEYS)
        return self

    @property
    def outside_issuer(self) -> bool:
        """Whether tokens come from an issuer that is not ours; then ours issues none."""
        return self.oidc_jwks_url is not None


@lru_cache
def get_settings() -> Settings:
    """The settings of this process."""
    return Settings()
