"""The data check of a cohort (S4.1): whose data are wrong, who was asked, what was corrected."""
