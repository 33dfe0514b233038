//! Texts for the other side, and findings: the words that answer a nudge.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::Work;
use crate::compose::templates::gaps;
use crate::domain::address::Address;
use crate::domain::calendar::spoken;
use crate::domain::command::Command;
use crate::domain::id::{DraftId, OutboxId, RelationshipId};
use crate::domain::mail::{Draft, DraftState, OutboxState};
use crate::flow::outgoing::{self, Outgoing};
use crate::home::config::Clients;
use crate::store::{Answered, Change, OutboxRow, Remembered, Result};

type Answer = std::result::Result<String, String>;

impl Work<'_> {
    /// `send`: the one word that lets a text go to the other side.
    pub(super) fn send(&mut self, command: &Command) -> Result<Answer> {
        let draft = match self.draft(command)? {
            Ok(draft) => draft,
            Err(why) => return Ok(Err(why)),
        };
        self.approve(&draft)
    }

    /// `send:` with the user's own words: they take the draft's place, and go on the same terms.
    pub(super) fn send_own(&mut self, command: &Command) -> Result<Answer> {
        let draft = match self.draft(command)? {
            Ok(draft) => draft,
            Err(why) => return Ok(Err(why)),
        };
        let Some(body) = command.args.text.clone().filter(|text| !text.trim().is_empty()) else {
            return Ok(Err("Put your own words behind `send:`. Nothing has gone.".to_owned()));
        };
        let calendar = self.calendar_again(&draft, &body)?;
        let own = Draft {
            body,
            calendar,
            state: DraftState::Offered,
            offered_at: self.order.now,
            outbox: None,
            ..draft.clone()
        };
        // Asked before the offered text is put away: a refusal leaves it open.
        if let Some(why) = self.refusal(&own)? {
            return Ok(Err(why));
        }
        self.change(&Change::put_away(draft.id))?;
        let own = Draft { id: self.db.offer(&own)?, ..own };
        self.approve(&own)
    }

    /// Why a text may not go now, if it may not.
    fn refusal(&self, draft: &Draft) -> Result<Option<String>> {
        if let Err(why) = &self.order.may_send {
            return Ok(Some(why.clone()));
        }
        if let Some(gap) = [&draft.subject, &draft.body].into_iter().flat_map(|words| gaps(words)).next() {
            return Ok(Some(format!(
                "“{}” still waits for words that only you can say: {gap}. Copy the text, fill it in, and answer `send:` \
                 with the whole of it behind. Nothing has gone.",
                draft.subject
            )));
        }
        if let Some(why) = self.db.suppressed(&draft.to)? {
            return Ok(Some(format!(
                "Nothing goes to {}: {why}. `add NAME {}` lets me write there again; then say `send` once more.",
                draft.to, draft.to
            )));
        }
        if self.tools.home.config().outgoing.clients == Clients::Hold {
            return Ok(Some(format!(
                "Nothing goes to {} yet: texts to others are held back until you say so. The text is kept. When you are ready, \
                 write `clients = \"after approval\"` in bothways.toml, under [outgoing], and answer `send` again.",
                draft.to
            )));
        }
        Ok(None)
    }

    fn approve(&mut self, draft: &Draft) -> Result<Answer> {
        if let Some(why) = self.refusal(draft)? {
            return Ok(Err(why));
        }
        let outgoing = &self.tools.home.config().outgoing;
        self.change(&Change::MoveDraft {
            draft: draft.id.0,
            from: DraftState::Offered.word().to_owned(),
            to: DraftState::Taken.word().to_owned(),
        })?;
        if self.db.draft(draft.id)?.is_none_or(|now| now.state != DraftState::Taken) {
            return Ok(Err(format!("The text “{}” is not open any more. Nothing has gone.", draft.subject)));
        }
        let mail = outgoing::of_draft(draft);
        let hold = SignedDuration::from_mins(i64::from(outgoing.hold_minutes));
        let goes_at = self.order.now.checked_add(hold).unwrap_or(self.order.now);
        let key = format!("draft:{}:{}", draft.id, self.order.source);
        let queued = Outgoing::new(self.tools).enqueue_at(
            self.db,
            self.tools,
            &mail,
            &key,
            &[],
            Some(draft.id),
            goes_at,
            outgoing::DRAFT_LIFE,
            self.order.now,
            self.faults,
        )?;
        let Some(outbox) = queued else {
            self.db.move_draft(draft.id, DraftState::Taken, DraftState::Offered)?;
            return Ok(Err(format!("“{}” could not be made ready for {}. Nothing has gone.", draft.subject, draft.to)));
        };
        // Taken back first, so that a mail that has gone already is not offered again.
        self.undo.insert(0, Change::Cancel { outbox: outbox.0 });
        Ok(Ok(if hold.is_zero() {
            format!("“{}” goes to {} now.", draft.subject, draft.to)
        } else {
            format!("“{}” goes to {} at {}. Until then, `undo` stops it.", draft.subject, draft.to, self.clock(goes_at))
        }))
    }

    fn clock(&self, at: Timestamp) -> String {
        at.to_zoned(self.tools.user.zone.clone()).strftime("%H:%M").to_string()
    }

    /// The text that a command means.
    pub(super) fn draft(&self, command: &Command) -> Result<std::result::Result<Draft, String>> {
        let items = match self.items_about(command)? {
            Ok(items) => items,
            Err(why) => return Ok(Err(why)),
        };
        let mut drafts = Vec::new();
        for id in items.iter().filter_map(|item| item.draft) {
            drafts.extend(self.db.draft(id)?);
        }
        drafts.dedup_by_key(|draft| draft.id);
        Ok(match drafts.as_slice() {
            [draft] => match draft.state {
                DraftState::Offered => Ok(draft.clone()),
                DraftState::Taken => Err(self.taken_already(draft)?),
                DraftState::Withdrawn => Err(format!(
                    "“{}” is withdrawn: they have written in the meantime. Nothing has gone.",
                    draft.subject
                )),
                DraftState::Dropped => Err(self.put_away_already(draft)?),
            },
            [] => Err(self.no_text(command)),
            several => Err(self.which_text(several)),
        })
    }

    /// A text that another of its kind has replaced waits somewhere else.
    fn put_away_already(&self, draft: &Draft) -> Result<String> {
        let is_newer =
            |other: &Draft| other.template == draft.template && other.to == draft.to && other.talk == draft.talk;
        Ok(if self.db.offered_drafts(draft.relationship)?.iter().any(is_newer) {
            format!(
                "“{}” was put away when I wrote a newer text for the same; `pending` shows that one. Nothing has gone.",
                draft.subject
            )
        } else {
            format!("“{}” was put away. Nothing has gone.", draft.subject)
        })
    }

    fn no_text(&self, command: &Command) -> String {
        let others: Vec<String> =
            self.order.items.iter().filter(|item| item.draft.is_some()).map(|item| item.n.to_string()).collect();
        match (command.item, others.as_slice()) {
            (Some(n), [.., last]) => format!(
                "There is no text under {n}; there is one under {}, as in `{last} send`. Nothing has gone.",
                others.join(" and ")
            ),
            _ => "There is no text here that I could send. Write `pending` to see what waits for your word.".to_owned(),
        }
    }

    /// Several texts may be meant. Only where their numbers stand before the user can she say which by a number.
    fn which_text(&self, drafts: &[Draft]) -> String {
        let named: Vec<String> = drafts.iter().map(|draft| format!("“{}”", draft.subject)).collect();
        let has_numbers = drafts.iter().all(|draft| self.order.items.iter().any(|item| item.draft == Some(draft.id)));
        let how = match (self.order.thread, has_numbers) {
            (None, _) => "`pending` shows a number for each; put it before the word, as in `2 send`.",
            (Some(_), true) => "Put its number before the word, as in `2 send`.",
            (Some(_), false) => "Please reply to the mail that shows the one you mean.",
        };
        format!("Which text: {}? {how}", named.join(" or "))
    }

    fn taken_already(&self, draft: &Draft) -> Result<String> {
        let row = draft.outbox.map(|id| self.db.outbox_row(id)).transpose()?.flatten();
        Ok(match row.map(|row| (row.state, row.not_before)) {
            Some((OutboxState::Sent, _)) => format!("“{}” has gone to {} already.", draft.subject, draft.to),
            Some((OutboxState::Queued, at)) if at > self.order.now => {
                format!(
                    "“{}” goes to {} at {} already. Until then, `undo` stops it.",
                    draft.subject,
                    draft.to,
                    self.clock(at)
                )
            }
            _ => format!("“{}” is on its way to {} already.", draft.subject, draft.to),
        })
    }

    /// `sent`, `drop`: the text is not needed any more.
    pub(super) fn drop_text(&mut self, command: &Command) -> Result<Answer> {
        let draft = match self.draft(command)? {
            Ok(draft) => draft,
            Err(why) => return Ok(Err(why)),
        };
        self.change(&Change::put_away(draft.id))?;
        Ok(Ok(format!("“{}” is put away.", draft.subject)))
    }

    pub(super) fn snooze(&mut self, command: &Command) -> Result<Answer> {
        let until = self.until(command, 14);
        self.answer_findings(command, Answered::Snoozed { until }, |about| {
            format!("I come back to {about} on {}.", spoken(until))
        })
    }

    pub(super) fn skip(&mut self, command: &Command) -> Result<Answer> {
        if let Some(question) = self.item(command).and_then(|item| item.question) {
            self.change(&Change::SetQuestion { question: question.0, state: "ignored".to_owned() })?;
            return Ok(Ok("Left out.".to_owned()));
        }
        self.answer_findings(command, Answered::LetGo, |about| format!("I let {about} go."))
    }

    /// `never`: nothing more about them, until the user asks.
    pub(super) fn never(&mut self, command: &Command) -> Result<Answer> {
        let relationship = match self.who(command)? {
            Ok(relationship) => relationship,
            Err(why) => return Ok(Err(why)),
        };
        self.change(&Change::SetQuiet { id: relationship.id.0, until: Some("9999-12-31".to_owned()) })?;
        self.drop_offers(relationship.id)?;
        Ok(Ok(format!("I stop asking about {}. `quiet {} 1 day` brings it back.", relationship.name, relationship.key)))
    }

    pub(super) fn not_true(&mut self, command: &Command) -> Result<Answer> {
        self.answer_findings(command, Answered::Disputed, |about| {
            format!("Thank you, I take back {about}. If I missed something, one line is enough: got acme referral \"Lee, in September\"")
        })
    }

    fn answer_findings(
        &mut self,
        command: &Command,
        answered: Answered,
        say: impl Fn(&str) -> String,
    ) -> Result<Answer> {
        let items = match self.items_about(command)? {
            Ok(items) => items,
            Err(why) => return Ok(Err(why)),
        };
        let mut findings = Vec::new();
        for item in &items {
            findings.extend(self.finding_of(item)?);
        }
        findings.dedup_by_key(|finding| finding.id);
        let Some(first) = findings.first() else {
            return Ok(Err(
                "There is nothing here that this could be about. Write `pending` to see what is open.".to_owned()
            ));
        };
        let about = self.db.relationship(first.relationship)?.map_or(first.title.clone(), |relationship| {
            format!("“{}” ({})", first.title, super::account::called(&relationship))
        });
        for finding in &findings {
            self.change(&Change::Answer { finding: finding.id.0, answered })?;
        }
        for item in &items {
            if let Some(draft) = item.draft {
                self.change(&Change::put_away(draft))?;
            }
        }
        Ok(Ok(say(&about)))
    }

    fn drop_offers(&mut self, relationship: RelationshipId) -> Result<()> {
        for draft in self.db.offered_drafts(relationship)? {
            self.change(&Change::put_away(draft.id))?;
        }
        Ok(())
    }

    /// Takes the last command back.
    pub(super) fn undo(&mut self) -> Result<Answer> {
        let Some(last) = self.db.last_done()? else { return Ok(Err("There is nothing I could take back.".to_owned())) };
        let mut stays = "";
        // All of it, or nothing.
        for change in &last.undo {
            if let Change::RuleFile { name, put, .. } = change
                && let Err(why) = self.may_put_back(name, put.as_deref())
            {
                return Ok(Err(why));
            }
        }
        let moved: Vec<i64> = last
            .undo
            .iter()
            .filter_map(|change| if let Change::MoveLetter { letter, .. } = change { Some(*letter) } else { None })
            .collect();
        let accounts = self.put_away_what_rests_on(&last.undo)?;
        for change in &last.undo {
            if self.has_filed(change, &moved)? {
                stays = ". The letters that were filed by it stay; `bothways forget NAME` in the terminal erases them";
            }
            if let Change::Cancel { outbox } = change {
                let id = OutboxId(*outbox);
                if !self.db.cancel(id, "taken back", self.order.now)? {
                    return Ok(Err(self.not_stopped(id, &last)?));
                }
                continue;
            }
            if let Change::RuleFile { name, text, .. } = change
                && let Err(why) = self.put_back(name, text.as_deref())
            {
                return Ok(Err(why));
            }
            let applied = self.db.apply(change, self.order.now)?;
            self.withdraw_if_answered(change, &accounts)?;
            if let Some(Change::Merge { id, into }) = applied.undo
                && self.has_left(RelationshipId(id), RelationshipId(into))?
            {
                stays = ". Letters that came since stay where they are; `wrong client NAME \"words of its subject\"` moves one";
            }
        }
        self.db.undone(last.id)?;
        self.said.touched.extend(self.db.relationships()?.into_iter().map(|relationship| relationship.id));
        Ok(Ok(format!("Taken back: {}{stays}", last.said)))
    }

    /// A text that is offered again after they have written speaks of what is no more. Letters of whom it is for may lie in one of
    /// these other accounts.
    fn withdraw_if_answered(&self, change: &Change, others: &BTreeSet<RelationshipId>) -> Result<()> {
        let Change::MoveDraft { draft, .. } = change else { return Ok(()) };
        let Some(draft) = self.db.draft(DraftId(*draft))?.filter(|draft| draft.state == DraftState::Offered) else {
            return Ok(());
        };
        let mut wrote = self.db.they_wrote_since(draft.relationship, draft.offered_at)?;
        for other in others {
            for letter in self.db.letters_by(&draft.to, *other)? {
                wrote |= self.db.interaction(letter)?.is_some_and(|letter| letter.happened_at > draft.offered_at);
            }
        }
        if wrote {
            self.db.move_draft(draft.id, DraftState::Offered, DraftState::Withdrawn)?;
        }
        Ok(())
    }

    /// Whether letters of one stay with another, after the two were taken apart.
    fn has_left(&self, of: RelationshipId, with: RelationshipId) -> Result<bool> {
        for address in self.db.contacts(of)? {
            if !self.db.letters_by(&address, with)?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether letters were filed by an address that is about to be taken out of the book, beside those that are `moved` back.
    fn has_filed(&self, change: &Change, moved: &[i64]) -> Result<bool> {
        let Change::RemoveContact { address } = change else { return Ok(false) };
        let Some(address) = Address::parse(address) else { return Ok(false) };
        let Some(owner) = self.db.contact_owner(&address)? else { return Ok(false) };
        if moved.is_empty() {
            return Ok(!self.db.last_interactions(owner, 1)?.is_empty());
        }
        Ok(self.db.letters_by(&address, owner)?.iter().any(|letter| !moved.contains(&letter.0)))
    }

    /// Why a text that was approved cannot be taken back now. What has come to its end must not stand before what was done earlier.
    fn not_stopped(&self, id: OutboxId, last: &Remembered) -> Result<String> {
        let row = self.db.outbox_row(id)?;
        let is_over = row.as_ref().is_none_or(|row| {
            use OutboxState::{Cancelled, Expired, Failed, Sent};
            matches!(row.state, Cancelled | Expired | Failed | Sent)
        });
        let why = why_not_stopped(row);
        if !is_over {
            return Ok(why);
        }
        self.db.undone(last.id)?;
        Ok(format!("{why} `undo` once more takes back what you told me before that."))
    }

    pub(super) fn pause(&mut self, command: &Command) -> Result<Answer> {
        let until = (command.args.duration.is_some() || command.args.until.is_some()).then(|| self.until(command, 14));
        let value = until.map_or_else(|| outgoing::UNTIL_RESUME.to_owned(), |day| day.to_string());
        self.change(&Change::Set { key: outgoing::PAUSED.to_owned(), value: Some(value) })?;
        Ok(Ok(match until {
            Some(day) => format!("No nudges until {}. I go on reading. `resume` ends it.", spoken(day)),
            None => "No nudges until you write `resume`. I go on reading.".to_owned(),
        }))
    }

    pub(super) fn stop(&mut self) -> Result<Answer> {
        self.change(&Change::Set { key: outgoing::PAUSED.to_owned(), value: Some(outgoing::UNTIL_RESUME.to_owned()) })?;
        Ok(Ok("I stop. No more nudges until you write `resume`.".to_owned()))
    }

    pub(super) fn resume(&mut self) -> Result<Answer> {
        self.change(&Change::Set { key: outgoing::PAUSED.to_owned(), value: None })?;
        // Whatever the clock showed before: the user says that now is now.
        self.db.unset(outgoing::CLOCK_LATEST)?;
        Ok(Ok("I am back.".to_owned()))
    }
}

/// Why nothing can be stopped any more.
fn why_not_stopped(row: Option<OutboxRow>) -> String {
    let Some(row) = row else { return "That text is erased.".to_owned() };
    match row.state {
        OutboxState::Cancelled | OutboxState::Expired | OutboxState::Failed => {
            format!(
                "There is nothing to stop: “{}” is not on its way to {} any more, and has not gone.",
                row.subject, row.to
            )
        }
        OutboxState::Claimed | OutboxState::HandingOver => {
            format!("Too late: “{}” is just going to {}.", row.subject, row.to)
        }
        OutboxState::Uncertain => {
            format!("Too late: “{}” may have gone to {}; nobody can know.", row.subject, row.to)
        }
        OutboxState::Sent | OutboxState::Bounced | OutboxState::Queued | OutboxState::RetryWait => {
            format!("Too late: “{}” has gone to {}.", row.subject, row.to)
        }
    }
}
