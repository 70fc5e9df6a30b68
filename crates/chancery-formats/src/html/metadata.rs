//! What a page says about itself.
//!
//! In: the tree, where its article is. Out: title, date of publication, authors, outlet, site, language, address. Machine-readable words go
//! before those on the page, these before the address; a time in UTC that is the next day in East Asia yields to the date on the page.

use chancery_model::Warning;
use chancery_text::fold;

use super::linked_data::{self, Linked};
use super::main_text::Main;
use super::tag::Tag;
use super::tree::{Attribute, Tree};
use super::{byline, one_line, title};
use crate::dates;
use crate::item::{Day, Metadata};

/// What is said, and the text that linked data carries.
pub(crate) struct Found {
    pub metadata: Metadata,
    pub warnings: Vec<Warning>,
    /// The article's text in linked data, for pages that are drawn by scripts.
    pub body: Option<String>,
}

/// A meta element: its name and value.
type Meta<'a> = (String, &'a str);

pub(crate) fn find(tree: &Tree, main: &Main, name: &str, url: Option<&str>) -> Found {
    let metas = metas(tree);
    let linked = linked_data::find(tree);
    let mut warnings = Vec::new();
    let site = first(&metas, "site").map(one_line).or_else(|| linked.site.clone());
    let titles: Vec<String> = first(&metas, "title").map(one_line).into_iter().chain(linked.title.clone()).collect();
    let heading = title::heading(tree, main, &titles);
    let title = title::choose(tree, heading, &titles, site.as_deref());
    let byline = byline::find(tree, main, heading);
    let address = canonical(tree, &metas, url).or_else(|| linked.url.clone());
    let published = published(&metas, &linked, &byline, address.as_deref().or(url), name, &mut warnings);
    let author = |value: &str| {
        let plain = one_line(value);
        (!plain.contains("://") && plain.chars().count() <= 80 && site.as_deref() != Some(&plain) && !plain.is_empty()).then_some(plain)
    };
    let mut authors: Vec<String> = all(&metas, "author").filter_map(author).collect();
    for more in [&linked.authors, &byline.authors] {
        if authors.is_empty() {
            authors = more.iter().filter_map(|value| author(value)).collect();
        }
    }
    authors.dedup();
    let outlet = byline.outlet.clone().or_else(|| first(&metas, "outlet").map(one_line)).filter(|outlet| !outlet.contains("://"));
    let language =
        (0..tree.nodes.len().min(4)).find_map(|at| tree.attribute(at, Attribute::Lang)).or_else(|| first(&metas, "language")).or(linked.language.as_deref());
    let metadata = Metadata {
        site: site.or_else(|| title::site(tree, title.as_deref())),
        title,
        published,
        authors,
        outlet,
        language: language.map(|tag| tag.trim().replace('_', "-")).filter(|tag| !tag.is_empty() && tag.len() <= 35),
        url: address,
        ..Metadata::default()
    };
    Found { metadata, warnings, body: linked.body }
}

fn metas(tree: &Tree) -> Vec<Meta<'_>> {
    let mut metas = Vec::new();
    for at in 0..tree.nodes.len() {
        if tree.nodes[at].tag != Tag::Meta {
            continue;
        }
        let name =
            [Attribute::Property, Attribute::Name, Attribute::Itemprop, Attribute::HttpEquiv].into_iter().find_map(|attribute| tree.attribute(at, attribute));
        if let (Some(name), Some(content)) = (name, tree.attribute(at, Attribute::Content).map(str::trim).filter(|content| !content.is_empty())) {
            metas.push((name.trim().to_ascii_lowercase(), content));
        }
    }
    metas
}

/// The values for a field, the preferred first.
fn all<'a>(metas: &'a [Meta<'a>], field: &'static str) -> impl Iterator<Item = &'a str> {
    let names = crate::data::words(include_str!("../../data/metadata.txt"), field);
    let best = names.into_iter().find(|name| metas.iter().any(|(found, _)| found == name));
    metas.iter().filter(move |(found, _)| Some(found.as_str()) == best).map(|(_, value)| *value)
}

fn first<'a>(metas: &'a [Meta<'a>], field: &'static str) -> Option<&'a str> {
    all(metas, field).next()
}

fn published(metas: &[Meta<'_>], linked: &Linked, byline: &byline::Byline, url: Option<&str>, name: &str, warnings: &mut Vec<Warning>) -> Option<Day> {
    let names = crate::data::words(include_str!("../../data/metadata.txt"), "published");
    let said = names.iter().find_map(|wanted| {
        let (_, value) = metas.iter().find(|(found, _)| found == wanted)?;
        dates::day(value, &format!("meta {wanted}"))
    });
    let said = said.or_else(|| dates::day(linked.published.as_deref()?, "datePublished"));
    let shown = byline.published.clone();
    let address = url.and_then(dates::in_address);
    match (said, shown) {
        (Some(said), Some(shown)) if said.day != shown.day => {
            let (before, after) = (said.day.days(), shown.day.days());
            // A day apart is a matter of time zones, and the page's readers are told its own.
            let next = dates::is_late_utc(&said.written) && after == before + 1;
            let page = next || address.as_ref().is_some_and(|address| address.day == shown.day);
            let (taken, left) = if page { (shown, said) } else { (said, shown) };
            if !next {
                warnings.push(Warning {
                    code: "published-differs".to_owned(),
                    message: format!(
                        "{name}: {} gives {} as date of publication, {} gives {}; the first was taken. If it is wrong, give --published.",
                        taken.place, taken.day, left.place, left.day
                    ),
                });
            }
            Some(taken)
        }
        (Some(said), None) => {
            if dates::is_late_utc(&said.written) {
                warnings.push(Warning {
                    code: "published-in-utc".to_owned(),
                    message: format!(
                        "{name}: the date of publication is given in UTC ({}); where the outlet is, it may be the next day. If it is, give --published.",
                        said.written
                    ),
                });
            }
            Some(said)
        }
        (None, Some(shown)) => Some(shown),
        (said, None) => said.or(address),
        (said, shown) => said.or(shown),
    }
}

/// The address that the page gives as its own, made whole with the one that it was got from.
fn canonical(tree: &Tree, metas: &[Meta<'_>], url: Option<&str>) -> Option<String> {
    let is_canonical = |at: &usize| {
        tree.nodes[*at].tag == Tag::Link
            && tree.attribute(*at, Attribute::Rel).is_some_and(|rel| rel.split_whitespace().any(|word| word.eq_ignore_ascii_case("canonical")))
    };
    let link = (0..tree.nodes.len()).find(is_canonical).and_then(|at| tree.attribute(at, Attribute::Href));
    [link, first(metas, "url")].into_iter().flatten().find_map(|found| whole(found.trim(), url))
}

fn whole(found: &str, url: Option<&str>) -> Option<String> {
    if found.starts_with("http://") || found.starts_with("https://") {
        return Some(found.to_owned());
    }
    let (scheme, rest) = url?.split_once("://")?;
    let host = rest.split('/').next()?;
    match found {
        _ if found.starts_with("//") => Some(format!("{scheme}:{found}")),
        _ if found.starts_with('/') => Some(format!("{scheme}://{host}{found}")),
        _ => None,
    }
}

/// Whether two titles are the same but for space, script and marks.
pub(crate) fn same_words(one: &str, other: &str) -> bool {
    // Character by character: a long line is put aside at the first that differs.
    fn plain(text: &str) -> impl Iterator<Item = char> {
        text.chars().map(fold).map(|c| c.to_lowercase().next().unwrap_or(c)).filter(|c| c.is_alphanumeric())
    }
    plain(one).next().is_some() && plain(one).eq(plain(other))
}
