//! Ordinary letters, made up: what a working day brings, as the common mail programs write it, with the headers that servers add.
//! Three to five kilobytes each.

use std::fmt::Write as _;

/// A letter and what kind it is.
pub(crate) struct Ordinary {
    pub(crate) kind: &'static str,
    pub(crate) raw: Vec<u8>,
}

/// Twelve kinds of letters, each `times` times with other words.
pub(crate) fn letters(times: usize) -> Vec<Ordinary> {
    type Kind = (&'static str, fn(usize) -> String);
    const KINDS: [Kind; 12] = [
        ("plain note", note),
        ("flowed note", flowed),
        ("text and HTML", alternative),
        ("Gmail forward", gmail_forward),
        ("Gmail reply with history", gmail_reply),
        ("Outlook forward", outlook_forward),
        ("Outlook thread, text alone", outlook_thread),
        ("Apple forward, quoted", apple_forward),
        ("iPhone reply", iphone_reply),
        ("Thunderbird forward in German", german_forward),
        ("French reply", french_reply),
        ("HTML alone", html_alone),
    ];
    let mut letters = Vec::new();
    for n in 0..times {
        letters.extend(KINDS.iter().map(|(kind, make)| Ordinary { kind, raw: make(n).replace('\n', "\r\n").into() }));
    }
    letters
}

const ENGLISH: [&str; 24] = [
    "The numbers for the second quarter are only in the annual report, and they are not out yet.",
    "Could you please book the small meeting room for the whole of Thursday morning?",
    "I moved the call with the printer to 3 pm, because the samples come at noon.",
    "We looked at the first three pages and found that the table on the left has two wrong totals.",
    "The photos are in the shared folder, sorted by room; the kitchen is still missing.",
    "Thank you for taking care of the flights, the earlier one suits me much better.",
    "Please find the draft of the newsletter below, the second paragraph needs your eye.",
    "There were 14 new sign-ups this week (last week: 9), and two people asked about the autumn course.",
    "I have a copy of it in my folder, and there is a second one in the cupboard by the door.",
    "Our accountant asked for the receipts of May and June: hotel, train, and the dinner with the board.",
    "If the courier is late again, I would rather use the other firm, although it costs 12% more.",
    "My sister runs a bakery and is looking for somebody who could run her calendar from October on.",
    "The contract is signed, so we can start on the 1st; I will send the plan by Wednesday.",
    "Let me know whether the blue or the green version is better, I can live with both.",
    "As agreed, I wrote to all speakers; seven said yes, one cannot come, and two did not answer yet.",
    "The password for the booking system has changed, the new one is in the vault under \"Booking\".",
    "He said that the invoice of 28 October was paid on Monday, but I do not see it in the account.",
    "Next week I am in the office from Tuesday to Thursday, on Friday I work from home.",
    "The customers liked the new form very much, it takes them less than two minutes to fill it in.",
    "One more thing: the parking permit ends on 30 November and must be renewed on paper.",
    "I tried it on my phone and on the old laptop, and it looked fine on both of them.",
    "Shall we offer a discount to those who come for the third time, or is it too early for that?",
    "The plumber comes between eight and ten, somebody should be there to let him in.",
    "Everything else can wait until you are back from your holiday, enjoy the rest of it!",
];
const GERMAN: [&str; 8] = [
    "Die Zahlen für das zweite Quartal stehen im Jahresbericht, der noch nicht veröffentlicht ist.",
    "Könntest du bitte den kleinen Besprechungsraum für den ganzen Donnerstagvormittag buchen?",
    "Den Anruf mit der Druckerei habe ich auf 15 Uhr verschoben, weil die Muster erst mittags kommen.",
    "Wir haben die ersten drei Seiten durchgesehen und in der linken Tabelle zwei falsche Summen gefunden.",
    "Die Fotos liegen im gemeinsamen Ordner, nach Räumen sortiert; die Küche fehlt noch.",
    "Vielen Dank, dass du dich um die Flüge gekümmert hast, der frühere passt mir viel besser.",
    "Der Vertrag ist unterschrieben, wir können also am 1. anfangen; den Plan schicke ich bis Mittwoch.",
    "Alles andere kann warten, bis du aus dem Urlaub zurück bist. Schöne Grüße aus Köln!",
];
const FRENCH: [&str; 8] = [
    "Les chiffres du deuxième trimestre sont dans le rapport annuel, qui n'est pas encore paru.",
    "Pourrais-tu réserver la petite salle de réunion pour toute la matinée de jeudi ?",
    "J'ai déplacé l'appel avec l'imprimeur à 15 h, car les échantillons arrivent à midi.",
    "Nous avons relu les trois premières pages et trouvé deux totaux faux dans le tableau de gauche.",
    "Les photos sont dans le dossier partagé, classées par pièce ; il manque encore la cuisine.",
    "Merci de t'être occupée des billets, le vol du matin me convient bien mieux.",
    "Le contrat est signé, nous pouvons donc commencer le 1er ; j'envoie le planning mercredi.",
    "Tout le reste peut attendre ton retour de vacances, profites-en bien !",
];

/// Paragraphs of three sentences, other ones for each `n`.
fn paragraphs(from: &[&'static str], n: usize, many: usize) -> Vec<String> {
    let sentence = |at: usize| from.get((n * 7 + at) % from.len()).copied().unwrap_or_default();
    (0..many).map(|p| [sentence(p * 3), sentence(p * 3 + 1), sentence(p * 3 + 2)].join(" ")).collect()
}

/// Broken at 72 letters, each line behind `mark`.
fn wrapped(paragraphs: &[String], mark: &str) -> String {
    let mut out = String::new();
    for paragraph in paragraphs {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            if line.len() + word.len() > 72 {
                let _ = writeln!(out, "{mark}{line}");
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        let _ = write!(out, "{mark}{line}\n{}\n", mark.trim_end());
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// As Gmail writes them.
fn divs(paragraphs: &[String]) -> String {
    paragraphs.iter().map(|text| format!("<div>{}</div><div><br></div>", escaped(text))).collect()
}

/// As Outlook writes them.
fn mso(paragraphs: &[String]) -> String {
    let one = |text: &String| {
        format!(
            "<p class=\"MsoNormal\"><span lang=\"EN-GB\" style=\"font-size:11.0pt;mso-fareast-language:EN-US\">{}<o:p></o:p></span></p>\n",
            escaped(text)
        )
    };
    paragraphs.iter().map(one).collect()
}

const MSO_HEAD: &str = "<html xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\">\n<head>\n\
    <meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">\n<style><!--\n/* Font Definitions */\n@font-face\n\t{font-family:Calibri;\n\
    \tpanose-1:2 15 5 2 2 2 4 3 2 4;}\n/* Style Definitions */\np.MsoNormal, li.MsoNormal, div.MsoNormal\n\t{margin:0cm;\n\tfont-size:11.0pt;\n\
    \tfont-family:\"Calibri\",sans-serif;}\na:link, span.MsoHyperlink\n\t{mso-style-priority:99;\n\tcolor:blue;\n\ttext-decoration:underline;}\n--></style>\n\
    </head>\n<body lang=\"EN-GB\" link=\"blue\" vlink=\"purple\">\n<div class=\"WordSection1\">\n";

fn quoted_printable(text: &str) -> String {
    let mut out = String::new();
    for line in text.split('\n') {
        let mut width = 0;
        for byte in line.bytes() {
            if width > 72 {
                out.push_str("=\n");
                width = 0;
            }
            if byte == b'=' || !(b' '..=b'~').contains(&byte) {
                let _ = write!(out, "={byte:02X}");
                width += 3;
            } else {
                out.push(char::from(byte));
                width += 1;
            }
        }
        out.push('\n');
    }
    out
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    let encoded = base64::engine::general_purpose::STANDARD.encode(text.replace('\n', "\r\n"));
    let lines = encoded.as_bytes().chunks(76).map(String::from_utf8_lossy);
    lines.map(|line| format!("{line}\n")).collect()
}

/// What servers and programs write over a letter.
fn header(n: usize, subject: &str, cc: &str, content: &str) -> String {
    let (minute, second) = (n % 60, (n * 7) % 60);
    format!(
        "Delivered-To: track@bothways.example\n\
         Received: by 2002:a05:6402:3482:b0:{n:04x} with SMTP id x2csp913402edc;\n        Mon, 16 Nov 2026 01:12:{second:02} -0800 (PST)\n\
         Received: from mail-sor-f41.desk.example (mail-sor-f41.desk.example. [192.0.2.41])\n        by mx.bothways.example with SMTPS id u8-{n}\n\
         \x20       for <track@bothways.example>\n        (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256 bits=128/128);\n        Mon, 16 Nov 2026 01:12:{second:02} -0800 (PST)\n\
         Authentication-Results: mx.bothways.example; dkim=pass header.i=@desk.example header.s=s2024 header.b=QhZ3vR0x;\n       spf=pass smtp.mailfrom=ines@desk.example\n\
         DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=desk.example; s=s2024; t=1794820330;\n        h=to:subject:message-id:date:from:mime-version:from:to:cc:subject:date;\n\
         \x20       bh=9gYt0m3R5Vd1mKz6b8F3J2o7cQw4L1xE6uPqN0sTzAo=;\n        b=QhZ3vR0xY7mW2kJ5nP8sT1uV4wX7yZ0aB3cD6eF9gH2iJ5kL8mN1oP4qR7sT0uV3w\n\
         \x20        X6yZ9aB2cD5eF8gH1iJ4kL7mN0oP3qR6sT9uV2wX5yZ8aB1cD4eF7gH0iJ3kL6mN9o\n         P2qR5sT8uV1wX4yZ7aB0cD3eF6gH9iJ2kL5mN8oP1qR4sT7uV0wX3yZ6aB9cD2eF5g==\n\
         X-Received: by 2002:a17:906:4a50:b0:{n:04x} with SMTP id a16mr1203; Mon, 16 Nov 2026 01:12:{second:02} -0800\n\
         MIME-Version: 1.0\nFrom: Ines Marlow <ines@desk.example>\nDate: Mon, 16 Nov 2026 10:{minute:02}:{second:02} +0100\n\
         Message-ID: <CAKx{n:05}.{second}@mail.desk.example>\nSubject: {subject}\nTo: track@bothways.example\n{cc}{content}\n"
    )
}

const PLAIN: &str = "Content-Type: text/plain; charset=\"UTF-8\"\nContent-Transfer-Encoding: 8bit\n";

/// The two witnesses of one body.
fn both(n: usize, subject: &str, cc: &str, text: &str, html: &str) -> String {
    let boundary = format!("000000000000{n:04}a1b2c3d4e5");
    let head = header(n, subject, cc, &format!("Content-Type: multipart/alternative; boundary=\"{boundary}\"\n"));
    format!(
        "{head}--{boundary}\nContent-Type: text/plain; charset=\"UTF-8\"\nContent-Transfer-Encoding: quoted-printable\n\n{}\n\
         --{boundary}\nContent-Type: text/html; charset=\"UTF-8\"\nContent-Transfer-Encoding: quoted-printable\n\n{}\n--{boundary}--\n",
        quoted_printable(text),
        quoted_printable(html)
    )
}

const SIGNATURE: &str = "-- \nInes Marlow\nVirtual assistant, Marlow Desk\n+49 30 5550 1234 | https://desk.example\n";

fn note(n: usize) -> String {
    let words = wrapped(&paragraphs(&ENGLISH, n, 7), "");
    header(n, "Where we are this week", "Cc: Dana Reed <dana@acme.example>\n", PLAIN)
        + format!("Hi Dana,\n\n{words}Best,\nInes\n\n{SIGNATURE}").as_str()
}

fn flowed(n: usize) -> String {
    let words = wrapped(&paragraphs(&ENGLISH, n + 3, 7), "").replace('\n', " \n").replace("\n \n", "\n\n");
    let kind = PLAIN.replace("\"UTF-8\"", "UTF-8; format=flowed");
    header(n, "Re: Samples", "Cc: Dana Reed <dana@acme.example>\nIn-Reply-To: <77ab@acme.example>\n", &kind)
        + format!("Hello Dana,\n\n{words}Kind regards\nInes\n\n{SIGNATURE}").as_str()
}

fn alternative(n: usize) -> String {
    let prose = paragraphs(&ENGLISH, n + 5, 5);
    let text = format!("Hi Dana,\n\n{}Best,\nInes\n\n{SIGNATURE}", wrapped(&prose, ""));
    let html = format!(
        "<div dir=\"ltr\"><div>Hi Dana,</div><div><br></div>{}<div>Best,</div><div>Ines</div><br><span class=\"gmail_signature_prefix\">-- </span><br>\
         <div dir=\"ltr\" class=\"gmail_signature\" data-smartmail=\"gmail_signature\"><div dir=\"ltr\"><b>Ines Marlow</b><div>Virtual assistant, Marlow Desk</div></div></div></div>",
        divs(&prose)
    );
    both(n, "The launch on Thursday", "Cc: Dana Reed <dana@acme.example>\n", &text, &html)
}

fn gmail_forward(n: usize) -> String {
    let prose = paragraphs(&ENGLISH, n + 9, 5);
    let text = format!(
        "For your files.\n\n---------- Forwarded message ---------\nFrom: Dana Reed <dana@acme.example>\nDate: Fri, Nov 13, 2026 at 4:{:02} PM\n\
         Subject: The launch on Thursday\nTo: Ines Marlow <ines@desk.example>\nCc: Bo Ray <bo@acme.example>\n\n\nHi Ines,\n\n{}Thanks a lot,\nDana\n",
        n % 60,
        wrapped(&prose, "")
    );
    let html = format!(
        "<div dir=\"ltr\">For your files.<br><br><div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" class=\"gmail_attr\">---------- Forwarded message ---------<br>\
         From: <strong class=\"gmail_sendername\" dir=\"auto\">Dana Reed</strong> <span dir=\"auto\">&lt;<a href=\"mailto:dana@acme.example\">dana@acme.example</a>&gt;</span><br>\
         Date: Fri, Nov 13, 2026 at 4:{:02} PM<br>Subject: The launch on Thursday<br>To: Ines Marlow &lt;<a href=\"mailto:ines@desk.example\">ines@desk.example</a>&gt;<br>\
         Cc: Bo Ray &lt;<a href=\"mailto:bo@acme.example\">bo@acme.example</a>&gt;<br></div><br><br><div dir=\"ltr\"><div>Hi Ines,</div><div><br></div>{}<div>Thanks a lot,</div><div>Dana</div></div>\n</div></div>\n",
        n % 60,
        divs(&prose)
    );
    both(n, "Fwd: The launch on Thursday", "", &text, &html)
}

fn gmail_reply(n: usize) -> String {
    let (prose, before) = (paragraphs(&ENGLISH, n + 11, 2), paragraphs(&ENGLISH, n + 13, 3));
    let over = format!("On Fri, Nov 13, 2026 at 4:{:02} PM Dana Reed ", n % 60);
    let text = format!(
        "Hi Dana,\n\n{}Best,\nInes\n\n{over}<dana@acme.example>\nwrote:\n\n> Hi Ines,\n>\n{}> Thanks a lot,\n> Dana\n>\n",
        wrapped(&prose, ""),
        wrapped(&before, "> ")
    );
    let html = format!(
        "<div dir=\"ltr\"><div>Hi Dana,</div><div><br></div>{}<div>Best,</div><div>Ines</div></div><br><div class=\"gmail_quote gmail_quote_container\">\
         <div dir=\"ltr\" class=\"gmail_attr\">{over}&lt;<a href=\"mailto:dana@acme.example\">dana@acme.example</a>&gt; wrote:<br></div>\
         <blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex\"><div dir=\"ltr\"><div>Hi Ines,</div>{}<div>Thanks a lot,</div><div>Dana</div></div>\n</blockquote></div>\n",
        divs(&prose),
        divs(&before)
    );
    both(n, "Re: The launch on Thursday", "Cc: Dana Reed <dana@acme.example>\n", &text, &html)
}

fn outlook_forward(n: usize) -> String {
    let prose = paragraphs(&ENGLISH, n + 15, 3);
    let text = format!(
        "For the record.\n\nFrom: Dana Reed <dana@acme.example>\nSent: 13 November 2026 16:{:02}\nTo: Ines Marlow <ines@desk.example>\nSubject: Samples\n\nHi Ines,\n\n{}Regards\nDana\n",
        n % 60,
        wrapped(&prose, "")
    );
    let html = format!(
        "{MSO_HEAD}{}<div>\n<div style=\"border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm\">\n<p class=\"MsoNormal\"><b><span lang=\"EN-US\">From:</span></b>\
         <span lang=\"EN-US\"> Dana Reed &lt;dana@acme.example&gt; <br>\n<b>Sent:</b> 13 November 2026 16:{:02}<br>\n<b>To:</b> Ines Marlow &lt;ines@desk.example&gt;<br>\n<b>Subject:</b> Samples<o:p></o:p></span></p>\n</div>\n</div>\n\
         <p class=\"MsoNormal\">Hi Ines,<o:p></o:p></p>\n{}<p class=\"MsoNormal\">Regards<br>Dana<o:p></o:p></p>\n</div>\n</body>\n</html>\n",
        mso(&["For the record.".to_owned()]),
        n % 60,
        mso(&prose)
    );
    both(n, "FW: Samples", "", &text, &html)
}

fn outlook_thread(n: usize) -> String {
    let mut text = format!("Hi Dana,\n\n{}Regards\nInes\n\n", wrapped(&paragraphs(&ENGLISH, n + 17, 3), ""));
    for (at, (from, to)) in [
        ("Dana Reed <dana@acme.example>", "Ines Marlow <ines@desk.example>"),
        ("Ines Marlow <ines@desk.example>", "Dana Reed <dana@acme.example>"),
    ]
    .into_iter()
    .enumerate()
    {
        let _ = write!(
            text,
            "________________________________\nFrom: {from}\nSent: Friday, November {}, 2026 4:{:02} PM\nTo: {to}\nSubject: Re: Samples\n\nHello,\n\n{}Regards\n\n",
            13 - at,
            n % 60,
            wrapped(&paragraphs(&ENGLISH, n + 19 + at, 2), "")
        );
    }
    header(n, "Re: Samples", "Cc: Dana Reed <dana@acme.example>\n", PLAIN) + text.as_str()
}

fn apple_forward(n: usize) -> String {
    let words = wrapped(&paragraphs(&ENGLISH, n + 21, 6), "> ");
    header(n, "Fwd: Receipts", "X-Mailer: Apple Mail (2.3826.200.121)\n", PLAIN)
        + format!(
            "For the folder.\n\n> Begin forwarded message:\n> \n> From: Dana Reed <dana@acme.example>\n> Subject: Receipts\n> Date: 13 November 2026 at 16:{:02}:11 CET\n\
             > To: Ines Marlow <ines@desk.example>\n> \n> Hi Ines,\n> \n{words}> Thanks\n> Dana\n",
            n % 60
        ).as_str()
}

fn iphone_reply(n: usize) -> String {
    let (prose, before) = (paragraphs(&ENGLISH, n + 22, 2), paragraphs(&ENGLISH, n + 23, 5));
    let kind = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n";
    let text = format!(
        "{}Ines\n\nSent from my iPhone\n\n> On 13 Nov 2026, at 16:{:02}, Dana Reed <dana@acme.example> wrote:\n> \n> \u{feff}Hi Ines,\n> \n{}> Dana\n",
        wrapped(&prose, ""),
        n % 60,
        wrapped(&before, "> ")
    );
    header(n, "Re: Receipts", "Cc: Dana Reed <dana@acme.example>\n", kind) + quoted_printable(&text).as_str()
}

fn german_forward(n: usize) -> String {
    let words = wrapped(&paragraphs(&GERMAN, n, 6), "");
    let text = format!(
        "Zur Ablage.\n\n\n-------- Weitergeleitete Nachricht --------\nBetreff: \tMuster für die Broschüre\nDatum: \tFri, 13 Nov 2026 16:{:02}:22 +0100\n\
         Von: \tJürgen Groß <j.gross@druckerei.example>\nAn: \tInes Marlow <ines@desk.example>\n\n\n\nHallo Ines,\n\n{words}Viele Grüße\nJürgen\n",
        n % 60
    );
    let kind = "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: base64\n";
    header(n, "=?UTF-8?Q?Fwd=3A_Muster_f=C3=BCr_die_Brosch=C3=BCre?=", "Content-Language: de-DE\n", kind)
        + base64(&text).as_str()
}

fn french_reply(n: usize) -> String {
    let (prose, before) = (paragraphs(&FRENCH, n, 2), paragraphs(&FRENCH, n + 3, 3));
    let over = format!("Le ven. 13 nov. 2026 à 16:{:02}, Élodie Bernard ", n % 60);
    let text = format!(
        "Bonjour Élodie,\n\n{}Bien à toi,\nInes\n\n{over}<elodie@atelier.example> a\nécrit :\n\n> Bonjour Ines,\n>\n{}> Élodie\n",
        wrapped(&prose, ""),
        wrapped(&before, "> ")
    );
    let html = format!(
        "<div dir=\"ltr\"><div>Bonjour Élodie,</div><div><br></div>{}<div>Bien à toi,</div><div>Ines</div></div><br><div class=\"gmail_quote\">\
         <div dir=\"ltr\" class=\"gmail_attr\">{over}&lt;<a href=\"mailto:elodie@atelier.example\">elodie@atelier.example</a>&gt; a écrit :<br></div>\
         <blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)\"><div>Bonjour Ines,</div>{}<div>Élodie</div>\n</blockquote></div>\n",
        divs(&prose),
        divs(&before)
    );
    both(
        n,
        "=?UTF-8?Q?Re=3A_R=C3=A9union_de_jeudi?=",
        "Cc: =?UTF-8?Q?=C3=89lodie_Bernard?= <elodie@atelier.example>\n",
        &text,
        &html,
    )
}

fn html_alone(n: usize) -> String {
    let (prose, before) = (paragraphs(&ENGLISH, n + 2, 2), paragraphs(&ENGLISH, n + 4, 3));
    let kind = "Content-Type: text/html; charset=\"utf-8\"\nContent-Transfer-Encoding: quoted-printable\n";
    let html = format!(
        "{MSO_HEAD}{}<div id=\"appendonsend\"></div>\n<hr style=\"display:inline-block;width:98%\" tabindex=\"-1\">\n<div id=\"divRplyFwdMsg\" dir=\"ltr\"><font face=\"Calibri, sans-serif\" style=\"font-size:11pt\" color=\"#000000\">\
         <b>From:</b> Dana Reed &lt;dana@acme.example&gt;<br>\n<b>Sent:</b> Friday, November 13, 2026 4:{:02} PM<br>\n<b>To:</b> Ines Marlow &lt;ines@desk.example&gt;<br>\n<b>Subject:</b> Re: Samples</font>\n<div>&nbsp;</div>\n</div>\n{}</div>\n</body>\n</html>\n",
        mso(&prose),
        n % 60,
        mso(&before)
    );
    header(n, "Re: Samples", "Cc: Dana Reed <dana@acme.example>\n", kind) + quoted_printable(&html).as_str()
}
