//! SMTP and LMTP as a stranger speaks it, a line at a time, without any library that is under test.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;

/// Hands one mail to a server on this machine; every answer must be a yes.
pub fn hand_over(port: u16, hello: &str, from: &str, to: &str, raw: &str) {
    let mut writer = TcpStream::connect(("127.0.0.1", port)).expect("the server to listen");
    let mut reader = BufReader::new(writer.try_clone().expect("a second handle"));
    expect(&mut reader, '2', "greeting");
    let body = dotted(raw);
    for (line, yes) in [
        (format!("{hello} elsewhere.test\r\n"), '2'),
        (format!("MAIL FROM:<{from}>\r\n"), '2'),
        (format!("RCPT TO:<{to}>\r\n"), '2'),
        ("DATA\r\n".to_owned(), '3'),
        (format!("{body}.\r\n"), '2'),
        ("QUIT\r\n".to_owned(), '2'),
    ] {
        writer.write_all(line.as_bytes()).expect("to be heard");
        expect(&mut reader, yes, &line);
    }
}

/// CRLF at every line's end, and a second dot before one that begins a line (RFC 5321 section 4.5.2).
fn dotted(raw: &str) -> String {
    raw.lines().map(|line| if line.starts_with('.') { format!(".{line}\r\n") } else { format!("{line}\r\n") }).collect()
}

fn expect(reader: &mut BufReader<TcpStream>, yes: char, to: &str) {
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("an answer");
        assert!(line.starts_with(yes), "{line:?} in answer to {to:?}");
        if line.chars().nth(3) != Some('-') {
            return;
        }
    }
}
