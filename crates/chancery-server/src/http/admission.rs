//! Who is let in: the name of the server, who asks, the role, how often, and which parameters.
//!
//! In: what is asked and its headers. Out: nothing, or the fault that ends the call. Nothing of it looks into the archive.

use axum::http::{HeaderMap, StatusCode, Uri, header};

use super::asked::{Asked, cookie};
use super::{COOKIE, Stopped, stop};
use crate::accounts::Caller;
use crate::app::{App, Mode};
use crate::fault::Fault;
use crate::route::{Method, Route};

/// Calls of one session or address: so many a second, with a reserve.
const RATE: (f64, f64) = (50.0, 400.0);
/// Calls of one address that try to enter.
const ENTER: (f64, f64) = (0.2, 10.0);

/// Whether a request names this server: else somebody's page speaks through the browser of somebody else.
pub(super) fn host_is_ours(app: &App, headers: &HeaderMap, uri: &Uri) -> bool {
    let host =
        headers.get(header::HOST).and_then(|value| value.to_str().ok()).or_else(|| uri.authority().map(|authority| authority.as_str())).unwrap_or_default();
    let name = if host.starts_with('[') { host.split_inclusive(']').next().unwrap_or_default() } else { host.split(':').next().unwrap_or_default() };
    ["localhost", "127.0.0.1", "[::1]"].contains(&name) || app.options.hosts.iter().any(|known| known.eq_ignore_ascii_case(name))
}

pub(super) fn caller(app: &App, headers: &HeaderMap) -> Result<Option<Caller>, Fault> {
    if let Some(token) = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer ")) {
        return match app.accounts.bearer(token.trim())? {
            Some(caller) => Ok(Some(caller)),
            None => Err(Fault::new(
                StatusCode::UNAUTHORIZED,
                "token",
                "this token is not known, has expired or was taken back. Make another on the page of your account.",
            )),
        };
    }
    Ok(cookie(headers, COOKIE).and_then(|key| app.accounts.session(key)))
}

pub(super) fn allowed(route: &Route, who: Option<&Caller>, asked: &Asked) -> Result<(), Stopped> {
    let Some(role) = route.role else { return Ok(()) };
    match who {
        None => {
            let detail = if asked.api {
                "expected a token: Authorization: Bearer …"
            } else {
                "this server asks who you are. Open the address that it printed when it started, or sign in."
            };
            Err(stop(StatusCode::UNAUTHORIZED, "who", detail))
        }
        Some(who) if who.role < role => Err(stop(
            StatusCode::FORBIDDEN,
            "role",
            format!("this needs the role {}; you have {}. Ask an admin of this server.", role.as_str(), who.role.as_str()),
        )),
        Some(_) => Ok(()),
    }
}

/// Nobody of a team may ask more often than people do.
pub(super) fn rate(app: &App, method: Method, route: &Route, who: Option<&Caller>, peer: &str) -> Result<(), Stopped> {
    let limit = |key: &str, (each_second, reserve): (f64, f64)| {
        let wait = |seconds| (Fault::new(StatusCode::TOO_MANY_REQUESTS, "rate", "too many calls; wait and try again"), Some(seconds));
        app.let_through(key, each_second, reserve).map_err(wait)
    };
    if app.options.mode == Mode::Team {
        limit(who.map_or(peer, |who| &who.name), RATE)?;
        if method == Method::Post && route.role.is_none() {
            limit(&format!("enter {peer}"), ENTER)?;
        }
    }
    Ok(())
}

/// Each parameter is what its row says; one that is not known is an error to programs and nothing to people.
pub(super) fn parameters(route: &Route, asked: &Asked) -> Result<(), Stopped> {
    for (name, value) in &asked.query {
        match route.params().find(|param| param.name == name) {
            Some(param) => {
                if let Some(expected) = param.check.wrong(value) {
                    return Err((Fault::parameter(name, &value.chars().take(80).collect::<String>(), &expected), None));
                }
            }
            None if asked.api && !["lang", "theme"].contains(&name.as_str()) => {
                let known: Vec<&str> = route.params().map(|param| param.name).collect();
                let detail = format!("{}: no such parameter here. There are: {}", name.chars().take(80).collect::<String>(), known.join(", "));
                return Err(stop(StatusCode::BAD_REQUEST, "unknown-parameter", detail));
            }
            None => {}
        }
    }
    Ok(())
}
