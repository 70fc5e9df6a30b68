//! Files of the program, the description of the API and its reference, what this is.

use axum::http::StatusCode;
use maud::html;
use serde_json::Value;

use crate::call::Call;
use crate::fault::Fault;
use crate::layout::{ICON, SCRIPT, STYLE};
use crate::openapi;
use crate::parts;
use crate::reply::Reply;
use crate::route::{Check, Method, Shape, Use};
use crate::routes::api_routes;

/// Styles, script and picture.
pub(crate) fn asset(call: &Call<'_>) -> Result<Reply, Fault> {
    match call.part(0) {
        "chancery.css" => Ok(Reply::Asset { kind: "text/css; charset=utf-8", text: STYLE }),
        "chancery.js" => Ok(Reply::Asset { kind: "text/javascript; charset=utf-8", text: SCRIPT }),
        "icon.svg" => Ok(Reply::Asset { kind: "image/svg+xml", text: ICON }),
        _ => Err(Fault::not_found("the file")),
    }
}

/// The OpenAPI document.
pub(crate) fn openapi(call: &Call<'_>) -> Result<Reply, Fault> {
    Ok(Reply::Data(StatusCode::OK, openapi::document(&call.app.options.version)))
}

/// The reference: the same table for a person.
pub(crate) fn reference(call: &Call<'_>) -> Result<Reply, Fault> {
    let main = html! {
        (parts::head(call, call.t("api.title"), call.t("api.about"), None))
        div.prose {
            p { (call.t("api.stability")) }
            p { (call.t("api.cursors")) }
            p { (call.t("api.etags")) }
            p { (call.t("api.errors")) }
            p { (call.t("api.tokens")) }
            p { a href="/api/v1/openapi.json" { "openapi.json" } }
        }
        @for route in api_routes() {
            section.endpoint id=(route.name) {
                h2 { code { span.method { (match route.method { Method::Get => "GET", Method::Post => "POST" }) } " /api/v1" (route.path) } }
                p { (route.about) ". " @if let Some(role) = route.role { span.tag { (role.as_str()) } } @if route.purpose == Use::List && route.gives(Shape::Csv) { " " span.tag { ".csv" } " " span.tag { ".jsonl" } " " span.tag { ".parquet" } } }
                @if route.params().next().is_some() {
                    table {
                        thead { tr { th { (call.t("api.parameter")) } th { (call.t("api.what")) } th { (call.t("api.value")) } } }
                        tbody { @for param in route.params() { tr { th scope="row" { code { (param.name) } } td { (param.about) } td { (expects(param.check)) } } } }
                    }
                }
            }
        }
    };
    Reply::page(call.t("api.title"), main, Value::Null)
}

fn expects(check: Check) -> String {
    match check {
        Check::Text => "text".to_owned(),
        Check::Day => "YYYY-MM-DD".to_owned(),
        Check::Kind => "visit,talks …".to_owned(),
        Check::Status => "held,planned …".to_owned(),
        Check::Number(low, high) => format!("{low}–{high}"),
        Check::One(list) => list.join(" | "),
    }
}

/// What this is.
pub(crate) fn about(call: &Call<'_>) -> Result<Reply, Fault> {
    let keys = [
        ("/", "about.key_search"),
        ("j k", "about.key_move"),
        ("Enter", "about.key_open"),
        ("a", "about.key_accept"),
        ("r", "about.key_reject"),
        ("c", "act.correct"),
        ("s", "act.split"),
        ("m", "about.key_merge"),
        ("u", "about.key_undo"),
    ];
    let main = html! {
        (parts::head(call, call.t("about.title"), call.t("about.about"), None))
        div.prose {
            p { (call.t("about.evidence")) }
            p { (call.t("about.addresses")) }
            p { (call.t("about.confidence")) }
            h2 { (call.t("about.signs")) }
            ul.plain.legend { @for (family, sign) in parts::FAMILIES { li { span class={ "kind f-" (family) } { span.sign aria-hidden="true" { (sign) } (call.code("family", family)) } } } }
            h2 { (call.t("about.keys")) }
            table { tbody { @for (key, about) in keys { tr { th scope="row" { kbd { (key) } } td { (call.t(about)) } } } } }
            p.version { "Chancery " (call.app.options.version) }
        }
    };
    Reply::page(call.t("about.title"), main, Value::Null)
}
