"""Reports: what an analysis found, in words, tables and pictures that can be pasted into a paper."""

from kg.report.report import AnalysisReport, report, report_of

__all__ = ["AnalysisReport", "report", "report_of"]
