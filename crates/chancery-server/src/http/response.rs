//! Answers as HTTP: status, kind, headers.
//!
//! In: bytes, data, faults. Out: responses.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::asked::Asked;
use crate::accounts::Caller;
use crate::app::App;
use crate::fault::Fault;
use crate::layout;
use crate::reply::problem;
use crate::route::Shape;

pub(super) fn tag(response: &mut Response, etag: &str) {
    if let Ok(value) = HeaderValue::from_str(etag) {
        response.headers_mut().entry(header::ETAG).or_insert(value);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Cookie, Accept-Language, Authorization"));
}

pub(super) fn respond(status: StatusCode, kind: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    if !kind.is_empty() {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    response
}

pub(super) fn json(status: StatusCode, value: &serde_json::Value) -> Response {
    let kind = if status.is_client_error() || status.is_server_error() { "application/problem+json" } else { "application/json" };
    respond(status, kind, (value.to_string() + "\n").into())
}

pub(super) fn see(to: &str) -> Response {
    let mut response = respond(StatusCode::SEE_OTHER, "", Body::empty());
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/")));
    response
}

/// An error as a page or as data.
pub(super) fn failed(app: &Arc<App>, asked: &Asked, caller: Option<&Caller>, fault: &Fault) -> Response {
    let mut response = match asked.shape {
        Shape::Html => {
            let page = layout::failure(app, asked.lang, &asked.theme, caller, fault);
            respond(fault.status, "text/html; charset=utf-8", crate::text::straight(page.into_string()).into())
        }
        _ => json(fault.status, &problem(fault)),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
