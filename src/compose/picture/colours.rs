//! What pictures are drawn on, and in which colours: the same as those of the mails (`templates/layout.html`) and the page
//! (`templates/report.html`) around them.
//!
//! Blue gives and orange gets, which is safe for the common kinds of colour blindness; that the one is above and the other below
//! says the same without any colour.

/// One set, for one kind of screen; each as `#RRGGBB`, or as a name that the page around it gives a colour to.
#[derive(Clone, Copy, Debug)]
pub(in crate::compose) struct Colours {
    /// The card that a picture stands on.
    pub card: &'static str,
    pub ink: &'static str,
    pub mute: &'static str,
    pub give: &'static str,
    pub got: &'static str,
    /// The same for months that are over: paler, and still three to one against the card.
    pub gave: &'static str,
    pub was_got: &'static str,
    /// The beds of the two lanes.
    pub give_bed: &'static str,
    pub got_bed: &'static str,
    /// What both sides carry, and the bed of it.
    pub even: &'static str,
    pub even_bed: &'static str,
    /// A ground that nothing is said by.
    pub bed: &'static str,
}

/// What a picture is drawn on.
#[derive(Clone, Copy, Debug)]
pub(in crate::compose) struct Paper {
    pub colours: Colours,
    /// How high words are, on the grid.
    pub words: f32,
    /// Whether every script can be written; else Latin with its accents.
    pub every_script: bool,
}

impl Paper {
    /// A picture of its own, inside a mail. At 328 pixels on a phone its words are 11 high.
    pub(super) const fn of_mail(colours: Colours) -> Self {
        Self { colours, words: 19.0, every_script: false }
    }

    /// Part of a page, whose fonts it uses and whose colours it follows. On a phone its words are 13 high; on wide screens the page
    /// makes them smaller, which leaves them only more room.
    pub(super) const PAGE: Self = Self { colours: NAMED, words: 22.0, every_script: true };
}

pub(in crate::compose) const LIGHT: Colours = Colours {
    card: "#FFFFFF",
    ink: "#1F2430",
    mute: "#5A6170",
    give: "#2B5FAE",
    got: "#BF5508",
    gave: "#7090CB",
    was_got: "#CF7C40",
    give_bed: "#EDF2FA",
    got_bed: "#FCF0E7",
    even: "#2C7048",
    even_bed: "#E9F2EB",
    bed: "#F7F6F2",
};

pub(in crate::compose) const DARK: Colours = Colours {
    card: "#1E2128",
    ink: "#F1F0EC",
    mute: "#B3B9C5",
    give: "#7FAEF0",
    got: "#F2A25C",
    gave: "#5A80BA",
    was_got: "#B0743C",
    give_bed: "#253042",
    got_bed: "#382C26",
    even: "#8FCDA3",
    even_bed: "#22322A",
    bed: "#252932",
};

const NAMED: Colours = Colours {
    card: "var(--card)",
    ink: "var(--ink)",
    mute: "var(--mute)",
    give: "var(--give)",
    got: "var(--got)",
    gave: "var(--gave)",
    was_got: "var(--was-got)",
    give_bed: "var(--give-bed)",
    got_bed: "var(--got-bed)",
    even: "var(--even)",
    even_bed: "var(--even-bed)",
    bed: "var(--bed)",
};
