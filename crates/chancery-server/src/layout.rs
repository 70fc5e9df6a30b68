//! The frame of every page: head, navigation, foot; and the page of an error.
//!
//! In: a title and what stands in the middle. Out: a whole page. No style and no script stands in a page: both are files of their own.

use std::sync::Arc;

use axum::http::StatusCode;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::accounts::Caller;
use crate::app::App;
use crate::call::{Call, address};
use crate::fault::Fault;
use crate::route::{Shape, Use};
use crate::words::{Lang, word};

/// Names and addresses of the navigation.
const PLACES: [(&str, &str); 11] = [
    ("nav.events", "/events"),
    ("nav.documents", "/documents"),
    ("nav.names", "/names"),
    ("nav.pairs", "/pairs"),
    ("nav.instruments", "/instruments"),
    ("nav.statements", "/statements"),
    ("nav.timeline", "/timeline"),
    ("nav.map", "/map"),
    ("nav.figures", "/figures"),
    ("nav.wordings", "/wordings"),
    ("nav.review", "/review"),
];

/// The script, its digest in the address so that a browser keeps it until it changes.
pub const SCRIPT: &str = include_str!("../assets/chancery.js");
/// The style.
pub const STYLE: &str = include_str!("../assets/chancery.css");
/// The picture in the browser's tab.
pub const ICON: &str = include_str!("../assets/icon.svg");

struct Frame<'a> {
    lang: Lang,
    theme: &'a str,
    path: &'a str,
    title: &'a str,
    caller: Option<&'a Caller>,
    team: bool,
    words: &'a str,
}

/// A page.
pub(crate) fn page(call: &Call<'_>, title: &str, main: Markup) -> Markup {
    let switch = |changes: &[(&str, &str)]| {
        let kept = call.query.iter().filter(|(key, _)| !["lang", "theme"].contains(&key.as_str())).map(|(key, value)| (key.as_str(), value.as_str()));
        address(call.path, kept.chain(changes.iter().copied()))
    };
    let frame = Frame {
        lang: call.lang,
        theme: call.theme,
        path: call.path,
        title,
        caller: call.caller,
        team: call.app.accounts.is_team(),
        words: call.query.iter().find(|(key, _)| key == "q" && call.path == "/search").map_or("", |(_, value)| value),
    };
    let route = crate::routes::ROUTES.iter().find(|route| route.fits(call.path).is_some() && route.method == crate::route::Method::Get);
    let shapes: Vec<(&str, &str)> =
        Shape::DATA.into_iter().filter(|(_, shape)| route.is_some_and(|route| route.gives(*shape))).map(|(ending, _)| (ending, &ending[1..])).collect();
    // A list of records of which other tools have a form.
    let files = route.is_some_and(|route| route.name == "names" || (route.purpose == Use::List && crate::pages::export::TABLES.contains(&route.name)));
    let kept = call
        .query
        .iter()
        .filter(|(key, value)| !["lang", "theme", "after", "limit"].contains(&key.as_str()) && !value.is_empty())
        .map(|(key, value)| (key.as_str(), value.as_str()));
    let foot = html! {
        @if !shapes.is_empty() {
            p.shapes {
                (call.t("foot.same_as")) " "
                @if files { a href=(address("/exports/ics", kept.clone())) { "ics" } " " a href=(address("/exports/package", kept.clone())) { "zip" } " " }
                @for (ending, name) in &shapes { a href=(call.shaped(ending)) rel="alternate" { (name) } " " }
            }
        }
    };
    whole(&frame, &switch, main, foot)
}

fn whole(frame: &Frame<'_>, switch: &dyn Fn(&[(&str, &str)]) -> String, main: Markup, foot: Markup) -> Markup {
    let t = |key: &'static str| word(frame.lang, key);
    let version = crate::security::tag(&[SCRIPT.as_bytes(), STYLE.as_bytes()]);
    html! {
        (DOCTYPE)
        html lang=(frame.lang.tag()) data-theme=[Some(frame.theme).filter(|theme| !theme.is_empty())] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                @if let Some(caller) = frame.caller { meta name="csrf" content=(caller.csrf); }
                title { (frame.title) @if frame.path != "/" { " · Chancery" } }
                link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
                link rel="stylesheet" href={ "/assets/chancery.css?v=" (version) };
                script type="module" src={ "/assets/chancery.js?v=" (version) } {}
            }
            body {
                a.skip href="#main" { (t("nav.skip")) }
                header.top {
                    div.bar {
                        a.brand href="/" { (PreEscaped(MARK)) span { "Chancery" } }
                        @if frame.path != "/" { form.find role="search" action="/search" {
                            label.hidden for="find" { (t("search.label")) }
                            input #find type="search" name="q" value=(frame.words) placeholder=(t("search.placeholder")) maxlength="400";
                            button { (t("search.do")) }
                        } }
                        details.menu {
                            summary { (t("nav.settings")) }
                            div.panel {
                                p.label { (t("settings.language")) }
                                ul.plain {
                                    @for lang in Lang::ALL {
                                        li { a lang=(lang.tag()) hreflang=(lang.tag()) href=(switch(&[("lang", lang.tag())])) aria-current=[(lang == frame.lang).then_some("true")] { (lang.own_name()) } }
                                    }
                                }
                                p.label { (t("settings.theme")) }
                                ul.plain {
                                    @for theme in ["auto", "light", "dark"] {
                                        @let key = match theme { "auto" => "settings.auto", "light" => "settings.light", _ => "settings.dark" };
                                        li { a href=(switch(&[("theme", theme)])) aria-current=[(theme == frame.theme || (theme == "auto" && frame.theme.is_empty())).then_some("true")] { (t(key)) } }
                                    }
                                }
                                @if let Some(caller) = frame.caller {
                                    p.label { (caller.name) }
                                    ul.plain {
                                        @if frame.team { li { a href="/account" { (t("nav.account")) } } }
                                        li { form method="post" action="/leave" { input type="hidden" name="csrf" value=(caller.csrf); button.link { (t("nav.leave")) } } }
                                    }
                                }
                            }
                        }
                    }
                    nav aria-label=(t("nav.label")) {
                        ul {
                            @for (key, path) in PLACES {
                                @let here = frame.path == path || frame.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
                                li { a href=(path) aria-current=[here.then_some("page")] { (t(key)) } }
                            }
                        }
                    }
                }
                main #main tabindex="-1" { (main) }
                footer {
                    (foot)
                    p { a href="/api" { (t("foot.api")) } " · " a href="/coverage" { (t("foot.coverage")) } " · " a href="/decisions" { (t("foot.decisions")) } " · " a href="/about" { (t("foot.about")) } }
                }
            }
        }
    }
}

/// The page of an error. Nothing that the caller sent is repeated beyond the sentence itself.
pub(crate) fn failure(app: &Arc<App>, lang: Lang, theme: &str, caller: Option<&Caller>, fault: &Fault) -> Markup {
    let title = match fault.status.as_u16() {
        401 => word(lang, "error.who"),
        403 => word(lang, "error.role"),
        404 => word(lang, "error.missing"),
        412 => word(lang, "error.stale"),
        500..=599 => word(lang, "error.ours"),
        _ => word(lang, "error.asked"),
    };
    let main = html! {
        div.narrow {
            p.kicker { (fault.status.as_u16()) }
            h1 { (title) }
            (said(lang, fault))
            @if fault.status.as_u16() == 401 && app.accounts.is_team() { p { a.button href="/enter" { (word(lang, "enter.title")) } } }
            p { a href="/" { (word(lang, "error.home")) } }
        }
    };
    let frame = Frame { lang, theme, path: "", title, caller, team: app.accounts.is_team(), words: "" };
    whole(&frame, &|changes| address("/", changes.iter().copied()), main, Markup::default())
}

/// What went wrong, in the language of the page; what only English says is told in English besides.
fn said(lang: Lang, fault: &Fault) -> Markup {
    let key = format!("fault.{}", fault.code);
    let Some(sentence) = crate::words::find(lang, &key).filter(|_| !fault.said && lang != Lang::En) else {
        return html! { p lang=[(!fault.said).then_some("en")] { (fault.detail) } };
    };
    let mut parts = sentence.split("{}");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (at, part) in parts.enumerate() {
        text.push_str(&fault.about.get(at).map_or_else(String::new, |about| expected(lang, about)));
        text.push_str(part);
    }
    html! { p { (text) } @if fault.about.is_empty() && fault.status == StatusCode::BAD_REQUEST { p.more lang="en" { (fault.detail) } } }
}

/// What was expected, where the table has words for it.
fn expected(lang: Lang, text: &str) -> String {
    if let Some((low, high)) = text.strip_prefix("a whole number from ").and_then(|bounds| bounds.split_once(" to ")) {
        return word(lang, "expected.number").replacen("{}", low, 1).replacen("{}", high, 1);
    }
    match text.strip_prefix("one of ") {
        Some(list) => word(lang, "expected.one").replacen("{}", list, 1),
        None => crate::words::find(lang, &format!("expected.{text}")).unwrap_or(text).to_owned(),
    }
}

/// A seal: a square with four strokes.
const MARK: &str = r#"<svg aria-hidden="true" viewBox="0 0 24 24" width="24" height="24"><rect x="2" y="2" width="20" height="20" rx="3" fill="currentColor"/><path d="M7 8h10M12 8v9M8 12.5h8M7 17h10" stroke="var(--paper)" stroke-width="1.8" fill="none"/></svg>"#;
