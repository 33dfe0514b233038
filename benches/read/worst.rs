//! The worst mails that we could think of, each of any size: what is read in them must cost no more than their size, whatever
//! their shape. The benchmark times them; a test in `tests/it` holds the ratios.

/// A shape, made about as large as it is told, in bytes.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) make: fn(usize) -> Vec<u8>,
}

/// All of them.
pub(crate) fn shapes() -> Vec<Shape> {
    let mut shapes = Vec::new();
    shapes.extend(TEXTS.iter().map(|(name, make)| Shape { name, make: *make }));
    shapes.extend(PAGES.iter().map(|(name, make)| Shape { name, make: *make }));
    shapes.extend(WHOLE.iter().map(|(name, make)| Shape { name, make: *make }));
    shapes
}

type Named = (&'static str, fn(usize) -> Vec<u8>);

/// Bodies of text.
const TEXTS: [Named; 43] = [
    ("labels", |n| text(&fill("Subject: x y\n", n))),
    ("authors", |n| text(&fill("From: a <a@b.example>\n", n))),
    ("recipients in a line", |n| text(&format!("From: a <a@b.example>\nTo: {}\n", fill("Bo Ray <bo@x.example>; ", n)))),
    ("recipients in lines", |n| text(&format!("From: a <a@b.example>\nTo: {}\n", fill("Bo Ray <bo@x.example>;\n", n)))),
    ("a folded subject", |n| text(&format!("From: a <a@b.example>\nSubject: {}", fill("x y\n ", n)))),
    ("header blocks", |n| {
        text(&fill("From: a <a@b.example>\nDate: 3 Nov 2026 10:00\nTo: b <b@c.example>\nSubject: x\n\nhi\n", n))
    }),
    ("labels and blanks", |n| text(&fill("From: a\n\nTo: b\n\nhi\n\n", n))),
    ("attributions", |n| text(&fill("On Wed, Nov 11, 2026 at 9:31 AM Dana <d@x.example> wrote:\n> hi\n\nyes\n", n))),
    ("attributions alone", |n| text(&fill("On Wed, Nov 11, 2026 at 9:31 AM Dana <d@x.example> wrote:\n", n))),
    ("attributions that never end", |n| text(&fill("On Wed, Nov 11, 2026 at 9:31 AM Dana Reed\n", n))),
    ("an attribution in a line without end", |n| text(&fill("On Wed, Nov 11, 2026 at 9:31 AM Dana Reed ", n))),
    ("lines that end in a colon", |n| text(&fill("and then she wrote:\n", n))),
    ("verbs", |n| text(&fill("wrote a@b.example wrote:\n", n))),
    ("separators", |n| text(&fill("---------- Forwarded message ---------\nFrom: a <a@b.example>\n\nx\n", n))),
    ("separators alone", |n| text(&fill("-----Original Message-----\n", n))),
    ("separators that end", |n| text(&fill("----- End forwarded message -----\n", n))),
    ("separators that open and end", |n| {
        text(&fill("----- Forwarded message from a@b.example -----\n\nx\n\n----- End forwarded message -----\n", n))
    }),
    ("dashes", |n| text(&fill("-", n))),
    ("rules", |n| text(&fill("--------\n", n))),
    ("one quote, ever deeper", |n| text(&format!("{} x\n", fill(">", n)))),
    ("quotes, ten thousand deep", |n| text(&fill(&format!("{} x\n", ">".repeat(10_000)), n))),
    ("a staircase of quotes", |n| text(&stairs(n, |depth| format!("{}x\n", ">".repeat(depth))))),
    ("a staircase of attributions", |n| {
        text(&stairs(n, |depth| format!("{}On 3 Nov 2026 10:00, Dana <d@x.example> wrote:\n", "> ".repeat(depth))))
    }),
    ("forward and quote by turns", |n| {
        text(&stairs(n, |depth| {
            let marks = "> ".repeat(depth);
            format!(
                "{marks}---------- Forwarded message ---------\n{marks}From: a <a@b.example>\n{marks}\n{marks}On 3 Nov 2026 10:00, D <d@x.example> wrote:\n"
            )
        }))
    }),
    ("answers between quotes", |n| text(&fill("> why?\nso\n", n))),
    ("quotes and blanks", |n| text(&fill(">\n\n", n))),
    ("one word", |n| text(&fill("x", n))),
    ("one line of words", |n| text(&fill("we thank you for the help and recommend it ", n))),
    ("one word again and again", |n| text(&fill("thank ", n))),
    ("words without a full stop", |n| text(&fill("we thank you for the help\nand recommend it to all,\n", n))),
    ("full stops", |n| text(&fill(". ", n))),
    ("blank lines", |n| text(&fill("\n", n))),
    ("blanks", |n| text(&fill(" ", n))),
    ("what cannot be seen", |n| text(&fill("\u{200b}\u{200e}", n))),
    ("at signs", |n| text(&format!("From: {}\nTo: {}\n", fill("@", n / 2), fill("<", n / 2)))),
    ("quotation marks", |n| text(&format!("From: a@b.example\nTo: {}\n", fill("\"a ", n)))),
    ("dates in a line", |n| text(&fill("3 Nov 2026 10:00 ", n))),
    ("dates in lines", |n| text(&fill("Date: 3 Nov 2026 10:00\n", n))),
    ("numbers", |n| text(&fill("1.", n))),
    ("signatures", |n| text(&fill("-- \nDana\n", n))),
    ("disclaimers", |n| text(&fill("This message is confidential and intended solely for the addressee.\n", n))),
    ("closings", |n| text(&fill("Best regards,\nDana\n+49 30 1234567\n", n))),
    ("flowed", |n| mail("Content-Type: text/plain; charset=utf-8; format=flowed\n", &fill("> a \n", n))),
];

/// Bodies of HTML.
const PAGES: [Named; 17] = [
    ("divs in divs", |n| page(&fill("<div>x", n))),
    ("divs", |n| page(&fill("<div>x</div>", n))),
    ("quotes in quotes", |n| page(&fill("<blockquote type=cite>x", n))),
    ("frames in frames", |n| page(&fill("<div class=gmail_quote>x", n))),
    ("quotes opened and closed", |n| {
        page(&format!("{}{}", fill("<blockquote type=cite>x<br>", n * 2 / 3), fill("</blockquote>y<br>", n / 3)))
    }),
    ("attributions in quotes", |n| {
        page(&fill("On 3 Nov 2026 10:00, Dana &lt;d@x.example&gt; wrote:<blockquote type=cite>x", n))
    }),
    ("borders", |n| {
        page(&fill(
            "<div id=divRplyFwdMsg><b>From:</b> a &lt;a@b.example&gt;<br><b>Sent:</b> 3 Nov 2026 10:00</div>x",
            n,
        ))
    }),
    ("tables in tables", |n| page(&fill("<table><tr><td>x", n))),
    ("cells", |n| page(&format!("<table><tr>{}</table>", fill("<td>x</td>", n)))),
    ("lists in lists", |n| page(&fill("<ol><li>x", n))),
    ("crossed tags", |n| page(&fill("<b><p>x</b>", n))),
    ("tags that close nothing", |n| page(&fill("</div></b>", n))),
    ("tags that never end", |n| page(&fill("<a href=\"x", n))),
    ("attributes", |n| page(&fill(&format!("<a {}>x", fill("b=c ", 3000)), n))),
    ("entities", |n| page(&fill("&amp;&nbsp;&#8203;&bogus;", n))),
    ("signs that are no tags", |n| page(&fill("< ", n))),
    ("comments", |n| page(&fill("<!-- x --><!", n))),
];

/// Headers and parts. A header may be a megabyte and a mail have a thousand parts; so these grow up to there.
const WHOLE: [Named; 14] = [
    ("one long header", |n| mail(&format!("X-Long: {}\n", fill("x", n.min(HEADER))), "hi")),
    ("header lines", |n| mail(&fill("X-A: b\n", n.min(HEADER)), "hi")),
    ("folded header", |n| mail(&format!("X-Long: {}x\n", fill("x\n ", n.min(HEADER))), "hi")),
    ("recipients in the header", |n| {
        mail(&format!("Cc: {}z@x.example\n", fill("\"Ray, Bo\" <bo@x.example>,\n ", n.min(HEADER))), "hi")
    }),
    ("references", |n| mail(&format!("References: {}\n", fill("<a@b.example> ", n.min(HEADER))), "hi")),
    ("received", |n| {
        mail(
            &fill("Received: from a by b.example for <c@d.example>; Mon, 16 Nov 2026 01:12:00 -0800\n", n.min(HEADER)),
            "hi",
        )
    }),
    ("encoded words", |n| mail(&format!("Comments: {}\n", fill("=?utf-8?q?=C3=BC?= ", n.min(HEADER))), "hi")),
    ("encoded words that never end", |n| {
        let never = fill("=?a?b? ", n.min(HEADER));
        format!("From: a <ines@desk.example>\nSubject: =?utf-8?q?=FF?= {never}\n\nhi").into()
    }),
    ("base64 that is none", |n| {
        mail("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n", &fill("!=?\n", n))
    }),
    ("quoted-printable that is none", |n| {
        mail("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n", &fill("=X=", n))
    }),
    ("bytes of no charset", |n| {
        let mut raw = mail("Content-Type: text/plain; charset=utf-8\n", "");
        raw.extend(b"\xff\xc3 \xe9".iter().cycle().take(n));
        raw
    }),
    ("parts", |n| {
        let part = format!("--b\nContent-Type: text/plain\n\n{}\n", fill("hi there\n", n / 900));
        mail("Content-Type: multipart/mixed; boundary=b\n", &part.repeat(900))
    }),
    ("boundaries of nothing", |n| mail("Content-Type: multipart/mixed; boundary=\"bb\"\n", &fill("--b\n", n))),
    ("attached mails", |n| {
        let words = fill("On 3 Nov 2026 10:00, Dana <d@x.example> wrote:\n> hi\n\n", n / 90);
        let part = format!("--b\nContent-Type: message/rfc822\n\nFrom: a@b.example\nSubject: x\n\n{words}\n");
        mail("Content-Type: multipart/mixed; boundary=b\n", &part.repeat(90))
    }),
];

/// No longer header is read.
const HEADER: usize = 1_000_000;

fn fill(unit: &str, n: usize) -> String {
    unit.repeat(n.div_ceil(unit.len()))
}

/// Lines that are each a little longer than the one before, until they are large enough together.
fn stairs(n: usize, step: fn(usize) -> String) -> String {
    let mut out = String::new();
    for depth in 0.. {
        if out.len() >= n {
            break;
        }
        out.push_str(&step(depth));
    }
    out
}

fn mail(header: &str, body: &str) -> Vec<u8> {
    format!("From: a <ines@desk.example>\nTo: track@bothways.example\nSubject: Fwd: x\n{header}\n{body}").into()
}

fn text(body: &str) -> Vec<u8> {
    mail("Content-Type: text/plain; charset=utf-8\n", body)
}

fn page(body: &str) -> Vec<u8> {
    mail("Content-Type: text/html; charset=utf-8\n", body)
}
