//! The user's folder: configuration checked once, rules, templates, secrets.
