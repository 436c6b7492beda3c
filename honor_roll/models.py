"""Gathers the models, because Django looks for them here."""

from honor_roll.honors import Category, Honor, Season
from honor_roll.pages import HonorRollPage

__all__ = ["Category", "Honor", "HonorRollPage", "Season"]
