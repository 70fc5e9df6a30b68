//! Styles of references for people.
//!
//! In: a reference. Out: a line. Newspaper and web articles and instruments are what the archive holds; other kinds of works are left to the
//! programs that read CSL-JSON. At the end of each stands where the archive has it, with the digest.

use chancery_model::Date;

use super::Reference;

/// A style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Chicago, note.
    Chicago,
    /// Chicago, author-date.
    ChicagoAuthorDate,
    /// APA 7.
    Apa,
    /// MLA 9.
    Mla,
    /// GB/T 7714-2015.
    Gb7714,
    /// OSCOLA 4.
    Oscola,
    /// Harvard (Cite Them Right).
    Harvard,
}

impl Style {
    /// All.
    pub const ALL: &'static [Style] = &[Style::Chicago, Style::ChicagoAuthorDate, Style::Apa, Style::Mla, Style::Gb7714, Style::Oscola, Style::Harvard];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Style::Chicago => "chicago",
            Style::ChicagoAuthorDate => "chicago-author-date",
            Style::Apa => "apa",
            Style::Mla => "mla",
            Style::Gb7714 => "gb7714",
            Style::Oscola => "oscola",
            Style::Harvard => "harvard",
        }
    }

    /// What it is.
    pub fn about(self) -> &'static str {
        match self {
            Style::Chicago => "Chicago, note",
            Style::ChicagoAuthorDate => "Chicago, author-date",
            Style::Apa => "APA 7",
            Style::Mla => "MLA 9",
            Style::Gb7714 => "GB/T 7714-2015",
            Style::Oscola => "OSCOLA 4",
            Style::Harvard => "Harvard (Cite Them Right)",
        }
    }

    /// The style with a name.
    pub fn parse(name: &str) -> Option<Style> {
        Style::ALL.iter().copied().find(|style| style.name() == name)
    }
}

const MONTHS: [&str; 12] = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

fn month(day: Date) -> &'static str {
    MONTHS[usize::from(day.month.clamp(1, 12)) - 1]
}

/// MLA shortens all months but these.
fn short_month(day: Date) -> String {
    let name = month(day);
    if (5..=7).contains(&day.month) { name.to_owned() } else { format!("{}.", &name[..if day.month == 9 { 4 } else { 3 }]) }
}

/// Parts that are known, joined.
fn join(parts: Vec<Option<String>>, between: &str) -> String {
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}

/// A title in the quotation marks of its script, with what follows it in English inside them.
fn quoted(of: &Reference, stop: &str) -> String {
    match of.language.as_str() {
        "zh-Hant" => format!("「{}」{stop}", of.title),
        language if language.starts_with("zh") => format!("“{}”{stop}", of.title),
        _ => format!("“{}{stop}”", of.title.trim_end_matches('.')),
    }
}

pub(super) fn text(of: &Reference, style: Style) -> String {
    let day = of.day();
    let (outlet, url) = (of.outlet.clone(), of.url.clone());
    let archived = Some(of.archived());
    let year = of.published.filter(|(from, to)| from.year == to.year).map(|(from, _)| from.year);
    let parties = of.parties.join("–");
    let english = |day: Date| format!("{} {}, {}", month(day), day.day, day.year);
    let british = |day: Date| format!("{} {} {}", day.day, month(day), day.year);
    let line = if of.treaty {
        let named = Some(parties).filter(|parties| !parties.is_empty());
        let force = of.in_force.map(|day| format!("entered into force {}", british(day)));
        match style {
            Style::Oscola => {
                let dates = join(vec![day.map(|day| format!("signed {}", british(day))), force], ", ");
                let dates = Some(format!("({dates})")).filter(|_| !dates.is_empty());
                join(vec![Some(of.title.clone()), named.map(|named| format!("({named})")), dates, archived], " ")
            }
            Style::Gb7714 => {
                let day = day.map(|day| day.to_string());
                join(vec![named, Some(format!("{}[S/Z]", of.title)), day, archived], ". ") + "."
            }
            Style::Apa | Style::Harvard | Style::ChicagoAuthorDate => {
                let when = if style == Style::Apa { day.map(english) } else { year.map(|year| year.to_string()) };
                let title = when.map_or_else(|| of.title.clone(), |when| format!("{} ({when})", of.title));
                join(vec![Some(title), named, force, archived], ". ") + "."
            }
            Style::Chicago | Style::Mla => join(vec![Some(of.title.clone()), named, day.map(english), force, archived], ", ") + ".",
        }
    } else {
        let who = of.speaker.clone();
        match style {
            Style::Chicago => {
                let title = format!("{}{}", who.map(|who| format!("{who}, quoted in ")).unwrap_or_default(), quoted(of, ""));
                join(vec![Some(title), outlet, day.map(english), url, archived], ", ") + "."
            }
            Style::ChicagoAuthorDate => {
                let head = outlet.clone().unwrap_or_else(|| quoted(of, ""));
                let year = year.map_or_else(|| "n.d.".to_owned(), |year| year.to_string());
                let title = outlet.as_ref().map(|_| quoted(of, ""));
                let month = day.map(|day| format!("{} {}", month(day), day.day));
                join(vec![Some(head), Some(year), title, month, url, archived], ". ") + "."
            }
            Style::Apa => {
                let date = day
                    .map_or_else(|| year.map_or_else(|| "n.d.".to_owned(), |year| year.to_string()), |day| format!("{}, {} {}", day.year, month(day), day.day));
                join(vec![Some(format!("{} ({date})", of.title)), outlet, url, archived], ". ")
            }
            Style::Mla => {
                let date = day.map(|day| format!("{} {} {}", day.day, short_month(day), day.year));
                let title = format!("{}{}", who.map(|who| format!("{who}, qtd. in ")).unwrap_or_default(), quoted(of, "."));
                let rest = join(vec![outlet, date, url, archived], ", ");
                format!("{title} {rest}.")
            }
            Style::Gb7714 => {
                let medium = if url.is_some() { "[N/OL]" } else { "[N]" };
                let date = day.map(|day| if url.is_some() { format!("({day})") } else { day.to_string() });
                let accessed = of.accessed.filter(|_| url.is_some()).map(|day| format!("[{day}]"));
                let place = join(vec![outlet, date], ", ") + &accessed.unwrap_or_default();
                join(vec![Some(format!("{}{medium}", of.title)), Some(place), url, archived], ". ") + "."
            }
            Style::Oscola => {
                let place = join(vec![outlet, day.map(british)], ", ");
                let place = Some(format!("({place})")).filter(|_| !place.is_empty());
                let web = url.map(|url| format!("<{url}>"));
                let accessed = of.accessed.filter(|_| web.is_some()).map(|day| format!("accessed {}", british(day)));
                join(vec![Some(quoted(of, "")), place, web, accessed, Some(format!("[{}]", of.archived()))], " ")
            }
            Style::Harvard => {
                let head = outlet.unwrap_or_else(|| of.title.clone());
                let year = year.map_or_else(|| "no date".to_owned(), |year| year.to_string());
                let date = day.map(|day| format!("{} {}", day.day, month(day)));
                let web = url.map(|url| format!("Available at: {url}"));
                format!("{head} ({year}) {}.", join(vec![Some(quoted(of, "")), date, web, archived], ", "))
            }
        }
    };
    line + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(day: Option<&str>, url: Option<&str>) -> Reference {
        let day = day.and_then(Date::parse);
        Reference {
            id: "d-00".into(),
            title: "法德簽署新條約".into(),
            outlet: Some("甲報".into()),
            published: day.zip(day),
            url: url.map(str::to_owned),
            digest: Some("sha256:ab".into()),
            language: "zh-Hant".into(),
            accessed: Date::parse("2020-02-03"),
            ..Reference::default()
        }
    }

    #[test]
    fn each_style_has_its_form_and_what_is_not_known_is_left_out() {
        let known = article(Some("2019-09-23"), Some("https://example.org/1"));
        let at = "urn:chancery:d-00, sha256:ab";
        for (style, expected) in [
            (Style::Chicago, format!("「法德簽署新條約」, 甲報, September 23, 2019, https://example.org/1, {at}.\n")),
            (Style::ChicagoAuthorDate, format!("甲報. 2019. 「法德簽署新條約」. September 23. https://example.org/1. {at}.\n")),
            (Style::Apa, format!("法德簽署新條約 (2019, September 23). 甲報. https://example.org/1. {at}\n")),
            (Style::Mla, format!("「法德簽署新條約」. 甲報, 23 Sept. 2019, https://example.org/1, {at}.\n")),
            (Style::Gb7714, format!("法德簽署新條約[N/OL]. 甲報, (2019-09-23)[2020-02-03]. https://example.org/1. {at}.\n")),
            (Style::Oscola, format!("「法德簽署新條約」 (甲報, 23 September 2019) <https://example.org/1> accessed 3 February 2020 [{at}]\n")),
            (Style::Harvard, format!("甲報 (2019) 「法德簽署新條約」, 23 September, Available at: https://example.org/1, {at}.\n")),
        ] {
            assert_eq!(known.text(style), expected, "{style:?}");
        }
        let bare = Reference { outlet: None, ..article(None, None) };
        assert_eq!(bare.text(Style::Chicago), format!("「法德簽署新條約」, {at}.\n"));
        assert_eq!(bare.text(Style::Apa), format!("法德簽署新條約 (n.d.). {at}\n"));
        assert_eq!(bare.text(Style::Gb7714), format!("法德簽署新條約[N]. {at}.\n"));
        assert!(!bare.ris().contains("DA") && !bare.bibtex().contains("date") && bare.csl().get("issued").is_none());
    }

    #[test]
    fn an_instrument_is_cited_with_its_parties_and_dates() {
        let day = Date::parse("2019-01-22");
        let treaty = Reference {
            id: "in-0".into(),
            treaty: true,
            title: "法德合作與一體化條約".into(),
            parties: vec!["France".into(), "Germany".into()],
            published: day.zip(day),
            in_force: Date::parse("2020-01-22"),
            language: "zh".into(),
            ..Reference::default()
        };
        let oscola = "法德合作與一體化條約 (France–Germany) (signed 22 January 2019, entered into force 22 January 2020) urn:chancery:in-0\n";
        assert_eq!(treaty.text(Style::Oscola), oscola);
        assert_eq!(treaty.csl()["type"], "treaty");
        assert!(treaty.bibtex().starts_with("@legal{in-0,"));
    }
}
