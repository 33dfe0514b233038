//! A stand before the IMAP parser that ends the connection when a server says what would bring the parser down.
//!
//! async-imap 0.12 makes room for whatever size a literal announces, up to 512 MiB, before a byte of it has come; and the
//! parser below it calls itself for every opening bracket, so that a line of a few hundred ends the whole process by a stack
//! overflow (imap-proto issue 90). Neither can be caught afterwards. We ask for nothing that needs either.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What a mail connection is made of, with TLS around it or not.
pub trait Wire: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug> Wire for T {}

/// A connection with the guard in front of it.
#[derive(Debug)]
pub struct Screen {
    wire: Box<dyn Wire>,
    guard: Guard,
}

impl Screen {
    /// `largest`: bytes that a single literal may announce.
    pub fn new(wire: Box<dyn Wire>, largest: u64) -> Self {
        Self { wire, guard: Guard::new(largest) }
    }

    /// The connection, for TLS to be put around it.
    pub fn into_wire(self) -> Box<dyn Wire> {
        self.wire
    }
}

impl AsyncRead for Screen {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        ready!(Pin::new(&mut this.wire).poll_read(cx, buf))?;
        let fresh = buf.filled().get(before..).unwrap_or_default();
        Poll::Ready(this.guard.see(fresh).map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why)))
    }
}

impl AsyncWrite for Screen {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().wire).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().wire).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().wire).poll_shutdown(cx)
    }
}

/// What we ask for nests three brackets deep.
const DEEPEST: u32 = 16;
/// A line of seventy thousand search results is this long. The parser starts over with every few kilobytes of it.
const LONGEST_LINE: usize = 512 * 1024;
/// Enough of a line's beginning to know `* 4294967295 FETCH `.
const HEAD: usize = 20;

#[derive(Debug)]
struct Guard {
    largest: u64,
    /// Bytes of a literal still to come; they are a mail's, and may be anything.
    literal: u64,
    head: Vec<u8>,
    line: usize,
    depth: u32,
    brace: Brace,
}

/// How far into `{123}` at the end of a line we are.
#[derive(Clone, Copy, Debug)]
enum Brace {
    None,
    Open(u64),
    Closed(u64),
}

impl Guard {
    const fn new(largest: u64) -> Self {
        Self { largest, literal: 0, head: Vec::new(), line: 0, depth: 0, brace: Brace::None }
    }

    fn see(&mut self, mut bytes: &[u8]) -> Result<(), &'static str> {
        while let Some((&byte, rest)) = bytes.split_first() {
            if self.literal > 0 {
                let skipped = usize::try_from(self.literal).unwrap_or(usize::MAX).min(bytes.len());
                self.literal -= skipped as u64;
                bytes = bytes.get(skipped..).unwrap_or_default();
            } else {
                self.see_byte(byte)?;
                bytes = rest;
            }
        }
        Ok(())
    }

    fn see_byte(&mut self, byte: u8) -> Result<(), &'static str> {
        self.line += 1;
        if self.line > LONGEST_LINE {
            return Err("a line without an end");
        }
        if self.head.len() < HEAD {
            self.head.push(byte);
        }
        match byte {
            b'\n' => return self.end_of_line(),
            b'(' => self.depth += 1,
            b')' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.brace = match (self.brace, byte) {
            (_, b'{') => Brace::Open(0),
            (Brace::Open(n), b'0'..=b'9') => Brace::Open(n.saturating_mul(10).saturating_add(u64::from(byte - b'0'))),
            (Brace::Open(n), b'+') => Brace::Open(n),
            (Brace::Open(n), b'}') | (Brace::Closed(n), b'\r') => Brace::Closed(n),
            _ => Brace::None,
        };
        if self.depth > DEEPEST { Err("brackets within brackets within brackets") } else { Ok(()) }
    }

    /// A literal goes on with the line; any other end begins a new one.
    fn end_of_line(&mut self) -> Result<(), &'static str> {
        match std::mem::replace(&mut self.brace, Brace::None) {
            Brace::Closed(announced) if announced > self.largest => Err("a mail far larger than the one it listed"),
            Brace::Closed(announced) if is_fetch(&self.head) => {
                self.literal = announced;
                Ok(())
            }
            Brace::Closed(_) | Brace::Open(_) | Brace::None => {
                self.head.clear();
                self.line = 0;
                self.depth = 0;
                Ok(())
            }
        }
    }
}

/// Only a FETCH answer carries literals here. Anywhere else `{5}` is talk, and must not switch the guard off.
fn is_fetch(head: &[u8]) -> bool {
    let Some(rest) = head.strip_prefix(b"* ") else { return false };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    digits > 0
        && rest
            .get(digits..)
            .is_some_and(|rest| rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b" FETCH ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shown whole, and byte by byte.
    fn check(said: &[u8], expected: Result<(), &'static str>) {
        assert_eq!(Guard::new(1000).see(said), expected);
        let mut guard = Guard::new(1000);
        assert_eq!(said.iter().try_for_each(|byte| guard.see(&[*byte])), expected);
    }

    #[test]
    fn honest_talk_passes() {
        check(b"* OK [CAPABILITY IMAP4rev1 (a)] hello {5}\r\n* 1 FETCH (UID 1 BODY[] {40}\r\n((((((((((((((((((((((((((((((((((((((((" , Ok(()));
        check(b"* 1 FETCH (UID 1 BODY[] {3}\r\nabc)\r\n* 2 FETCH (UID 2 BODY[] {0}\r\n)\r\na1 OK done\r\n", Ok(()));
        check("* 1 FETCH (FLAGS ())\r\n".repeat(100_000).as_bytes(), Ok(()));
    }

    #[test]
    fn a_literal_larger_than_any_mail_ends_the_connection() {
        let expected = Err("a mail far larger than the one it listed");
        check(b"* 1 FETCH (UID 1 BODY[] {400000000}\r\n", expected);
        check(b"* 1 FETCH (UID 1 BODY[] {99999999999999999999999}\r\n", expected);
        check(b"* OK hello {5}\r\n* 1 FETCH (BODY[] {2000}\r\n", expected);
    }

    #[test]
    fn brackets_without_end_end_the_connection() {
        let expected = Err("brackets within brackets within brackets");
        for deep in [60, 400, 200_000] {
            check(format!("* 1 FETCH (BODYSTRUCTURE {}\r\n", "(".repeat(deep)).as_bytes(), expected);
        }
        check(format!("* OK {{900}}\r\n* 1 FETCH (BODYSTRUCTURE {}", "(".repeat(60)).as_bytes(), expected);
    }

    #[test]
    fn a_line_without_an_end_ends_the_connection() {
        check(&vec![b'x'; 2 * LONGEST_LINE], Err("a line without an end"));
    }
}
