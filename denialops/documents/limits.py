"""What a file may cost: the limits of the settings, each shown in the error that it raises."""

from __future__ import annotations

import os
from typing import NamedTuple

import psutil

from denialops.config import Settings
from denialops.errors import FileTooLarge, ImageTooLarge, PageTooLarge, TooManyPages

MB = 1024 * 1024
OCR_CHILD_MB = 1100
UNPACKED_TIMES = 4


class Limits(NamedTuple):
    """The reader's share of the settings; plain numbers, so that a child process can be handed them."""

    file_mb: int
    pages: int
    page_side_pt: int
    image_megapixels: int
    parse_timeout_s: float
    ocr_page_timeout_s: float
    file_timeout_s: float
    child_memory_mb: int
    ocr_workers: int

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        return cls(
            file_mb=settings.max_file_mb,
            pages=settings.max_pages,
            page_side_pt=settings.max_page_side_pt,
            image_megapixels=settings.max_image_megapixels,
            parse_timeout_s=settings.parse_timeout_s,
            ocr_page_timeout_s=settings.ocr_page_timeout_s,
            file_timeout_s=settings.file_timeout_s,
            child_memory_mb=settings.child_memory_mb,
            ocr_workers=settings.ocr_workers,
        )

    def check_file(self, size: int) -> None:
        if size > self.file_mb * MB:
            raise FileTooLarge(f"The file has {_in_mb(size)} MB; the limit is {self.file_mb} MB.")

    def check_unpacked(self, size: int) -> None:
        """A compressed file may unpack to a few times the file limit, not to a bomb."""
        limit = self.file_mb * UNPACKED_TIMES
        if size > limit * MB:
            raise FileTooLarge(f"The file unpacks to {_in_mb(size)} MB; the limit is {limit} MB.")

    def check_pages(self, pages: int) -> None:
        if pages > self.pages:
            raise TooManyPages(f"The file has {pages} pages; the limit is {self.pages}.")

    def check_page_size(self, number: int, width_pt: float, height_pt: float) -> None:
        side = max(width_pt, height_pt)
        if side > self.page_side_pt or min(width_pt, height_pt) < 1:
            size = f"{width_pt:,.0f} x {height_pt:,.0f} pt"
            raise PageTooLarge(f"Page {number} measures {size}; the limit is {self.page_side_pt:,} pt a side.")

    def check_pixels(self, width: int, height: int) -> None:
        megapixels = width * height / 1e6
        if megapixels > self.image_megapixels:
            raise ImageTooLarge(
                f"The picture has {megapixels:,.0f} megapixels; the limit is {self.image_megapixels} megapixels."
            )


def usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def ocr_children(limits: Limits, running: int) -> int:
    """How many OCR children may run beside the `running` ones: cores and free memory decide unless a setting does."""
    if limits.ocr_workers:
        return limits.ocr_workers
    fitting = running + psutil.virtual_memory().available // (OCR_CHILD_MB * MB)
    return max(1, min(usable_cores(), int(fitting)))


def _in_mb(size: int) -> int:
    return -(-size // MB)
