//! The templates that come with bothways: the mails to the user, and the texts for the other side.

use super::templates::TemplateFile;

macro_rules! files {
    ($folder:literal: $($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../templates/", $folder, $name)))),*]
    };
}

/// Mails to the user, and what they share.
const MAILS: &[(&str, &str)] = files!["":
    "layout.html"
    "parts.html"
    "nudge.txt"
    "nudge.html"
    "week.txt"
    "week.html"
    "receipt.txt"
    "receipt.html"
    "answer.txt"
    "answer.html"
    "talk.txt"
    "talk.html"
    "trouble.txt"
    "trouble.html"
];

/// Pages for a browser.
const PAGES: &[(&str, &str)] = files!["":
    "report.html"
];

/// Texts for the other side. A name without `.va` or `.owner` serves both seats.
const TEXTS: &[(&str, &str)] = files!["texts/":
    "agree-measures.owner.txt"
    "agree-rhythm.owner.txt"
    "agree-tools.txt"
    "anniversary-note.owner.txt"
    "answer-idea.owner.txt"
    "answer-tool-request.owner.txt"
    "ask-access.va.txt"
    "ask-after-them.owner.txt"
    "ask-customer-view.owner.txt"
    "ask-feedback.va.txt"
    "ask-for-guide.owner.txt"
    "ask-for-weekly-note.owner.txt"
    "ask-goals.va.txt"
    "ask-horizon.va.txt"
    "ask-how-course-went.owner.txt"
    "ask-how-it-goes.va.txt"
    "ask-interests.owner.txt"
    "ask-level-terms.va.txt"
    "ask-pathway.va.txt"
    "ask-perspective.owner.txt"
    "ask-referral.va.txt"
    "ask-review.va.txt"
    "ask-share-statement.va.txt"
    "ask-testimonial.va.txt"
    "ask-tools.owner.txt"
    "ask-why-behind.va.txt"
    "bonus-note.owner.txt"
    "book-brainstorm.owner.txt"
    "book-strategy.owner.txt"
    "book-video.txt"
    "boundary-hours.va.txt"
    "boundary-kindly.txt"
    "brief-with-outcome.owner.txt"
    "check-in.owner.txt"
    "check-in.va.txt"
    "commitment-talk.txt"
    "confirm-in-writing.txt"
    "congratulate.va.txt"
    "credit-line.owner.txt"
    "due-in-their-morning.owner.txt"
    "end-well.txt"
    "gift-note.owner.txt"
    "give-feedback.owner.txt"
    "holiday-greeting.txt"
    "how-feedback-lands.owner.txt"
    "how-we-work.owner.txt"
    "how-we-work.va.txt"
    "invite-celebration.owner.txt"
    "invite-coffee.txt"
    "invite-into-goals.owner.txt"
    "invite-strategy.owner.txt"
    "invite-suggestion.va.txt"
    "level-terms.owner.txt"
    "my-holidays.txt"
    "need-your-part.va.txt"
    "offer-area.owner.txt"
    "offer-development.owner.txt"
    "offer-guide.va.txt"
    "offer-referral.owner.txt"
    "offer-to-own.va.txt"
    "offer-view.va.txt"
    "partnership-conversation.owner.txt"
    "partnership-conversation.va.txt"
    "propose-authority.va.txt"
    "propose-measures.va.txt"
    "propose-rhythm.va.txt"
    "propose-share.owner.txt"
    "put-in-writing.txt"
    "raise-development.va.txt"
    "raise-idea-again.va.txt"
    "raise-issue.txt"
    "renewal-talk.txt"
    "review-12.txt"
    "review-3.owner.txt"
    "role-talk.owner.txt"
    "send-customer-notes.va.txt"
    "set-authority.owner.txt"
    "share-backstage.owner.txt"
    "share-event.owner.txt"
    "share-interests.va.txt"
    "share-my-news.va.txt"
    "share-pathway.owner.txt"
    "share-statement.owner.txt"
    "share-vision.owner.txt"
    "share-win.owner.txt"
    "shift-deadline.owner.txt"
    "skill-check.txt"
    "standards-and-help.owner.txt"
    "suggest-strategy.va.txt"
    "talk-invitation.txt"
    "talk-moved.txt"
    "talk-off.txt"
    "thank-you.owner.txt"
    "thank-you.va.txt"
    "whats-in-the-way.owner.txt"
];

fn all() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    MAILS.iter().chain(PAGES).chain(TEXTS)
}

/// Every shipped template.
#[must_use]
pub fn files() -> Vec<TemplateFile> {
    all()
        .map(|(name, text)| TemplateFile { name: (*name).to_owned(), text: (*text).to_owned(), shipped: true })
        .collect()
}

/// The shipped template of that name.
pub(super) fn text(name: &str) -> Option<&'static str> {
    all().find(|(shipped, _)| *shipped == name).map(|(_, text)| *text)
}
