"""The programs behind scripts/: campaigns, benchmark, report. Python of Debian's own modules only."""
