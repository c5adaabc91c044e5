"""What stands in a campaign's folder, and how it is called there."""

from __future__ import annotations

CAMPAIGN, GRANTS, FORMS, INBOX, REPORTS = "campaign.toml", "grants.toml", "forms", "inbox", "reports"
OWN = ".gradflow"
"""What gradflow keeps for itself: the ledger, facts, the last run."""
LEDGER = "ledger.sqlite"
