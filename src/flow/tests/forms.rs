//! Every line that PRODUCT's tables and the replies page show: it is understood, it is done, and the answer says what it did.

use super::*;
use crate::domain::account::Account;
use crate::domain::act::{ActState, Side};

/// A line, and what its answer must say. An empty answer is for lines of which only the doing matters.
const LINES: &[(&str, &str)] = &[
    (
        "add maria \"Maria Santos\" maria@va.example --starts 2026-01-05",
        "Added Maria Santos as `maria` with maria@va.example",
    ),
    ("intent acme partnership", "Acme Studio: partnership"),
    ("rate acme 4", "4 of 5"),
    ("got acme referral \"Lee\"", "referral from Acme Studio (Lee)"),
    ("gave acme referral", "referral from you to Acme Studio, on"),
    ("got acme intro to Lee", "introduction from Acme Studio (intro to Lee)"),
    ("gave acme help \"Sunday fix\"", "help from you to Acme Studio (Sunday fix)"),
    ("gave maria help", "help from you to Maria Santos"),
    ("got acme access \"brand folder\"", "access from Acme Studio (brand folder)"),
    ("got acme care", "care from Acme Studio"),
    ("got acme top-of-mind", "top of mind from Acme Studio"),
    ("got acme help \"testimonial\"", "help from Acme Studio (testimonial)"),
    ("ask acme access \"CRM\"", "you asked Acme Studio for CRM"),
    ("ask acme yes", "“CRM” from Acme Studio: they said yes"),
    ("ask acme referral", "you asked Acme Studio for referral"),
    ("ask acme later", "not now"),
    ("ask acme help", "you asked Acme Studio for help"),
    ("ask acme no", "they said no"),
    ("invite acme \"my pricing page\"", "what they think of my pricing page"),
    ("agreed acme expectations \"news on Fridays\"", "Agreed with Acme Studio: expectations, news on Fridays"),
    ("got maria ownership \"fixed invoices\"", "ownership from Maria Santos (fixed invoices)"),
    ("got maria anticipated", "anticipated from Maria Santos"),
    ("got maria idea \"form\"", "idea from Maria Santos (form)"),
    ("got maria opening", "opening from Maria Santos"),
    ("got maria trained \"Ben\"", "trained from Maria Santos (Ben)"),
    ("got maria customer-view", "customer view from Maria Santos"),
    ("got maria tool-advice", "tool advice from Maria Santos"),
    ("got acme thanks", "thanks from Acme Studio"),
    ("got acme credit", "credit from Acme Studio"),
    ("got acme update", "update from Acme Studio"),
    ("gave maria vision", "vision from you to Maria Santos"),
    ("gave maria development \"course\"", "development from you to Maria Santos (course)"),
    ("gave maria course \"Xero\" 120", "course from you to Maria Santos (Xero, 120)"),
    ("gave maria tool \"Loom\"", "tool from you to Maria Santos (Loom)"),
    ("gave maria event", "event from you to Maria Santos"),
    (
        "gave maria bonus quality 100 \"no slips in June\"",
        "bonus from you to Maria Santos (quality 100: no slips in June)",
    ),
    ("gave maria bonus retention", "bonus from you to Maria Santos (retention)"),
    ("gave maria credit \"newsletter\"", "credit from you to Maria Santos (newsletter)"),
    ("gave maria gift \"tea\" 20 eur", "gift from you to Maria Santos (tea, 20 eur)"),
    ("gave maria update", "update from you to Maria Santos"),
    ("gave maria feedback", "feedback from you to Maria Santos"),
    ("goal maria \"fewer refunds\"", "A goal with Maria Santos: fewer refunds"),
    ("goal maria skill \"reporting\"", "A goal with Maria Santos: reporting"),
    ("renews acme 2027-03-01", "1 March 2027"),
    ("renews maria 2y", "2028"),
    ("agreed maria authority \"refunds under 50\"", "authority, refunds under 50"),
    ("agreed maria commission \"5% of what she closes\"", "have it checked"),
    ("agreed maria measures", "Agreed with Maria Santos: measures"),
    ("agreed maria tools \"Docs only\"", "tools, Docs only"),
    ("agreed acme boundary \"no calls after 18:00\"", "boundary, no calls after 18:00"),
    ("level maria 1", "on level 1"),
    ("level maria 2", "no agreement yet on responsibility, pay"),
    ("agreed maria level \"rate, scope, authority\"", "level, rate, scope, authority"),
    ("owns maria \"inbox\"", "“inbox” has an owner"),
    ("guide maria \"inbox\"", "a guide to “inbox” is written"),
    ("saved maria 3h/week \"form\"", "3 h a week saved. form"),
    ("won \"Q3\" because maria", "Q3, thanks to Maria Santos"),
    ("won \"1,000th order\"", "Acme Studio, Maria Santos: 1,000th order"),
    ("won acme \"launch day\"", "Good news noted for Acme Studio: launch day"),
    ("met maria celebration", "celebration with Maria Santos"),
    ("met maria strategy \"next year's fair\"", "strategy with Maria Santos"),
    ("met maria brainstorm", "brainstorm with Maria Santos"),
    ("met maria video", "video with Maria Santos"),
    ("met maria coffee", "coffee with Maria Santos"),
    ("met maria review", "review with Maria Santos"),
    ("met maria review-12", "review-12 with Maria Santos"),
    ("met acme coffee \"their move in March\"", "their move in March"),
    ("holiday maria 2026-12-08 \"Immaculate Conception\"", "Immaculate Conception"),
    ("zone maria Asia/Manila", "Asia/Manila"),
    ("note maria \"marathon in May\"", "marathon in May"),
    ("issue acme \"late briefs\"", "said to nobody: late briefs"),
    ("issue acme done", "“late briefs” is raised"),
    ("plan maria month1", "share your vision"),
    ("plan maria done vision", "“share your vision and goals” is done"),
    ("plan maria month3", "consider a first bonus"),
    ("plan maria skip bonus \"not this year\"", "bonus"),
    ("rhythm maria weekly tue", "Maria Santos: you talk weekly tue."),
    ("promise acme them \"send brief\" fri", "Acme Studio promised “send brief”"),
    ("told acme late \"phoned me\"", "brief"),
    ("told maria \"stock list moved to Tuesday\"", "stock list moved to Tuesday"),
    ("income acme 60%", "60 % of your income"),
    ("cost maria hiring 800 eur", "Noted for Maria Santos: 800 EUR hiring"),
    ("cost maria 40% \"less done\"", "40 % less done"),
    ("cost maria 900 eur \"pay a month\"", "900 EUR pay a month"),
    ("cost maria 3 months \"until it runs again\"", "3 months until it runs again"),
    ("log call with acme yesterday: she'll name two coaches", "call with Acme Studio on 17 September"),
    ("log favour to acme 12 aug: read his contract", "help from you to Acme Studio (read his contract), on 12 August"),
    ("log review from acme on 3 aug", "credit from Acme Studio, on 3 August"),
    ("log payment from acme", "payment from Acme Studio"),
    ("log note acme: likes tea", "Noted for Acme Studio: likes tea"),
    ("draft maria ask-perspective", "A text to maria@va.example is ready"),
    (
        "book acme partnership-talk thu 10:00",
        "Planned: partnership-talk with Acme Studio on 24 September 2026 at 10:00",
    ),
    ("help one-sided", "one-sided: "),
    ("show acme", "Acme Studio (acme)"),
    ("intents", "Acme Studio, said on 18 September 2026"),
    ("quarter", "The good news of three months"),
    ("quarter maria", "ownership  fixed invoices"),
    ("year", "The year until 18 September 2026"),
    ("year maria", "Maria Santos: 5 January 2026 to 18 September 2026"),
    ("cost maria", "less done in the meantime: 1080 EUR (40 % of 900 EUR a month, for 3 months)"),
    ("intent maria ending", "cost maria"),
    ("quiet acme 3w", "until 9 October 2026"),
    ("mute one-sided", "keeps still"),
    ("unmute one-sided", "may speak again"),
];

fn account_of(world: &World, key: &str) -> Account {
    let today = world.house.tools.today(world.now);
    let accounts = world.house.store.read(|db| accounts(db, &world.house.tools, today)).unwrap();
    accounts.into_iter().find(|account| account.relationship.key == key).unwrap()
}

#[test]
fn every_line_of_the_tables_is_understood_and_says_what_it_did() {
    let mut world = World::of_owner();
    let mut wrong = Vec::new();
    for (line, expected) in LINES {
        let (heard, said) = obey(&mut world.house, line, world.now, &mut Faults::new()).unwrap();
        let answer = said.done.iter().map(|done| done.answer.as_str()).collect::<Vec<_>>().join("\n");
        let is_done = said.done.iter().all(|done| done.worked) && heard.not_understood.is_empty();
        if !is_done || !answer.contains(expected) || answer.contains("  (") || answer.contains("“”") {
            wrong.push(format!("{line}\n    wanted: {expected}\n    got: {answer} {:?}", heard.not_understood));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let maria = account_of(&world, "maria");
    let forms: Vec<(&str, Side)> =
        maria.acts.iter().filter(|act| !act.form.is_empty()).map(|act| (act.form.as_str(), act.by)).collect();
    for form in ["ownership", "anticipated", "opening", "trained", "customer_view", "tool_advice"] {
        assert!(forms.contains(&(form, Side::They)), "{form}: {forms:?}");
    }
    for form in ["course", "tool", "event", "quality", "retention", "gift"] {
        assert!(forms.contains(&(form, Side::You)), "{form}: {forms:?}");
    }
    let course = maria.acts.iter().find(|act| act.form == "course").unwrap();
    assert_eq!((course.words.as_str(), course.state), ("Xero, 120", ActState::Confirmed));
    assert_eq!(course.figure.as_ref().map(ToString::to_string).as_deref(), Some("120"));
}

/// The page of a year names what was given, what has grown, and what it did not see; and nobody is graded.
#[test]
fn a_year_is_told_by_what_was_done() {
    let mut world = World::of_owner();
    for (line, _) in LINES {
        world.tell(line);
    }
    let year = world.tell("year maria");
    for part in [
        "From you, beyond the work",
        "quality bonus: 1",
        "Good news",
        "Q3, thanks to Maria",
        "level 2",
        "they look after “inbox”, and wrote the guide to it",
        "Together 3 hours a week saved, about 138 a year",
        "authority: refunds under 50",
        "review 12: 1",
        "Calls and chats do not reach me, and I see only a small part",
    ] {
        assert!(year.contains(part), "{part}:\n{year}");
    }
    for word in ["score", "grade", "always", "never", "ignored"] {
        assert!(!year.contains(word), "{word}:\n{year}");
    }
    let cost = world.tell("cost maria");
    for part in [
        "finding somebody, and interviews: 800 EUR (hiring)",
        "Together: 1880 EUR",
        "Not told yet",
        "cost maria 1200 \"training\"",
        "None of this is a reason to stay, or to go.",
    ] {
        assert!(cost.contains(part), "{part}:\n{cost}");
    }
}

#[test]
fn a_client_is_reckoned_by_the_income_that_would_be_missed() {
    let mut world = World::new();
    for line in ["income acme 60%", "cost acme 1500 \"fee\"", "cost acme 100% \"less income\"", "cost acme 2 months"] {
        world.tell(line);
    }
    let cost = world.tell("cost acme");
    for part in [
        "income missed in between: 3000 (100 % of 1500 a month, for 2 months)",
        "60 % of your income",
        "Together: 3000",
    ] {
        assert!(cost.contains(part), "{part}:\n{cost}");
    }
}

/// A page about all stays one, whatever waits for a word.
#[test]
fn one_thing_that_waits_makes_no_page_of_all_a_page_of_one() {
    let beta = |world: &mut World| world.tell("add beta \"Beta Books\" ben@beta.example");
    let mut asked = World::new();
    beta(&mut asked);
    let raw = asked.mail(
        "zoe@unknown.example",
        "nadia@desk.example, track@desk.example",
        "z@unknown.example",
        None,
        "Hello there.",
    );
    asked.arrives(&raw);
    let mut offered = World::new();
    beta(&mut offered);
    offered.offered();
    for (mut world, waits) in [(asked, "1  whose is"), (offered, "1  a text to")] {
        let pending = world.tell("pending");
        assert!(pending.starts_with(waits) && pending.lines().count() == 1, "{pending}");
        for page in ["intents", "year"] {
            let told = world.tell(page);
            assert!(told.contains("Acme Studio") && told.contains("Beta Books"), "{page}: {told}");
        }
        assert!(world.tell("quarter").starts_with("The good news of three months"));
    }
}

/// Letters of more than a year, through the whole flow: only then is there a then to compare with.
#[test]
fn a_year_is_compared_with_once_letters_of_it_are_known() {
    let mut world = World::new();
    world.tell("add beta \"Beta Books\" ben@beta.example --starts 2023-05-01");
    for n in 0..28 {
        world.client_writes(&format!("{n}@acme.example"), None, "The list is on its way.");
        let (nadia, both) = ("nadia@desk.example", "dana@acme.example, track@desk.example");
        let filed = world.mail(nadia, both, &format!("{n}@desk.example"), None, "The list is filed.");
        world.arrives(&filed);
        if n == 20 {
            let year = world.tell("year acme");
            assert!(year.contains("The first letter I know is of 18 September 2026: too late"), "{year}");
        }
        world.later(SignedDuration::from_hours(14 * 24));
    }
    let year = world.tell("year acme");
    assert!(year.contains("letters from Acme Studio: 7 → 6") && year.contains("letters from you: 7 → 6"), "{year}");
    let year = world.tell("year beta");
    assert!(year.contains("I know no letter yet") && !year.contains('→'), "{year}");
}
