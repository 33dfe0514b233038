//! What an element means for the lines in it, and the containers by which mail programs mark quotes and signatures.

use super::tags::Tag;

/// What an element adds to the lines in it.
#[expect(clippy::struct_excessive_bools, reason = "five independent properties of an element")]
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Element {
    pub(super) kind: Kind,
    pub(super) quote: bool,
    pub(super) frame: bool,
    pub(super) hidden: bool,
    pub(super) signs: bool,
    pub(super) pre: bool,
}

impl Element {
    /// Whether it holds another letter.
    pub(super) const fn holds(self) -> bool {
        self.quote || self.frame
    }

    /// Whether it ends nothing but itself, and its inside is like its outside.
    pub(super) const fn is_plain(self) -> bool {
        matches!(self.kind, Kind::Inline) && !(self.holds() || self.hidden || self.signs)
    }

    pub(super) fn of(tag: &Tag) -> Self {
        let name = tag.name.as_slice();
        let kind = match Kind::of(name) {
            // Outlook writes each line as a paragraph that stands close to the next, and an empty one for a blank line.
            Kind::Paragraph if tag.has_class(&["msonormal"]) => Kind::Block,
            kind => kind,
        };
        let is_quote = name == b"blockquote";
        let cites = is_quote && (tag.kind == "cite" || tag.cites || tag.has_class(&FRAMES));
        let style = &tag.style;
        let invisible = style.contains("display") && {
            let squeezed: String = style.chars().filter(|c| !c.is_whitespace()).collect();
            squeezed.contains("display:none") || squeezed.contains("mso-hide:all")
        };
        Self {
            kind,
            quote: cites,
            frame: (is_quote && !cites) || (!is_quote && (tag.has_class(&FRAMES) || tag.has_id(&FRAMES))),
            hidden: kind == Kind::Silent || invisible,
            signs: tag.has_class(&SIGNATURES) || tag.has_id(&SIGNATURES),
            pre: name == b"pre",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Inline,
    Block,
    /// A paragraph stands apart from its neighbours.
    Paragraph,
    Item,
    /// Of a list of terms and what they are.
    Term,
    OrderedList,
    List,
    Table,
    /// The head, the body or the foot of a table.
    Rows,
    Row,
    Cell,
    /// Its content is not text: `style`, `script`, `title`.
    Silent,
}

impl Kind {
    pub(super) fn of(name: &[u8]) -> Self {
        match name {
            b"p" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"blockquote" | b"pre" => Self::Paragraph,
            b"div" | b"section" | b"article" | b"header" | b"footer" | b"main" | b"body" | b"html" | b"center"
            | b"address" | b"form" | b"fieldset" | b"figure" | b"dl" => Self::Block,
            b"ul" => Self::List,
            b"ol" => Self::OrderedList,
            b"li" => Self::Item,
            b"dt" | b"dd" => Self::Term,
            b"table" => Self::Table,
            b"tbody" | b"thead" | b"tfoot" => Self::Rows,
            b"tr" => Self::Row,
            b"td" | b"th" => Self::Cell,
            b"style" | b"script" | b"title" | b"xml" | b"noscript" | b"template" | b"svg" | b"math" | b"select"
            | b"textarea" => Self::Silent,
            _ => Self::Inline,
        }
    }

    /// Whether the end of such an element is none of one outside an element of the other kind, as browsers have it: an inline tag
    /// ends no block, and within a cell nothing around the table ends.
    pub(super) const fn stops_at(self, other: Self) -> bool {
        match self {
            Self::Inline => !matches!(other, Self::Inline),
            Self::Cell => matches!(other, Self::Row | Self::Rows | Self::Table),
            Self::Row => matches!(other, Self::Rows | Self::Table),
            Self::Rows => matches!(other, Self::Table),
            Self::Table => false,
            Self::Item => matches!(other, Self::List | Self::OrderedList | Self::Cell | Self::Table),
            Self::Term => matches!(other, Self::Block | Self::Cell | Self::Table),
            _ => matches!(other, Self::Cell | Self::Table),
        }
    }
}

/// Elements that a page is made of.
pub(super) fn is_of_page(name: &[u8]) -> bool {
    matches!(name, b"html" | b"head" | b"body")
}

/// Elements that hold nothing where their start tag ends with `/>`: HTML knows drawings and formulas, and mail tags of its own
/// (`<o:p/>`). Of others it does not see the slash.
pub(super) fn may_close_itself(name: &[u8]) -> bool {
    Kind::of(name) == Kind::Inline || matches!(name, b"svg" | b"math")
}

/// Elements that never hold anything.
pub(super) fn is_void(name: &[u8]) -> bool {
    matches!(
        name,
        b"br"
            | b"hr"
            | b"img"
            | b"meta"
            | b"link"
            | b"input"
            | b"col"
            | b"area"
            | b"base"
            | b"embed"
            | b"source"
            | b"wbr"
    )
}

/// Containers that hold another letter and end with it.
const FRAMES: [&str; 14] = [
    "gmail_quote",
    "gmail_quote_container",
    "yahoo_quoted",
    "protonmail_quote",
    "moz-forward-container",
    "zmail_extra",
    "tutanota_quote",
    "hmquote",
    "outlookmessageheader",
    "quote",
    "gmx_quote",
    "moz-email-headers-table",
    "mail_quote",
    "replaced-image",
];

/// Marks after which another letter begins, up to the end of what holds them.
pub(super) const OPENINGS: [&str; 9] = [
    "appendonsend",
    "divrplyfwdmsg",
    "moz-cite-prefix",
    "gmail_attr",
    "mail-editor-reference-message-container",
    "ms-outlook-mobile-reference-message",
    "reply-intro",
    "yahoo-quoted-begin",
    "apple-mail-header",
];

const SIGNATURES: [&str; 15] = [
    "gmail_signature",
    "gmail_signature_prefix",
    "moz-signature",
    "protonmail_signature_block",
    "signature",
    "applemailsignature",
    "ms-outlook-mobile-signature",
    "k9mail-signature",
    "composer_signature",
    "front-signature",
    "edo-signature",
    "sh-signature",
    "tutanota-signature",
    "zmail_signature_below",
    "sig",
];

/// The line that Outlook for Windows draws over the header of the mail below, told by its style.
pub(super) fn is_outlook_border(style: &str) -> bool {
    if !style.contains("border-top") {
        return false;
    }
    let squeezed: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    squeezed.contains("border:none") && squeezed.contains("border-top:solid") && squeezed.contains("padding:3")
}
