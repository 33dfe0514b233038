//! Invented accounts and mails on which templates are tried: one that knows a lot and one that knows nearly nothing, in both seats.

pub(super) mod report;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::answer::{Answer, Came, Told, answer};
use super::draft::{DraftText, draft};
use super::nudge::{Already, NudgeItem, evidence, nudge};
use super::receipt::{Filed, Question, Receipt, SetAside, receipt};
use super::talk::{TalkPage, talk as talk_page};
use super::templates::{TemplateFile, Templates};
use super::trouble::{Trouble, trouble};
use super::user::{Replies, Status, User, Word};
use super::week::{Beside, week};
use super::{parting, shipped, year};
use crate::domain::account::{Account, Coverage, Day, DaySide, Standing};
use crate::domain::act::{Act, ActKind, ActState, Side};
use crate::domain::address::{Address, Person};
use crate::domain::calendar::Calendar;
use crate::domain::command::Misheard;
use crate::domain::entry::{Entry, EntryKind, EntryState};
use crate::domain::fault::Fault;
use crate::domain::finding::{Because, Evidence, Finding, FindingState, Level};
use crate::domain::id::{ActId, EntryId, FindingId, InteractionId, RelationshipId};
use crate::domain::interaction::Interaction;
use crate::domain::letter::Seen;
use crate::domain::mail::Mail;
use crate::domain::relationship::{Intent, Relationship, Seat};
use crate::domain::talk::Turn;
use crate::domain::week::{Balance, Carries, Moment, Month, Note, Owed, Owing, Suggestion, Week};

pub(super) use report::reports;

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
        faults.extend(reports(templates).into_iter().filter_map(Result::err));
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
    mails.extend(weeks(templates, &user, &replies, &status));
    let empty = Status::default();
    for (told, status) in [(full_receipt(), &status), (small_receipt(), &empty)] {
        mails.push(receipt(&told, &user, &replies, status, TODAY, templates));
    }
    for told in [full_answer(), Answer { came: Came::Nothing, ..Answer::default() }].into_iter().chain(asked_pages()) {
        mails.push(answer(&told, &user, &replies, &status, templates));
    }
    mails.extend(talks(templates, &user, &replies, &status));
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
    let full = NudgeItem {
        number: 1,
        finding: &one_sided,
        account: &rich,
        evidence: &lines,
        draft: Some(&text),
        already: None,
    };
    let step = plan_step();
    let step_lines = evidence(&step, &rich, &[], &user.zone);
    let step =
        NudgeItem { number: 3, finding: &step, account: &rich, evidence: &step_lines, draft: None, already: None };
    let bare = NudgeItem { number: 2, finding: &quiet, account: &poor, evidence: &[], draft: None, already: None };
    let beside = NudgeItem { account: &rich, already: Some(Already::Under(1)), ..bare };
    vec![
        nudge(&[full], user, replies, status, templates),
        nudge(&[bare], user, replies, &Status::default(), templates),
        nudge(&[full, bare, step], user, replies, status, templates),
        nudge(&[full, beside], user, replies, status, templates),
    ]
}

fn weeks(templates: &Templates, user: &User, replies: &Replies, status: &Status) -> Vec<Result<Mail, Fault>> {
    let wanted = vec![(Intent::Partnership, 6), (Intent::Transactional, 1), (Intent::Undecided, 1)];
    let (full, bare) = (full_week(), Week { portfolio: wanted, ..Week::empty(MONDAY) });
    let text = draft("thank-you", &rich(Seat::Va), user, None, templates).unwrap_or_else(|_| DraftText {
        to: None,
        subject: "A word".to_owned(),
        body: "Hello,\n\nA word.\n".to_owned(),
    });
    let beside = Beside { suggested: Some((&text, "Acme Studio", "Dana")), away: None, comes: "Comes on Mondays." };
    let after = Beside { suggested: None, away: Some((date(2026, 11, 13), MONDAY)), comes: "Comes on Mondays." };
    vec![
        week(&full, beside, user, replies, status, templates),
        week(&bare, after, user, replies, &Status::default(), templates),
    ]
}

/// The pages about a talk, of somebody about whom much is known and of somebody about whom little is.
fn talks(templates: &Templates, user: &User, replies: &Replies, status: &Status) -> Vec<Result<Mail, Fault>> {
    let (rich, poor) = (rich(Seat::Va), poor(Seat::Owner));
    let letters =
        [letter(Side::They, 18, "Re: spring photos", "The garden ones, please. And thank you for asking first!")];
    let of = |turn, talk: &Entry, account: &Account, letters: &[Interaction]| {
        talk_page(&TalkPage { turn, talk, account, letters }, user, replies, status, templates)
    };
    let planned = talk_entry(date(2026, 11, 23), EntryState::Planned);
    let held = |on| Entry {
        words: "she introduces me to Lee; Friday notes from me".to_owned(),
        ..talk_entry(on, EntryState::Held)
    };
    vec![
        of(Turn::Before, &planned, &rich, &letters),
        of(Turn::Before, &planned, &poor, &[]),
        of(Turn::After, &talk_entry(date(2026, 11, 19), EntryState::Planned), &rich, &[]),
        of(Turn::Month, &held(date(2026, 10, 20)), &rich, &[]),
        of(Turn::Quarter, &held(date(2026, 8, 20)), &poor, &[]),
    ]
}

fn talk_entry(on: Date, state: EntryState) -> Entry {
    Entry {
        id: EntryId(40),
        topic: "partnership-talk".to_owned(),
        until: Some(on),
        at: Some(jiff::civil::Time::constant(10, 0, 0, 0)),
        state,
        ..Entry::new(EntryKind::Meeting, on)
    }
}

fn letter(by: Side, day: i8, subject: &str, text: &str) -> Interaction {
    Interaction {
        id: InteractionId(90),
        relationship: RelationshipId(1),
        by,
        happened_at: date(2026, 11, day).to_zoned(TimeZone::UTC).map_or(Timestamp::UNIX_EPOCH, |at| at.timestamp()),
        certain: true,
        seen: Seen::Captured,
        subject: Some(subject.to_owned()),
        text: text.to_owned(),
        message_id: None,
    }
}

/// Every kind of mail to the user with these words in each place where somebody else's words can stand.
#[cfg(test)]
pub(super) fn nasty_mails(words: &str, templates: &Templates) -> Vec<Result<Mail, Fault>> {
    let Some(Samples { user, replies, status }) = samples() else { return Vec::new() };
    let mut all = Vec::new();
    let told = || words.to_owned();
    for seat in Seat::ALL {
        let mut account = rich(*seat);
        account.relationship.name = told();
        account.relationship.person = Some(told());
        account.acts.iter_mut().for_each(|act| act.words = told());
        let finding = Finding { say: format!("I saw this: {words}"), wrong_if: Some(told()), ..one_sided() };
        let lines = evidence(&finding, &account, &[], &user.zone);
        let text = DraftText {
            to: account.relationship.address.clone(),
            subject: told(),
            body: format!("Hi {words},\n\n{words}\n"),
        };
        let item = |number| NudgeItem {
            number,
            finding: &finding,
            account: &account,
            evidence: &lines,
            draft: Some(&text),
            already: None,
        };
        all.push(nudge(&[item(1)], &user, &replies, &status, templates));
        all.push(nudge(&[item(1), item(2), item(3)], &user, &replies, &status, templates));
        let mut page = full_week();
        let moments = page.to_confirm.iter_mut().chain(&mut page.happened);
        for moment in moments {
            (moment.name, moment.their_name, moment.act.words) = (told(), told(), told());
        }
        page.you_owe.iter_mut().chain(&mut page.they_owe).for_each(|owed| owed.name = told());
        page.they_owe.iter_mut().for_each(|owed| owed.what = Owing::Ask(told()));
        page.balances.iter_mut().for_each(|row| row.name = told());
        page.notes.iter_mut().for_each(|note| (note.name, note.finding.say) = (told(), told()));
        let beside = Beside { suggested: Some((&text, words, words)), away: None, comes: "" };
        all.push(week(&page, beside, &user, &replies, &status, templates));
    }
    let mut account = rich(Seat::Va);
    account.relationship.name = told();
    account.relationship.person = Some(told());
    account.acts.iter_mut().for_each(|act| act.words = told());
    account.entries.iter_mut().for_each(|entry| entry.words = told());
    let letters = [letter(Side::They, 18, words, words)];
    for turn in Turn::ALL {
        let state = if turn.days() > 0 { EntryState::Held } else { EntryState::Planned };
        let about = Entry { words: told(), ..talk_entry(date(2026, 11, 23), state) };
        let page = TalkPage { turn: *turn, talk: &about, account: &account, letters: &letters };
        all.push(talk_page(&page, &user, &replies, &status, templates));
    }
    let mut told_receipt = full_receipt();
    told_receipt.filed.iter_mut().for_each(|filed| (filed.relationship, filed.their_name) = (told(), told()));
    told_receipt.questions.iter_mut().for_each(|question| (question.about, question.asks) = (told(), told()));
    told_receipt.set_aside.iter_mut().for_each(|mail| mail.subject = Some(told()));
    told_receipt.notices = vec![told()];
    all.push(receipt(&told_receipt, &user, &replies, &status, TODAY, templates));
    let mut told_answer = full_answer();
    told_answer.subject = Some(told());
    told_answer.done = vec![format!("{words}\n{words}").into()];
    told_answer.not_understood.iter_mut().for_each(|line| line.said = told());
    told_answer.pending = vec![told()];
    all.push(answer(&told_answer, &user, &replies, &status, templates));
    let faults = vec![Fault::new(words, words).hint(words)];
    all.push(trouble(&Trouble::Faults(faults), &user, &replies, &status, templates));
    all
}

/// A Monday.
const MONDAY: Date = date(2026, 11, 23);

/// A week with something of everything.
pub(super) fn full_week() -> Week {
    let moment = |name: &str, their_name: &str, act: Act| Moment {
        name: name.to_owned(),
        their_name: their_name.to_owned(),
        act,
    };
    let proposed =
        |id, kind, on, words: &str| Act { state: ActState::Proposed, ..act(id, Side::They, kind, on, words) };
    let owed = |name: &str, what, since| Owed { relationship: RelationshipId(1), name: name.to_owned(), what, since };
    let row = |name: &str, gave, got, quiet_days| Balance {
        relationship: RelationshipId(1),
        name: name.to_owned(),
        gave,
        got,
        carries: Balance::by_numbers(gave, got),
        standing: Standing::Growing,
        quiet_days,
    };
    let referral = proposed(21, ActKind::Referral, date(2026, 11, 17), "told my friend Lee he should call you");
    let thanks = proposed(22, ActKind::Thanks, date(2026, 11, 16), "You saved the launch, thank you so much");
    Week {
        today: MONDAY,
        example: Some("acme".to_owned()),
        months: [(6, 6, 7), (7, 9, 8), (8, 11, 5), (9, 12, 4), (10, 10, 6), (11, 8, 9)]
            .map(|(month, gave, got)| Month { first: date(2026, month, 1), gave, got })
            .to_vec(),
        you_owe: vec![
            owed("Acme Studio", Owing::Answer { letters: 2 }, date(2026, 11, 16)),
            owed("Harbor Books", Owing::Step("three-month review".to_owned()), date(2026, 11, 20)),
            owed(
                "Kestrel Coaching",
                Owing::Thanks { kind: ActKind::Help, words: "the invoice template".to_owned() },
                date(2026, 11, 12),
            ),
        ],
        they_owe: vec![owed(
            "Acme Studio",
            Owing::Ask("a viewer login for the analytics".to_owned()),
            date(2026, 11, 3),
        )],
        to_confirm: vec![moment("Harbor Books", "Ruth", referral.clone()), moment("Acme Studio", "Dana", thanks)],
        balances: vec![
            row("Acme Studio", 9, 2, None),
            row("Brightline Studio", 7, 2, Some(41)),
            row("Tomas Lindqvist", 4, 3, None),
            row("Harbor Books", 5, 5, None),
            row("Priya Raman", 3, 4, None),
            row("Kestrel Coaching", 1, 5, None),
            Balance { carries: Carries::NotAsked, ..row("Slowtools", 2, 0, None) },
            row("Juniper", 1, 0, None),
        ],
        happened: vec![
            moment("Harbor Books", "Ruth", referral),
            moment(
                "Acme Studio",
                "Dana",
                act(23, Side::You, ActKind::Help, date(2026, 11, 20), "moved the launch mail out of the holiday"),
            ),
        ],
        let_go: vec![(
            "Harbor Books".to_owned(),
            Entry {
                state: EntryState::Proposed,
                words: "I'll send the shelf list by Tuesday".to_owned(),
                ..Entry::new(EntryKind::Promise, date(2026, 10, 23))
            },
        )],
        portfolio: Vec::new(),
        notes: vec![Note {
            name: "Kestrel Coaching".to_owned(),
            finding: Finding {
                title: "Slower replies".to_owned(),
                say: "Answers take four days where two were usual.".to_owned(),
                level: Level::Note,
                ..bare_finding()
            },
        }],
        suggestion: Some(Suggestion {
            relationship: RelationshipId(1),
            why: "Dana did something for you on 2 July, and I saw no thank-you.".to_owned(),
            offer: "thank-you".to_owned(),
        }),
    }
}

/// An account with something of everything.
pub(super) fn rich(seat: Seat) -> Account {
    let mut account = poor(seat);
    account.relationship.since = Some(date(2025, 6, 3));
    account.relationship.person = Some(if seat == Seat::Va { "Dana" } else { "Maria" }.to_owned());
    account.relationship.address =
        Address::parse(if seat == Seat::Va { "dana@acme.example" } else { "maria@santos-va.example" });
    account.coverage = Coverage { known: 78, missing: 22, one_sided: false, unheard: 0 };
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
    let side = |letters| DaySide { letters, expecting: letters, ..DaySide::default() };
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
        also: Vec::new(),
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
            // The half of an *or* that did not hold: no mail says it.
            Because { holds: false, ..because("you.gave(90 days)", "3", ">= 5") },
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
        coverage: Coverage { known, missing, one_sided: false, unheard: 0 },
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

/// Pages that are asked for, as answers.
fn asked_pages() -> Vec<Answer> {
    let account = rich(Seat::Va);
    let pages = [
        ("A year with Acme", year::year(&account)),
        ("The good news of autumn", year::quarter(std::slice::from_ref(&account))),
        ("What parting would cost", parting::parting(&account)),
    ];
    let answer = |(asked, lines): (&str, Vec<String>)| Answer {
        subject: Some(asked.to_owned()),
        came: Came::Shown,
        done: vec![lines.join("\n").into()],
        ..Answer::default()
    };
    pages.into_iter().map(answer).collect()
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
        came: Came::Changed,
        done: vec![
            "The text to Dana goes at 10:42. Until then, `undo` stops it.".to_owned().into(),
            "Noted: Dana gave you help on 18 November.\nfixed the invoice date".to_owned().into(),
            Told {
                said: "A text to ruth@harbor.example is ready:".to_owned(),
                text: Some(DraftText {
                    to: Address::parse("ruth@harbor.example"),
                    subject: "Thank you for the photos".to_owned(),
                    body: "Hi Ruth,\n\nThank you for the photos of 18 November.\n\nThey are on the page:\n\n  - the shop\n  - the \
                           reading\n\nWarm regards,\nNadia\n"
                        .to_owned(),
                }),
                after: "Nothing has gone. `send harbor` sends it.".to_owned(),
            },
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
