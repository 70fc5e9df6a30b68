//! What a call brings: the fields of a form of ours, or of a JSON object of the API.
//!
//! In: a body of bounded size. Out: fields; or the fault where another site sent it, it is no form, or it does not belong to the session.

use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};

use super::{Stopped, stop};
use crate::accounts::Caller;
use crate::app::App;
use crate::route::{Route, Use, pairs};
use crate::security;

/// Most bytes of a body.
const BODY: usize = 1 << 20;

/// The fields of a body: a form of ours, or a JSON object of the API.
pub(super) async fn form(app: &App, request: Request, headers: &HeaderMap, route: &Route, who: Option<&Caller>) -> Result<Vec<(String, String)>, Stopped> {
    let kind =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().split(';').next().unwrap_or_default().trim().to_owned();
    if let Some(origin) = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()) {
        let name = origin.split_once("://").map_or(origin, |(_, rest)| rest);
        let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if name != host && !app.options.hosts.iter().any(|known| known == name) {
            return Err(stop(StatusCode::FORBIDDEN, "forgery", "another site sent this form. Open the page here and send it again."));
        }
    }
    let body = request.into_body();
    let bytes = tokio::time::timeout(Duration::from_secs(30), to_bytes(body, BODY)).await;
    let bytes = bytes.map_err(|_| stop(StatusCode::REQUEST_TIMEOUT, "slow", "the body took longer than 30 seconds"))?;
    let bytes = bytes.map_err(|_| stop(StatusCode::PAYLOAD_TOO_LARGE, "size", format!("the body is larger than {BODY} bytes")))?;
    let bad = |detail: &str| stop(StatusCode::BAD_REQUEST, "bad-body", detail);
    let text = std::str::from_utf8(&bytes).map_err(|_| bad("expected UTF-8"))?;
    let fields = if route.purpose == Use::Api {
        if kind != "application/json" {
            return Err(stop(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", "expected application/json"));
        }
        fields(&serde_json::from_str(text).map_err(|error| bad(&format!("expected a JSON object: {error}")))?).map_err(bad)?
    } else if kind == "application/x-www-form-urlencoded" {
        pairs(text)
    } else {
        return Err(stop(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", "expected application/x-www-form-urlencoded"));
    };
    if let Some(who) = who.filter(|who| !who.csrf.is_empty()) {
        let header = headers.get("x-csrf-token").and_then(|value| value.to_str().ok());
        let given = header.or_else(|| fields.iter().find(|(name, _)| name == "csrf").map(|(_, value)| value.as_str())).unwrap_or_default();
        if !security::same(given, &who.csrf) {
            return Err(stop(StatusCode::FORBIDDEN, "forgery", "the form does not belong to this session. Load the page again and send it again."));
        }
    }
    Ok(fields)
}

/// A JSON object as fields: texts, numbers and lists of texts.
fn fields(value: &serde_json::Value) -> Result<Vec<(String, String)>, &'static str> {
    let plain = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let mut fields = Vec::new();
    for (name, value) in value.as_object().ok_or("expected a JSON object")? {
        match value {
            serde_json::Value::Null => {}
            serde_json::Value::Array(list) => {
                for one in list {
                    fields.push((name.clone(), plain(one).ok_or("expected lists of texts")?));
                }
            }
            other => fields.push((name.clone(), plain(other).ok_or("expected texts, numbers or lists of texts")?)),
        }
    }
    Ok(fields)
}
