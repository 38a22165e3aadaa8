"""Looks at what the other rooms cannot say of themselves: disk, OCR engine, Redis."""

from __future__ import annotations

import shutil
from importlib.metadata import PackageNotFoundError, files
from importlib.util import find_spec
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from denialops.domain.models import BreakerState
from denialops.ports.observing import Found

MEBIBYTE = 1024 * 1024
OCR_PACKAGES = ("rapidocr", "onnxruntime", "cv2")
OCR_MODELS = ("_det_", "_rec_")


class DiskProbe:
    """Below `full_mb` nothing can be kept; below `low_mb` somebody should make room."""

    def __init__(self, folder: Path, *, low_mb: int, full_mb: int) -> None:
        self._folder, self._low, self._full = folder, low_mb * MEBIBYTE, full_mb * MEBIBYTE

    def __call__(self) -> Found:
        try:
            free = shutil.disk_usage(self._folder).free
        except OSError:
            return Found("down", "data_folder_gone")
        if free < self._full:
            return Found("down", "disk_full")
        return Found("degraded", "disk_low") if free < self._low else Found()


class OcrProbe:
    """The engine is there with its models; it is not run, which would take seconds and a gigabyte."""

    def __init__(self, packages: tuple[str, ...] = OCR_PACKAGES) -> None:
        self._packages = packages

    def __call__(self) -> Found:
        if any(find_spec(package) is None for package in self._packages):
            return Found("degraded", "ocr_missing")
        return Found() if _has_models(self._packages[0]) else Found("degraded", "ocr_models_missing")


class RedisProbe:
    def __init__(self, url: str, *, timeout_s: float = 1.0) -> None:
        self._redis = redis.Redis.from_url(
            url, socket_timeout=timeout_s, socket_connect_timeout=timeout_s, retry=Retry(NoBackoff(), 0)
        )

    def __call__(self) -> Found:
        try:
            self._redis.ping()
        except redis.RedisError:
            return Found("degraded", "redis_away")
        return Found()


def look_at_breaker(breaker: BreakerState) -> Found:
    """A provider left alone: letters are read and written by rules meanwhile."""
    return Found() if breaker.state == "closed" else Found("degraded", f"breaker_{breaker.state}")


def _has_models(package: str) -> bool:
    try:
        listed = [file for file in files(package) or () if file.suffix == ".onnx"]
    except PackageNotFoundError:
        return False
    return all(any(kind in file.name and Path(str(file.locate())).is_file() for file in listed) for kind in OCR_MODELS)
