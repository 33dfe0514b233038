//! The outbox to SMTP, phase by phase: sent, later, never, uncertain.
