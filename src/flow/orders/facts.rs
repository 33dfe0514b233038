//! Acts that the user tells, and her yes or no to what I noticed.

use super::Work;
use crate::domain::act::{ActKind, ActState, FORMS, Side};
use crate::domain::calendar::spoken;
use crate::domain::command::{Command, Verb};
use crate::domain::entry::{EntryState, Figure};
use crate::domain::id::EntryId;
use crate::domain::relationship::Relationship;
use crate::store::{Change, Result};

type Answer = std::result::Result<String, String>;

impl Work<'_> {
    pub(super) fn act(&mut self, command: &Command) -> Result<Answer> {
        let side = if command.verb == Verb::Gave { Side::You } else { Side::They };
        let Some(kind) = command.args.kind.as_deref().and_then(ActKind::from_word) else {
            return Ok(Err("What kind of giving was it? For example: got acme referral \"intro to Lee\"".to_owned()));
        };
        self.add_act(command, side, kind)
    }

    fn add_act(&mut self, command: &Command, side: Side, kind: ActKind) -> Result<Answer> {
        let relationship = match self.who(command)? {
            Ok(relationship) => relationship,
            Err(why) => return Ok(Err(why)),
        };
        let day = command.args.date.unwrap_or(self.order.today);
        if day > self.order.today {
            return Ok(Err(format!("{} has not come yet; I keep only what has happened.", spoken(day))));
        }
        let args = &command.args;
        // A bonus says what it was for before it says more.
        let parts = if kind == ActKind::Bonus { [&args.value, &args.note] } else { [&args.note, &args.value] };
        let words = parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>();
        let words = words.join(if kind == ActKind::Bonus { ": " } else { ", " });
        let value: Vec<&str> = args.form.into_iter().chain(args.value.as_deref()).collect();
        self.confirmed_act(&relationship, side, kind, day, &words, Some(&value.join(" ")))?;
        let about = if words.is_empty() { String::new() } else { format!(" ({words})") };
        let what = args.form.map_or_else(|| kind.spoken(), |form| form.replace('_', " "));
        Ok(Ok(match side {
            Side::You => format!("Noted: {what} from you to {}{about}, on {}.", relationship.name, spoken(day)),
            Side::They => format!("Noted: {what} from {}{about}, on {}.", relationship.name, spoken(day)),
        }))
    }

    /// Puts an act into the account that the user vouches for. `value` is what she said of its form and worth: `quality 100`.
    pub(super) fn confirmed_act(
        &mut self,
        relationship: &Relationship,
        side: Side,
        kind: ActKind,
        day: jiff::civil::Date,
        words: &str,
        value: Option<&str>,
    ) -> Result<()> {
        let (form, figure) = value.map_or((String::new(), None), |value| form_and_figure(value, kind));
        self.change(&Change::AddAct {
            id: relationship.id.0,
            kind: kind.word().to_owned(),
            side: if side == Side::You { "you" } else { "they" }.to_owned(),
            day: day.to_string(),
            state: ActState::Confirmed.word().to_owned(),
            invited: (kind == ActKind::Idea).then_some(true),
            words: words.to_owned(),
            form,
            figure: figure.map(|figure| (figure.hundredths, figure.unit)),
        })?;
        self.touch(relationship);
        Ok(())
    }

    /// `log call with Priya`: a talk, a note, or an act with its direction.
    pub(super) fn log(&mut self, command: &Command) -> Result<Answer> {
        let kind = command.args.kind.as_deref().unwrap_or("note");
        if kind == "late" {
            return self.promise(command);
        }
        let side = match command.args.value.as_deref() {
            Some("gave") => Side::You,
            _ => Side::They,
        };
        if let Some(kind) = ActKind::from_word(kind) {
            let mut command = command.clone();
            command.args.value = None;
            return self.add_act(&command, side, kind);
        }
        if kind == "note" { self.note(command) } else { self.met(command) }
    }

    /// Yes or no to an act that I noticed. A bare `yes` never sends a text.
    pub(super) fn yes_or_no(&mut self, command: &Command) -> Result<Answer> {
        if let Some(answer) = self.about_rules(command)? {
            return Ok(answer);
        }
        let items = match self.items_about(command)? {
            Ok(items) => items,
            Err(why) => return Ok(Err(why)),
        };
        let yes = command.verb == Verb::Yes;
        if let Some(entry) = items.iter().find_map(|item| item.entry) {
            return self.confirm_entry(entry, yes);
        }
        let Some(act) = items.iter().find_map(|item| item.act) else {
            let offers_text = items.iter().any(|item| item.draft.is_some());
            return Ok(Err(match (yes, offers_text) {
                (true, true) => "I send a text only on the word `send`. Nothing has gone.".to_owned(),
                (false, true) => return self.skip(command),
                (true | false, false) => {
                    "There is no open question here that this answers. Write `pending` to see them.".to_owned()
                }
            }));
        };
        let Some(found) = self.db.act(act)? else { return Ok(Err("That entry is gone.".to_owned())) };
        let state = if yes { ActState::Confirmed } else { ActState::Rejected };
        self.change(&Change::act_state(act, state))?;
        self.said.touched.insert(found.relationship);
        let kind = found.kind.spoken();
        Ok(Ok(if yes {
            format!("Noted as {kind}: “{}”", found.words)
        } else {
            format!("Left out: “{}”", found.words)
        }))
    }

    /// Yes or no to an ask, a promise or an agreement that I found in a letter.
    fn confirm_entry(&mut self, id: EntryId, yes: bool) -> Result<Answer> {
        let Some(entry) = self.db.entry(id)? else { return Ok(Err("That entry is gone.".to_owned())) };
        let state = if yes { entry.kind.begins() } else { EntryState::Rejected };
        self.change(&Change::settle(id, state, self.order.today, None))?;
        self.said.touched.extend(entry.relationship);
        Ok(Ok(if yes {
            format!("Noted as {}: “{}”", entry.kind.spoken(), entry.about())
        } else {
            format!("Left out: “{}”", entry.about())
        }))
    }
}

/// What `quality 100 eur` says: the form, where it is one of the kind's, and the figure.
fn form_and_figure(value: &str, kind: ActKind) -> (String, Option<Figure>) {
    let is_form = |word: &&str| FORMS.iter().any(|(form, of)| *of == kind && form == word);
    let form = value.split_whitespace().find(is_form).unwrap_or_default().to_owned();
    let rest: Vec<&str> = value.split_whitespace().filter(|word| *word != form).collect();
    (form, Figure::read(&rest.join(" ")))
}
