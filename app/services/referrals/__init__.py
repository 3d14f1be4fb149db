"""Referrals: drafted as they are typed, sent, looked at by the secretariat, answered; and what they are held to."""
