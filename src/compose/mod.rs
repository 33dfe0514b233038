//! Findings and what was already said to nudges and drafts: templates, text and HTML.
