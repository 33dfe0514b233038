//! Texts on demand: `thank acme`, `draft acme check-in`, and another version of a text that was offered.
//!
//! A version is one that the template itself holds (`{% if "shorter" in tone %}`). There is no language model here, so words that no
//! template holds are the user's own to write, and she is told so.

use super::Work;
use crate::compose::draft::{DraftText, draft, draft_in};
use crate::domain::command::Command;
use crate::domain::entry::Entry;
use crate::domain::fault::Fault;
use crate::domain::id::FindingId;
use crate::domain::mail::{CalendarFile, Draft};
use crate::domain::relationship::Relationship;
use crate::flow::account::account;
use crate::flow::offers::{self, Offer};
use crate::flow::pending;
use crate::store::{Change, ItemRow, Result};

type Answer = std::result::Result<String, String>;

/// The versions that a template can hold.
const TONES: [&str; 4] = ["shorter", "longer", "warmer", "plainer"];

impl Work<'_> {
    /// `thank acme`: offers a thank-you, ready for `send`.
    pub(super) fn thank(&mut self, command: &Command) -> Result<Answer> {
        self.write(command, "thank-you")
    }

    /// `shorter`, `again warmer`, `draft acme check-in`, `reword: mention the launch`.
    pub(super) fn reword(&mut self, command: &Command) -> Result<Answer> {
        match &command.args.kind {
            Some(template) => self.write(command, template),
            None => self.another(command),
        }
    }

    /// A new text by a template, for somebody the user names.
    fn write(&mut self, command: &Command, template: &str) -> Result<Answer> {
        let relationship = match self.who(command)? {
            Ok(relationship) => relationship,
            Err(why) => return Ok(Err(why)),
        };
        let account = account(self.db, self.tools, relationship.clone(), self.order.today)?;
        let tone = command.args.hint.as_deref().map(tone).unwrap_or_default().unwrap_or_default();
        match draft_in(template, &account, &self.tools.user, None, &tone, &self.tools.templates) {
            Ok(text) => self.offer(&relationship, template, None, &text, None),
            Err(fault) => Ok(Err(self.unwritten(template, fault))),
        }
    }

    pub(super) fn unwritten(&mut self, template: &str, fault: Fault) -> String {
        let why = fault.what.clone();
        // A name that no template has is a slip of the user's, and no fault of a file.
        if !why.contains("no template of this name") {
            self.faults.push(fault);
        }
        format!("I could not write `{template}`: {why}. `bothways templates list` in the terminal shows what there is.")
    }

    /// Another version of a text that waits for the user's word. It takes the place of the first.
    fn another(&mut self, command: &Command) -> Result<Answer> {
        let old = match self.draft(command)? {
            Ok(old) => old,
            Err(why) => return Ok(Err(why)),
        };
        let Some(wish) = command.args.hint.as_deref() else {
            return Ok(Err(format!("How shall it be? {}; or {OWN_WORDS}", TONES.join(", "))));
        };
        let Some(tone) = tone(wish) else {
            let why = format!("I only have versions that somebody wrote before, and none that can do “{wish}”.");
            return Ok(self.own(&old, &why));
        };
        let Some(relationship) = self.db.relationship(old.relationship)? else {
            return Ok(Err("The relationship of this text is erased.".to_owned()));
        };
        let talk = old.talk.map(|id| self.db.entry(id)).transpose()?.flatten();
        let account = match &talk {
            Some(talk) => self.account_of_talk(&relationship, talk)?,
            None => account(self.db, self.tools, relationship.clone(), self.order.today)?,
        };
        let finding = old.finding.map(|id| self.db.finding(id)).transpose()?.flatten();
        let (user, templates) = (&self.tools.user, &self.tools.templates);
        let usual = draft(&old.template, &account, user, finding.as_ref(), templates);
        let text = match draft_in(&old.template, &account, user, finding.as_ref(), &tone, templates) {
            Ok(text) => text,
            Err(fault) => return Ok(Err(self.unwritten(&old.template, fault))),
        };
        if text.body == old.body || usual.is_ok_and(|usual| usual.body == text.body) {
            return Ok(self.own(&old, &format!("I have no {tone} version of this text.")));
        }
        self.change(&Change::put_away(old.id))?;
        let about = match (talk, &old.calendar) {
            (Some(talk), Some(file)) => {
                let calendar = self.calendar(&relationship, &talk, file.method, &text)?;
                Some((talk, calendar))
            }
            (Some(talk), None) => Some((talk, None)),
            (None, _) => None,
        };
        self.offer(&relationship, &old.template, old.finding, &text, about)
    }

    /// Why there is no such version, with the text for her to write it herself.
    fn own(&mut self, old: &Draft, why: &str) -> Answer {
        self.text = Some(text_of(old));
        Err(format!("{why} {OWN_WORDS}\n\nFor a start, this is the text as it stands:\n\n{}", old.body))
    }

    /// `1 show`: a text that waits, whole, with the word that sends it.
    pub(super) fn show_text(&mut self, draft: &Draft, n: u32) -> Result<String> {
        // A bare `send` may mean any that waits; a number means what it did.
        let is_alone = pending::pending(self.db, self.order.today)?.len() == 1;
        self.sends = Some(if is_alone { "`send` sends it.".to_owned() } else { format!("`{n} send` sends it.") });
        self.text = Some(text_of(draft));
        self.shows =
            Some(self.said.show(ItemRow { draft: Some(draft.id), finding: draft.finding, ..ItemRow::default() }));
        Ok(format!("The text to {}:\n\n{}\n\n{}", draft.to, draft.subject, draft.body.trim_end()))
    }

    /// Offers a text: nothing goes before the user says `send` to the answer that shows it.
    pub(super) fn offer(
        &mut self,
        relationship: &Relationship,
        template: &str,
        finding: Option<FindingId>,
        text: &DraftText,
        about: Option<(Entry, Option<CalendarFile>)>,
    ) -> Result<Answer> {
        self.text = Some(text.clone());
        let Some(to) = text.to.clone() else {
            return Ok(Err(format!(
                "I know no address of {}. Here is a text to copy:\n\n{}",
                relationship.name, text.body
            )));
        };
        let brings = match &about {
            Some((talk, Some(file))) => format!("\n\n{}", self.brings(talk, file.method)),
            Some((_, None)) | None => String::new(),
        };
        let talk = about.map(|(talk, calendar)| (talk.id, calendar));
        let offer = Offer { relationship: relationship.id, template, finding, text, talk };
        for old in offers::replaced(self.db, &offer)? {
            self.change(&Change::put_away(old.id))?;
        }
        self.sends = Some(if self.db.offered_drafts(relationship.id)?.is_empty() {
            format!("`send {}` sends it.", relationship.key)
        } else {
            format!("Another text waits for {}: `pending` shows a number for each, as in `1 send`.", relationship.name)
        });
        let answer = format!("A text to {to} is ready:\n\n{}\n\n{}{brings}", text.subject, text.body.trim_end());
        let Some(id) = offers::offer(self.db, offer, self.order.now)? else { return Ok(Ok(answer)) };
        // Taken back with the order that offered it.
        self.undo.insert(0, Change::put_away(id));
        self.shows = Some(self.said.show(ItemRow { draft: Some(id), finding, ..ItemRow::default() }));
        Ok(Ok(answer))
    }
}

fn text_of(draft: &Draft) -> DraftText {
    DraftText { to: Some(draft.to.clone()), subject: draft.subject.clone(), body: draft.body.clone() }
}

const OWN_WORDS: &str = "Your own words go behind `send:`, and I send them as you wrote them.";

/// A wish in the words that templates know: `shorter and warmer`. `None` where it is something else.
fn tone(wish: &str) -> Option<String> {
    let words: Vec<&str> = wish.split([' ', ',']).filter(|word| !word.is_empty() && *word != "and").collect();
    (!words.is_empty() && words.iter().all(|word| TONES.contains(word))).then(|| words.join(" and "))
}
