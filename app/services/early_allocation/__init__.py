"""Early allocation: assessing a case, the community's decision, and the day on which a referral becomes possible."""
