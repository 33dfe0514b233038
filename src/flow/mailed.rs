//! Files of rules that the user mails: each is one more order, and only from a mail that is surely hers.

use crate::domain::command::{Command, Heard, Misheard, Proof, Verb};
use crate::read;

/// Adds the file that came with a mail to what was heard in it. What stands beside a file alone is a word about it.
pub(super) fn with_file(mut heard: Heard, raw: &[u8]) -> Heard {
    let file = read::attached_files(raw, "rhai").into_iter().next();
    let Some((name, text)) = file else { return heard };
    if heard.commands.is_empty() {
        heard.not_understood.clear();
    }
    let mut command = Command::new(Verb::Rule, &format!("the file {name}"));
    command.args.rule = Some(format!("rules/{name}"));
    command.args.text = Some(text);
    heard.commands.push(command);
    heard
}

/// A file could change everything that is said from now on: a reply by somebody unproven is too little for that.
pub(super) fn without_unproven_file(mut heard: Heard, proof: &Proof) -> Heard {
    if matches!(proof, Proof::Proven(_)) {
        return heard;
    }
    let is_file = |command: &Command| command.verb == Verb::Rule && command.args.text.is_some();
    let (files, commands): (Vec<_>, Vec<_>) = heard.commands.into_iter().partition(is_file);
    heard.commands = commands;
    heard.not_understood.extend(files.into_iter().map(|file| {
        Misheard {
            said: file.said,
            why: "I take a file of rules only from a mail that is surely yours; `bothways doctor` says how I can know"
                .to_owned(),
            nearest: None,
        }
    }));
    heard
}
