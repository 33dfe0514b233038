//! IMAP, Maildir, mbox, `.eml` and stdin to raw letters after a cursor. Changes nothing there.
