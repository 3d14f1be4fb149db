"""Papers on policy, what boards said of them, and the final approval that puts a policy in force."""
