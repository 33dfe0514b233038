//! Interactions to the account of a relationship. Order-free, rebuildable.
