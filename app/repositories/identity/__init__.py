"""SQL of who may ask: the register, sessions, tries to sign in, and signing keys."""
