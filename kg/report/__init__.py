"""Reports: an analysis in words, tables and pictures that survive a reviewer."""
