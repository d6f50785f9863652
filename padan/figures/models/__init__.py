from padan.figures.models.frozen import Frozen, FrozenRows
from padan.figures.models.releases import PublishedCell, Release, ReleasedFigure
from padan.figures.models.reports import Report, ReportFigure, ReportFile, ReportOrder
from padan.figures.models.summaries import Summary

__all__ = [
    "Frozen",
    "FrozenRows",
    "PublishedCell",
    "Release",
    "ReleasedFigure",
    "Report",
    "ReportFigure",
    "ReportFile",
    "ReportOrder",
    "Summary",
]
