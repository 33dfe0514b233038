//! Where an inner letter ends: with its container or quote, or where its program says so.

use crate::read::block;
use crate::read::lines::Line;
use crate::read::words::Separator;

use super::begin::{How, Opening};
use super::{Task, is_end};

/// Letters of a quoted line whose end a transport broke off, without its marks.
const SHORTEST_BROKEN: usize = 50;
const LONGEST_BROKEN: usize = 100;
/// No transport breaks lines that are not longer than this, in letters with their marks.
const LEAST_WIDTH: usize = 68;
/// Letters of what was broken off.
const LONGEST_TAIL: usize = 40;

impl Task<'_> {
    /// Where the letter that `opening` begins ends: by its container or quote, or where its program says so.
    pub(super) fn extent(&self, opening: &Opening) -> usize {
        let end = self.form_ends(opening);
        // What a container or a quote holds ends with it, whatever the letter says of itself.
        let is_held = end < self.lines.len() || (opening.quote, opening.frame) != (self.quote, self.frame);
        if is_held { end } else { self.end_line(opening).unwrap_or(end) }
    }

    /// The line that says where a forwarded letter ends, if its program writes one.
    fn end_line(&self, opening: &Opening) -> Option<usize> {
        if opening.how != How::Separator(Separator::Forwarded) {
            return None;
        }
        let mut open = 1_usize;
        for (n, line) in self.lines.iter().enumerate().skip(opening.content) {
            match block::separator(line.text).map(|(kind, _)| kind) {
                Some(Separator::End) => open -= 1,
                Some(Separator::Forwarded) => open += 1,
                Some(Separator::Original | Separator::Above) | None => {}
            }
            if open == 0 {
                return Some(n);
            }
        }
        None
    }

    /// Whether the line at `end`, which says that the letter ends there, may be of the letter itself: programs that write one name the
    /// author in the line above it (`----- Forwarded message from dana@acme.example -----`), and most write none.
    pub(super) fn may_be_its_own(&self, opening: &Opening, end: usize) -> bool {
        let names_author = |text: &str| text.contains('@') || !text.trim_end().ends_with(['-', '_', '=', ':']);
        opening.how == How::Separator(Separator::Forwarded)
            && self.lines.get(end).is_some_and(is_end)
            && self.lines.get(opening.start).is_some_and(|line| !names_author(line.text))
    }

    /// Where the container or the quote of a letter ends.
    pub(super) fn form_ends(&self, opening: &Opening) -> usize {
        if opening.how == How::Pasted {
            return self.next_pasted(opening.content);
        }
        let first = self.lines.iter().skip(opening.content).find(|line| !line.is_blank());
        if opening.frame > self.frame {
            // Gmail leaves the answers that somebody writes between quotes in the container of the first.
            let quotes = opening.how == How::Attribution && opening.quote == self.quote;
            if quotes && first.is_some_and(|first| first.quote > self.quote && first.frame > self.frame) {
                return self.quoted_run(opening.content, false);
            }
            return self.run(opening.content, |line| line.frame > self.frame);
        }
        let Some(first) = first else { return self.lines.len() };
        if opening.quote > self.quote {
            return self.quoted_run(opening.content, opening.how != How::Attribution);
        }
        if first.quote > self.quote {
            if opening.how == How::Attribution {
                return self.quoted_run(opening.content, false);
            }
            // A header outside its quoted body announces all of it. Where only the first lines begin with `>`, the writer
            // put it there (`> 100 guests`).
            let end = self.quoted_run(opening.content, true);
            let below = self.lines.get(end..).unwrap_or_default();
            let all = below.iter().all(Line::is_blank);
            return if all || self.is_note(opening.content, end) { end } else { self.lines.len() };
        }
        if first.frame > self.frame {
            return self.run(opening.content, |line| line.frame > self.frame);
        }
        self.lines.len()
    }

    /// Whether what stands below the quoted body from `at` to `end` was written by who forwards it (Proton, Missive): set off
    /// by a blank line, with no more quotes in it. Answers between quotes are the letter's own.
    pub(super) fn is_note(&self, at: usize, end: usize) -> bool {
        let full = self.lines.get(at..end).unwrap_or_default().iter().filter(|line| !line.is_blank()).count();
        let below = self.lines.get(end..).unwrap_or_default();
        full >= 2 && below.first().is_some_and(Line::is_blank) && below.iter().all(|line| line.quote <= self.quote)
    }

    /// The end of the lines from `at` on that a test holds for, blank lines between them included.
    pub(super) fn run(&self, at: usize, inside: impl Fn(&Line<'_>) -> bool) -> usize {
        let mut end = at;
        for (n, line) in self.lines.iter().enumerate().skip(at) {
            if line.is_blank() && !inside(line) {
                continue;
            }
            if !inside(line) {
                break;
            }
            end = n + 1;
        }
        end
    }

    /// Whether line `n` is what a transport broke off the quoted line above: with its first word that one would be too long, and this
    /// one goes on with a small letter.
    pub(super) fn is_tail(&self, n: usize) -> bool {
        let Some(line) = self.lines.get(n) else { return false };
        let Some(above) = self.above(n).filter(|above| above.quote > self.quote) else { return false };
        let length = above.text.chars().count();
        let first = line.text.split_whitespace().next().unwrap_or_default().chars().count();
        let marks = above.quote.saturating_mul("> ".len());
        (SHORTEST_BROKEN..LONGEST_BROKEN).contains(&length)
            && marks + length + 1 + first >= LEAST_WIDTH
            && !above.text.ends_with(['.', '!', '?', ':'])
            && line.quote <= self.quote
            && line.text.starts_with(char::is_lowercase)
            && line.text.chars().count() < LONGEST_TAIL
            // Between `1. …` and `2. …` stand answers.
            && self.lines.get(n + 1).is_none_or(|next| next.is_blank() || next.text.starts_with(char::is_alphabetic))
    }

    fn above(&self, n: usize) -> Option<&Line<'_>> {
        n.checked_sub(1).and_then(|n| self.lines.get(n))
    }

    /// The end of a quoted run. `lazy`: lines that lost their mark between two that have one still belong to it (a transport
    /// or an editor broke long lines).
    pub(super) fn quoted_run(&self, at: usize, lazy: bool) -> usize {
        let mut end = at;
        let mut n = at;
        while let Some(line) = self.lines.get(n) {
            if line.quote > self.quote {
                end = n + 1;
            } else if !line.is_blank() {
                let stuck = self.above(n).is_some_and(|above| !above.is_blank() && above.quote > self.quote);
                let back = (n + 1..n + 4)
                    .find(|n| self.lines.get(*n).is_some_and(|line| line.quote > self.quote || line.is_blank()));
                // The end of a line that is too long to stand on one.
                let is_tail = lazy
                    && stuck
                    && back.is_none_or(|n| self.lines.get(n).is_none_or(Line::is_blank))
                    && self.is_tail(n);
                if is_tail {
                    end = n + 1;
                    n += 1;
                    continue;
                }
                let goes_on = back.is_some_and(|n| self.lines.get(n).is_some_and(|line| line.quote > self.quote));
                if !((lazy || self.is_tail(n)) && stuck && goes_on) {
                    break;
                }
                n = back.unwrap_or(n + 1);
                continue;
            }
            n += 1;
        }
        end
    }
}
