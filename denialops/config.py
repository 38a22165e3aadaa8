"""Settings: environment over .env over defaults, read once.

Every field is documented in .env.example and read somewhere; tests compare.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from ipaddress import IPv4Address
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import DirectoryPath, Field, IPvAnyAddress, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from denialops.config_names import unknown_names
from denialops.domain.providers import NONE, PROVIDERS, Provider, choices, outside_address_faults
from denialops.errors import SettingsInvalid

ROOT = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """What an installation may choose. Names: DENIALOPS_<FIELD>, and the keys by their owners' names."""

    model_config = SettingsConfigDict(
        env_prefix="DENIALOPS_", env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    data_dir: Path = ROOT / ".denialops"
    tenant: str = "clinic"
    timezone: str = ""
    api_key: str = ""
    api_requests_per_minute: int = Field(100, ge=0, description="0: no limit")
    api_run_wait_s: float = Field(30, ge=0)
    web_threads: int = Field(40, ge=4)
    log_level: str = "INFO"

    database_url: SecretStr = SecretStr("")
    database_pool: int = Field(10, ge=2)
    database_connect_s: int = Field(5, ge=1)
    database_wait_s: float = Field(30, gt=0)
    database_lock_s: int = Field(30, ge=1)
    secret_key: SecretStr = SecretStr("")

    web_works: bool = True
    tasks_at_once: int = Field(8, ge=1)
    tasks_at_once_everywhere: int = Field(0, ge=0, description="0: no limit, also below")
    tasks_a_minute: int = Field(0, ge=0)
    task_starts: int = Field(20, ge=1)
    task_kept_days: int = Field(7, ge=1)
    worker_lost_s: float = Field(10, ge=1)
    worker_address: IPvAnyAddress = IPv4Address("127.0.0.1")
    worker_port: int = Field(0, ge=0, le=65535, description="0: none")

    max_file_mb: int = Field(25, ge=1, le=500)
    max_pages: int = Field(500, ge=1)
    max_page_side_pt: int = Field(14_400, ge=72)
    max_image_megapixels: int = Field(50, ge=1)
    parse_timeout_s: float = Field(60, gt=0)
    ocr_page_timeout_s: float = Field(20, gt=0)
    file_timeout_s: float = Field(900, gt=0)
    child_memory_mb: int = Field(1536, ge=256)
    ocr_workers: int = Field(0, ge=0, description="0: as many as cores and free memory allow")

    undo_days: int = Field(30, ge=1)

    event_max_kb: int = Field(32, ge=1, le=1024)
    event_batch: int = Field(1000, ge=1, le=10_000)
    event_requests_per_minute: int = Field(60_000, ge=0, description="0: no limit")
    quota_events_a_day: int = Field(0, ge=0, description="0: none, also below")
    quota_cases_a_day: int = Field(0, ge=0)
    quota_mb: int = Field(0, ge=0)

    recovery_auto: Literal["none", "low", "medium"] = "low"
    recovery_rules_dir: DirectoryPath = ROOT / "data" / "rules" / "recovery"
    smtp_url: SecretStr = SecretStr("")
    smtp_from: str = Field("", validate_default=True)
    escalate_to: str = Field("", validate_default=True)
    webhook_url: str = ""
    webhook_secret: SecretStr = Field(SecretStr(""), validate_default=True)
    pagerduty_key: SecretStr = SecretStr("")
    pagerduty_url: str = ""
    opsgenie_key: SecretStr = SecretStr("")
    opsgenie_url: str = ""
    channel_timeout_s: float = Field(10, gt=0)

    health_timeout_s: float = Field(2, gt=0)
    disk_low_mb: int = Field(1000, ge=0)
    disk_full_mb: int = Field(100, ge=0)
    otlp_endpoint: str = ""
    otel_endpoint: str = Field("", validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT")
    otlp_timeout_s: float = Field(5, gt=0)

    llm_provider: str = NONE
    llm_model: str = Field("", validate_default=True)
    llm_base_url: str = Field("", validate_default=True)
    llm_fallback_provider: str = NONE
    llm_fallback_model: str = Field("", validate_default=True)
    llm_fallback_base_url: str = Field("", validate_default=True)
    llm_api_key: SecretStr = Field(SecretStr(""), validate_default=True)
    openai_api_key: SecretStr = Field(SecretStr(""), validate_default=True, validation_alias="OPENAI_API_KEY")
    anthropic_api_key: SecretStr = Field(SecretStr(""), validate_default=True, validation_alias="ANTHROPIC_API_KEY")
    llm_connect_timeout_s: float = Field(5, gt=0)
    llm_idle_timeout_s: float = Field(60, gt=0)
    llm_total_timeout_s: float = Field(300, gt=0)
    llm_redact: Literal["always", "auto"] = "always"
    llm_tries: int = Field(3, ge=1, le=10)
    llm_first_wait_s: float = Field(1, gt=0)
    llm_longest_wait_s: float = Field(60, gt=0)
    llm_retry_total_s: float = Field(300, gt=0)
    llm_day_tokens: int = Field(0, ge=0, description="0: no limit, also below")
    llm_day_usd: Decimal = Field(Decimal(20), ge=0)
    llm_case_tokens: int = Field(0, ge=0)
    llm_case_usd: Decimal = Field(Decimal(2), ge=0)
    llm_breaker_failures: int = Field(5, ge=1)
    llm_breaker_open_s: float = Field(60, gt=0)
    llm_calls_per_minute: int = Field(0, ge=0, description="0: no limit")
    llm_at_once: int = Field(16, ge=1)
    llm_turn_wait_s: float = Field(60, ge=0)

    cache: Literal["disk", "memory", "redis", "none"] = "disk"
    cache_ttl_s: float = Field(3600, gt=0)
    cache_entries: int = Field(1000, ge=1)
    cache_mb: int = Field(100, ge=1)
    redis_url: SecretStr = Field(SecretStr(""), validate_default=True)
    redis_timeout_s: float = Field(0.5, gt=0)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name:
            try:
                ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError) as error:
                raise ValueError(f"{name!r} is not a time zone name such as America/Chicago") from error
        return name

    @field_validator("otlp_endpoint", "otel_endpoint")
    @classmethod
    def _fitting_collector(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("must be an address such as http://127.0.0.1:4318")
        return url

    @field_validator("webhook_url", "pagerduty_url", "opsgenie_url")
    @classmethod
    def _fitting_service(cls, url: str) -> str:
        """What is told about incidents is not for everybody on the way."""
        _refuse(outside_address_faults(url) if url else ())
        return url

    @field_validator("smtp_url")
    @classmethod
    def _fitting_mail_server(cls, url: SecretStr) -> SecretStr:
        """Secret because it may hold a password."""
        text = url.get_secret_value()
        if text and not re.fullmatch(r"smtps?://([^@/\s]+@)?[^@/\s:]+(:\d{1,5})?/?", text):
            raise ValueError("must be an address such as smtp://user:password@mail.example.com:587")
        return url

    @field_validator("smtp_from", "escalate_to")
    @classmethod
    def _fitting_mail(cls, text: str, info: ValidationInfo) -> str:
        """Several receivers are separated by commas."""
        has_server = bool(info.data.get("smtp_url", SecretStr("")).get_secret_value())
        if has_server and not text:
            raise ValueError("is needed with DENIALOPS_SMTP_URL, such as oncall@example.com")
        if text and not all(re.fullmatch(r"[^@\s,<>]+@[^@\s,<>]+", part.strip()) for part in text.split(",")):
            raise ValueError("must be a mail address such as oncall@example.com")
        return text

    @field_validator("webhook_secret")
    @classmethod
    def _needed_secret(cls, secret: SecretStr, info: ValidationInfo) -> SecretStr:
        if info.data.get("webhook_url") and len(secret.get_secret_value()) < 16:
            raise ValueError("is needed with DENIALOPS_WEBHOOK_URL: at least 16 characters, such as 32 by chance")
        return secret

    @field_validator("database_url")
    @classmethod
    def _fitting_database(cls, url: SecretStr) -> SecretStr:
        """Secret because it may hold a password."""
        if url.get_secret_value() and not url.get_secret_value().startswith("postgresql://"):
            raise ValueError("must be an address such as postgresql://user:password@host/denialops")
        return url

    @field_validator("secret_key")
    @classmethod
    def _whole_key(cls, key: SecretStr) -> SecretStr:
        text = key.get_secret_value()
        if text and not re.fullmatch(r"[0-9a-fA-F]{64}", text):
            raise ValueError("must be 64 hexadecimal digits, as `openssl rand -hex 32` prints them")
        return key

    @field_validator("redis_url")
    @classmethod
    def _fitting_redis(cls, url: SecretStr, info: ValidationInfo) -> SecretStr:
        """Secret because it may hold a password."""
        text = url.get_secret_value()
        if text and not text.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must be an address such as redis://127.0.0.1:6379/0")
        if not text and info.data.get("cache") == "redis":
            raise ValueError("is needed with DENIALOPS_CACHE=redis, such as redis://127.0.0.1:6379/0")
        return url

    @field_validator("llm_provider")
    @classmethod
    def _known_provider(cls, name: str) -> str:
        if name != NONE and name not in PROVIDERS:
            raise ValueError(f"{name!r} is not a provider: choose one of {choices()}")
        return name

    @field_validator("llm_model")
    @classmethod
    def _fitting_model(cls, model: str, info: ValidationInfo) -> str:
        provider = _chosen(info)
        _refuse(provider.model_faults(model) if provider else ())
        return model

    @field_validator("llm_base_url")
    @classmethod
    def _fitting_address(cls, url: str, info: ValidationInfo) -> str:
        provider = _chosen(info)
        _refuse(provider.address_faults(url) if provider else ())
        return url

    @field_validator("llm_fallback_provider")
    @classmethod
    def _known_fallback(cls, name: str, info: ValidationInfo) -> str:
        if name != NONE and name not in PROVIDERS:
            raise ValueError(f"{name!r} is not a provider: choose one of {choices()}")
        if name != NONE and name == info.data.get("llm_provider"):
            raise ValueError("must be another provider than the one whose place it takes")
        return name

    @field_validator("llm_fallback_model")
    @classmethod
    def _fitting_fallback_model(cls, model: str, info: ValidationInfo) -> str:
        provider = PROVIDERS.get(info.data.get("llm_fallback_provider", NONE))
        _refuse(provider.model_faults(model) if provider else ())
        return model

    @field_validator("llm_fallback_base_url")
    @classmethod
    def _fitting_fallback_address(cls, url: str, info: ValidationInfo) -> str:
        provider = PROVIDERS.get(info.data.get("llm_fallback_provider", NONE))
        _refuse(provider.address_faults(url) if provider else ())
        return url

    @field_validator("llm_api_key", "openai_api_key", "anthropic_api_key")
    @classmethod
    def _usable_key(cls, key: SecretStr, info: ValidationInfo) -> SecretStr:
        """A missing key, or one with a blank or a line end from copying, would fail at every call."""
        text = key.get_secret_value()
        for provider in (_chosen(info), PROVIDERS.get(info.data.get("llm_fallback_provider", NONE))):
            if provider and not text and provider.key_name == (info.field_name or "").upper():
                raise ValueError(f"{provider.label} needs a key")
        if not text.isascii() or any(not char.isprintable() or char.isspace() for char in text):
            raise ValueError("holds a blank or a sign that no key has: copy it again")
        return key


@cache
def load_settings() -> Settings:
    """The settings of this process. Raises SettingsInvalid with every fault, names that do not exist among them."""
    unknown = unknown_names(Settings)
    try:
        settings = Settings()
    except ValidationError as error:
        faults = [_fault(found) for found in error.errors(include_input=False)]
        raise SettingsInvalid([*faults, *unknown]) from error
    if unknown:
        raise SettingsInvalid(unknown)
    return settings


def _fault(found: ErrorDetails) -> str:
    """What has a name of its own is named by its field where it is missing, by that name where it is wrong."""
    name = "_".join(map(str, found["loc"])).upper()
    own_name = name in {field.validation_alias for field in Settings.model_fields.values()}
    return f"{name if own_name else f'DENIALOPS_{name}'}: {found['msg'].removeprefix('Value error, ')}"


def _chosen(info: ValidationInfo) -> Provider | None:
    """None without a provider, and where its name is refused already."""
    return PROVIDERS.get(info.data.get("llm_provider", NONE))


def _refuse(faults: tuple[str, ...]) -> None:
    if faults:
        raise ValueError("; ".join(faults))
