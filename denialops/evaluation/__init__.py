"""How right the reader is, measured against letters with known answers."""

from denialops.evaluation.golden import Golden, GoldenFile, load_golden
from denialops.evaluation.page import render_page
from denialops.evaluation.records import Report
from denialops.evaluation.report import render_report
from denialops.evaluation.score import evaluate

__all__ = ["Golden", "GoldenFile", "Report", "evaluate", "load_golden", "render_page", "render_report"]
