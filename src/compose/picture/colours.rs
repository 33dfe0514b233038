//! The colours of pictures, the same as those of the mails around them (`templates/layout.html`).
//!
//! Blue gives and orange gets, which is safe for the common kinds of colour blindness; that the one is above and the other below
//! says the same without any colour.

/// One set, for one kind of screen; each as `#RRGGBB`.
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
}

pub(super) const LIGHT: Colours = Colours {
    card: "#FFFFFF",
    ink: "#1F2430",
    mute: "#5A6170",
    give: "#2B5FAE",
    got: "#BF5508",
    gave: "#7090CB",
    was_got: "#CF7C40",
    give_bed: "#EDF2FA",
    got_bed: "#FCF0E7",
};

pub(super) const DARK: Colours = Colours {
    card: "#1E2128",
    ink: "#F1F0EC",
    mute: "#B3B9C5",
    give: "#7FAEF0",
    got: "#F2A25C",
    gave: "#5A80BA",
    was_got: "#B0743C",
    give_bed: "#253042",
    got_bed: "#382C26",
};
