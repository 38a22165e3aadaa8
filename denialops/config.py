"""Settings: environment over .env over defaults, read once.

Every field is documented in .env.example and read somewhere; tests compare.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from denialops.errors import SettingsInvalid

ROOT = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """What an installation may choose. Names: DENIALOPS_<FIELD>."""

    model_config = SettingsConfigDict(env_prefix="DENIALOPS_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = ROOT / ".denialops"
    tenant: str = "clinic"
    timezone: str = ""
    api_key: str = ""
    log_level: str = "INFO"

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

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name:
            try:
                ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError) as error:
                raise ValueError(f"{name!r} is not a time zone name such as America/Chicago") from error
        return name


@cache
def load_settings() -> Settings:
    """The settings of this process. Raises SettingsInvalid with every fault."""
    try:
        return Settings()
    except ValidationError as error:
        faults = [f"DENIALOPS_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise SettingsInvalid(faults) from error
