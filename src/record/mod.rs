//! Letters and the address book to interactions: whose, which way, seen before?
