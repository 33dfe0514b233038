//! Invented accounts and mails on which templates are tried: one that knows a lot and one that knows nearly nothing, in both seats.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::answer::{Answer, answer};
use super::draft::{DraftText, draft};
use super::nudge::{NudgeItem, evidence, nudge};
use super::receipt::{Filed, Question, Receipt, SetAside, receipt};
use super::shipped;
use super::templates::{TemplateFile, Templates};
use super::trouble::{Trouble, trouble};
use super::user::{Replies, Status, User, Word};
use crate::domain::account::{Account, Coverage, Day, DaySide};
use crate::domain::act::{Act, ActKind, ActState, Side};
use crate::domain::address::{Address, Person};
use crate::domain::calendar::Calendar;
use crate::domain::command::Misheard;
use crate::domain::entry::{Entry, EntryKind, EntryState};
use crate::domain::fault::Fault;
use crate::domain::finding::{Because, Evidence, Finding, FindingState, Level};
use crate::domain::id::{ActId, EntryId, FindingId, InteractionId, RelationshipId};
use crate::domain::mail::Mail;
use crate::domain::relationship::{Intent, Relationship, Seat};

pub(super) const TODAY: Date = date(2026, 11, 20);

/// Everything that the samples need, or `None` should an invented address ever stop being one.
pub(super) struct Samples {
    pub user: User,
    pub replies: Replies,
    pub status: Status,
}

pub(super) fn samples() -> Option<Samples> {
    Some(Samples {
        user: User {
            name: "Nadia Reyes".to_owned(),
            first_name: "Nadia".to_owned(),
            address: Address::parse("nadia@reyes-desk.example")?,
            zone: TimeZone::UTC,
        },
        replies: Replies { to: Address::parse("track+k7f3q2@reyes-desk.example")?, mark: None },
        status: Status { looked_at: looked_at(), n_letters: 214, n_set_aside: 3 },
    })
}

fn looked_at() -> Option<Timestamp> {
    TODAY.at(8, 29, 0, 0).to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// Writes every mail a template could take part in and gives back what did not work. With a file, only those that concern it.
pub(super) fn trials(templates: &Templates, only: Option<&TemplateFile>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let drafted = only.and_then(|file| offer_of(&file.name));
    if drafted.is_none() {
        faults.extend(mails(templates).into_iter().filter_map(Result::err));
    }
    for seat in Seat::ALL {
        let offers: Vec<String> = match &drafted {
            Some((offer, of_seat)) if of_seat.is_none_or(|of_seat| of_seat == *seat) => vec![offer.clone()],
            Some(_) => Vec::new(),
            None => templates.offers(*seat),
        };
        for offer in offers {
            faults.extend(drafts(&offer, *seat, templates).into_iter().filter_map(Result::err));
        }
    }
    faults.dedup();
    faults
}

/// The text for the other side that a file holds, and for which seat; `None` for mails to the user and their parts.
pub(super) fn offer_of(file_name: &str) -> Option<(String, Option<Seat>)> {
    let name = file_name.strip_suffix(".txt")?;
    // A mail to the user has two parts; a text for the other side is plain.
    if shipped::text(&format!("{name}.html")).is_some() {
        return None;
    }
    for seat in Seat::ALL {
        if let Some(offer) = name.strip_suffix(&format!(".{}", seat.word())) {
            return Some((offer.to_owned(), Some(*seat)));
        }
    }
    Some((name.to_owned(), None))
}

/// A text for the other side, from the account that knows a lot and from the one that knows little.
pub(super) fn drafts(offer: &str, seat: Seat, templates: &Templates) -> Vec<Result<DraftText, Fault>> {
    let Some(samples) = samples() else { return Vec::new() };
    [rich(seat), poor(seat)].iter().map(|account| draft(offer, account, &samples.user, None, templates)).collect()
}

/// Every kind of mail to the user, with much and with little in it.
pub(super) fn mails(templates: &Templates) -> Vec<Result<Mail, Fault>> {
    let Some(Samples { user, replies, status }) = samples() else { return Vec::new() };
    let mut mails = Vec::new();
    for seat in Seat::ALL {
        mails.extend(nudges(*seat, templates, &user, &replies, &status));
    }
    let empty = Status::default();
    for (told, status) in [(full_receipt(), &status), (small_receipt(), &empty)] {
        mails.push(receipt(&told, &user, &replies, status, TODAY, templates));
    }
    for told in [full_answer(), Answer::default()] {
        mails.push(answer(&told, &user, &replies, &status, templates));
    }
    for told in troubles() {
        mails.push(trouble(&told, &user, &replies, &status, templates));
    }
    mails
}

fn nudges(
    seat: Seat,
    templates: &Templates,
    user: &User,
    replies: &Replies,
    status: &Status,
) -> Vec<Result<Mail, Fault>> {
    let (rich, poor) = (rich(seat), poor(seat));
    let (one_sided, quiet) = (one_sided(), bare_finding());
    let lines = evidence(&one_sided, &rich, &[], &user.zone);
    let text = draft("partnership-conversation", &rich, user, Some(&one_sided), templates);
    let text = match text {
        Ok(text) => text,
        // The text itself is tried apart from the nudge around it.
        Err(_) => DraftText { to: None, subject: "A word".to_owned(), body: "Hello,\n\nA word.\n".to_owned() },
    };
    let full = NudgeItem { number: 1, finding: &one_sided, account: &rich, evidence: &lines, draft: Some(&text) };
    let step = plan_step();
    let step_lines = evidence(&step, &rich, &[], &user.zone);
    let step = NudgeItem { number: 3, finding: &step, account: &rich, evidence: &step_lines, draft: None };
    let bare = NudgeItem { number: 2, finding: &quiet, account: &poor, evidence: &[], draft: None };
    vec![
        nudge(&[full], user, replies, status, templates),
        nudge(&[bare], user, replies, &Status::default(), templates),
        nudge(&[full, bare, step], user, replies, status, templates),
    ]
}

/// An account with something of everything.
pub(super) fn rich(seat: Seat) -> Account {
    let mut account = poor(seat);
    account.relationship.since = Some(date(2025, 6, 3));
    account.relationship.person = Some(if seat == Seat::Va { "Dana" } else { "Maria" }.to_owned());
    account.relationship.address =
        Address::parse(if seat == Seat::Va { "dana@acme.example" } else { "maria@santos-va.example" });
    account.coverage = Coverage { known: 78, missing: 22, one_sided: false };
    account.since = Some(date(2025, 6, 3));
    account.n_letters = 41;
    account.days = vec![
        day(date(2026, 8, 18), 2, 1),
        day(date(2026, 9, 3), 1, 1),
        day(date(2026, 10, 14), 3, 1),
        day(date(2026, 11, 6), 1, 0),
    ];
    account.acts = vec![
        act(1, Side::They, ActKind::Referral, date(2026, 7, 2), "told my friend Lee he should call you"),
        act(2, Side::You, ActKind::Help, date(2026, 9, 3), "caught the double booking before it went out"),
        act(3, Side::You, ActKind::Initiative, date(2026, 9, 20), "a Sunday hour on the newsletter, as it was stuck"),
        act(4, Side::You, ActKind::Idea, date(2026, 10, 14), "two ideas for the booking form, since you asked"),
    ];
    account.entries = vec![
        Entry {
            id: EntryId(1),
            by: Some(Side::You),
            topic: ActKind::Access.word().to_owned(),
            words: "a viewer login for the analytics".to_owned(),
            ..Entry::new(EntryKind::Ask, date(2026, 11, 3))
        },
        Entry {
            id: EntryId(2),
            words: "three-month review".to_owned(),
            until: Some(TODAY),
            ..Entry::new(EntryKind::Step, date(2026, 11, 3))
        },
        Entry {
            id: EntryId(3),
            topic: "video".to_owned(),
            words: "we keep the Friday list".to_owned(),
            state: EntryState::Held,
            ..Entry::new(EntryKind::Meeting, date(2026, 10, 2))
        },
        Entry {
            topic: "partnership-talk".to_owned(),
            until: Some(date(2026, 11, 26)),
            at: Some(jiff::civil::time(10, 0, 0, 0)),
            state: EntryState::Planned,
            ..Entry::new(EntryKind::Meeting, date(2026, 11, 18))
        },
    ];
    account
}

fn day(on: Date, you: u32, they: u32) -> Day {
    let side = |letters| DaySide { letters, ..DaySide::default() };
    Day { on, you: side(you), they: side(they) }
}

fn act(id: i64, by: Side, kind: ActKind, on: Date, words: &str) -> Act {
    Act {
        id: ActId(id),
        relationship: RelationshipId(1),
        kind,
        by,
        on,
        state: ActState::Confirmed,
        invited: Some(true),
        shown_by: Some(InteractionId(id)),
        words: words.to_owned(),
        form: String::new(),
        figure: None,
        answered_on: None,
    }
}

/// An account that knows a name and nothing else.
pub(super) fn poor(seat: Seat) -> Account {
    let (key, name) = if seat == Seat::Va { ("acme", "Acme Studio") } else { ("maria", "Maria Santos") };
    let relationship = Relationship {
        id: RelationshipId(1),
        key: key.to_owned(),
        name: name.to_owned(),
        person: None,
        seat,
        intent: Intent::Partnership,
        since: None,
        zone: None,
        calendar: Calendar::default(),
        quiet_until: None,
        address: None,
    };
    Account::blank(relationship, TODAY)
}

/// A finding with everything a finding can have.
pub(super) fn one_sided() -> Finding {
    let because = |fact: &str, value: &str, test: &str| Because {
        fact: fact.to_owned(),
        value: value.to_owned(),
        test: test.to_owned(),
        holds: true,
    };
    Finding {
        rule: "one-sided".to_owned(),
        level: Level::Worth,
        title: "You give, little comes back".to_owned(),
        say: "In 90 days you did three things beyond the work; I saw nothing come back.".to_owned(),
        wrong_if: Some("they thanked or helped you by phone, or you stopped forwarding their mail".to_owned()),
        offer: Some("partnership-conversation".to_owned()),
        because: vec![
            because("we.intent", "partnership", "== partnership"),
            because("you.gave(90 days)", "3", ">= 2"),
            because("they.gave(90 days)", "0", "== 0"),
        ],
        evidence: vec![Evidence::Act(ActId(2)), Evidence::Act(ActId(3)), Evidence::Act(ActId(4))],
        since: date(2026, 11, 3),
        ..bare_finding()
    }
}

/// A finding that rests on the user's plan and not on mail.
pub(super) fn plan_step() -> Finding {
    Finding {
        rule: "plan-step".to_owned(),
        level: Level::Worth,
        title: "A step of your plan is due".to_owned(),
        say: "Your plan has a step due: three-month review. Do it, move it or skip it?".to_owned(),
        wrong_if: Some("it is done already; say `done`".to_owned()),
        evidence: vec![Evidence::Words("three-month review, due 20 November".to_owned())],
        ..bare_finding()
    }
}

/// A finding with only what every finding has.
pub(super) fn bare_finding() -> Finding {
    Finding {
        id: FindingId(1),
        rule: "quiet".to_owned(),
        relationship: RelationshipId(1),
        state: FindingState::Open,
        level: Level::Soon,
        title: "A quiet spell".to_owned(),
        say: "The last letter came 41 days ago; usually it takes six.".to_owned(),
        wrong_if: None,
        offer: None,
        because: Vec::new(),
        evidence: Vec::new(),
        since: TODAY,
        held_on: TODAY,
        first_told_on: None,
        last_told_on: None,
        n_told: 0,
        snoozed_until: None,
    }
}

pub(super) fn full_receipt() -> Receipt {
    let dana = Person::new(Some("Dana Okafor"), Address::parse("dana@acme.example"));
    let lee = Person::new(Some("Lee"), Address::parse("lee@elsewhere.example"));
    let names = [("acme", "Acme Studio"), ("beta", "Beta Coaching"), ("harbor", "Harbor Books")];
    let names: Vec<(String, String)> =
        names.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect();
    let filed = |relationship: &str, their_name: &str, you, them, quoted, known, missing| Filed {
        relationship: relationship.to_owned(),
        their_name: their_name.to_owned(),
        n_from_you: you,
        n_from_them: them,
        n_quoted: quoted,
        oldest: Some(date(2026, 9, 2)),
        coverage: Coverage { known, missing, one_sided: false },
    };
    Receipt {
        filed: vec![filed("Acme Studio", "Dana", 1, 3, 2, 78, 22), filed("Harbor Books", "Ruth", 0, 1, 0, 31, 69)],
        questions: vec![
            Question::whose(
                1,
                Some("Fwd: quick thought"),
                &[(dana, Some("Acme Studio".to_owned())), (lee, None)],
                &names,
            ),
            Question::act(
                2,
                "Ruth (Harbor Books)",
                ActKind::Referral,
                date(2026, 11, 17),
                TODAY,
                "told my friend Lee he should call you",
            ),
        ],
        set_aside: vec![
            SetAside { subject: Some("The Friday digest".to_owned()), reason: "a newsletter".to_owned() },
            SetAside { subject: None, reason: "an out-of-office note".to_owned() },
        ],
        notices: vec!["Dana can see this address in CC; BCC hides it.".to_owned()],
    }
}

/// One newsletter came, and nothing else.
fn small_receipt() -> Receipt {
    let set_aside = vec![SetAside { subject: Some("The Friday digest".to_owned()), reason: "a newsletter".to_owned() }];
    Receipt { set_aside, ..Receipt::default() }
}

pub(super) fn full_answer() -> Answer {
    let misheard = |said: &str, why: &str, nearest: Option<&str>| Misheard {
        said: said.to_owned(),
        why: why.to_owned(),
        nearest: nearest.map(str::to_owned),
    };
    Answer {
        subject: Some("Re: Acme Studio: you give, little comes back".to_owned()),
        in_reply_to: Some("abc@reyes-desk.example".to_owned()),
        references: vec!["first@reyes-desk.example".to_owned()],
        done: vec![
            "The text to Dana goes at 10:42. Reply undo before then to stop it.".to_owned(),
            "Noted: Dana gave you help on 18 November.\nfixed the invoice date".to_owned(),
        ],
        not_understood: vec![
            misheard("snoze acme", "there is no word “snoze”", Some("snooze acme 2 weeks")),
            misheard("the blue one", "I could not find a word I know in it", None),
        ],
        pending: vec!["A text to Ruth (Harbor Books), offered on 18 November".to_owned()],
        next: vec![Word::new("undo", "Undo", "stops the text to Dana")],
    }
}

fn troubles() -> Vec<Trouble> {
    let at = looked_at().unwrap_or(Timestamp::UNIX_EPOCH);
    let earlier = at.checked_sub(Span::new().hours(5)).unwrap_or(at);
    let what = "the server refused the password for `track@reyes-desk.example`".to_owned();
    vec![
        Trouble::Fetching {
            since: earlier,
            what,
            hint: Some("app passwords differ from the login password".to_owned()),
        },
        Trouble::Back { since: earlier, until: at, n_caught_up: 4 },
        Trouble::Faults(vec![
            Fault::new("rules/quiet.rhai:8", "nothing is called `silense`").hint("did you mean `silence`?"),
            Fault::new("letter of 3 Nov from dana@acme.example", "it is larger than 25 MB"),
        ]),
    ]
}
