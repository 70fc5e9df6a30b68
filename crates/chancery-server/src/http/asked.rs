//! What is asked: the address, its parameters, the shape, the language and the theme; and the row of the table for it.
//!
//! In: the address and the headers of a request. Out: what is known before anybody looks who asks.

use axum::http::{HeaderMap, StatusCode, Uri, header};

use super::{Stopped, stop};
use crate::fault::Fault;
use crate::route::{Method, Route, Shape, Use, pairs};
use crate::routes::ROUTES;
use crate::words::Lang;

/// What is known of a request before its route works.
pub(super) struct Asked {
    pub path: String,
    pub query: Vec<(String, String)>,
    pub shape: Shape,
    pub api: bool,
    pub lang: Lang,
    pub theme: String,
    /// Language and theme that the address sets, to be kept in cookies.
    pub chosen: Vec<String>,
}

pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    all.filter_map(|pair| pair.trim().split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
}

pub(super) fn asked(uri: &Uri, headers: &HeaderMap) -> Asked {
    let path = uri.path();
    let api_path = path.strip_prefix("/api/v1").filter(|rest| rest.is_empty() || rest.starts_with('/'));
    let (bare, shape) = Shape::split(path);
    let shape = if api_path.is_some() && shape == Shape::Html { Shape::Json } else { shape };
    let query = pairs(uri.query().unwrap_or_default());
    let value = |name: &str| query.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let chosen_lang = value("lang").and_then(Lang::parse);
    let chosen_theme = value("theme").filter(|theme| ["light", "dark", "auto"].contains(theme)).unwrap_or_default();
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let lang = chosen_lang.or_else(|| cookie(headers, "lang").and_then(Lang::parse)).unwrap_or_else(|| Lang::accepted(accepted));
    let theme = Some(chosen_theme).filter(|theme| !theme.is_empty()).or_else(|| cookie(headers, "theme")).filter(|theme| ["light", "dark"].contains(theme));
    Asked {
        path: if bare == "/index" { "/".to_owned() } else { bare.to_owned() },
        shape,
        api: api_path.is_some(),
        lang,
        theme: theme.unwrap_or_default().to_owned(),
        chosen: vec![chosen_lang.map_or_else(String::new, |lang| lang.tag().to_owned()), chosen_theme.to_owned()],
        query,
    }
}

/// The rows of the table for an address, whatever the method, with the parts that each leaves open.
fn rows(asked: &Asked) -> impl Iterator<Item = (&'static Route, Vec<String>)> {
    let api = asked.path.strip_prefix("/api/v1").filter(|_| asked.api);
    ROUTES.iter().filter_map(move |route| {
        let path = match (route.purpose, api) {
            (Use::Api, Some(path)) | (Use::List | Use::Record, Some(path)) => path,
            (Use::Api, None) | (_, Some(_)) => return None,
            (_, None) => asked.path.as_str(),
        };
        Some((route, route.fits(path)?))
    })
}

/// The methods that an address takes, for the header `Allow`.
pub(super) fn methods(asked: &Asked) -> &'static str {
    let takes = |method: Method| rows(asked).any(|(route, _)| route.method == method);
    match (takes(Method::Get), takes(Method::Post)) {
        (true, false) => "GET, HEAD",
        (false, true) => "POST",
        _ => "GET, HEAD, POST",
    }
}

/// The row of the table for an address.
pub(super) fn find(method: Method, asked: &Asked) -> Result<(&'static Route, Vec<String>), Stopped> {
    let mut other_method = false;
    for (route, open) in rows(asked) {
        if route.method != method {
            other_method = true;
        } else if route.gives(asked.shape) {
            return Ok((route, open));
        }
    }
    if other_method {
        return Err(stop(StatusCode::METHOD_NOT_ALLOWED, "method", "this address does not take that method"));
    }
    Err((Fault::not_found(&asked.path), None))
}
