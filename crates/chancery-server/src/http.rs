//! The adaptor of HTTP: checks what every call must pass, runs the route on a thread that may block, sends the answer.
//!
//! In: requests. Out: responses. In this order: host, route, size, who, role, rate, forgery, parameters, then the route's own work. Nothing below knows of
//! HTTP, nothing above of the archive.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::{Router, http};
use tokio::sync::{Semaphore, mpsc, oneshot};

use crate::accounts::{Caller, Role};
use crate::app::{App, Mode};
use crate::call::Call;
use crate::fault::Fault;
use crate::reply::{Reply, cell, object, problem};
use crate::route::{Method, Route, Shape, Use, pairs};
use crate::routes::ROUTES;
use crate::words::Lang;
use crate::{layout, security};

/// Most bytes of a body.
const BODY: usize = 1 << 20;
/// Calls at work at the same time; the others wait.
const AT_WORK: usize = 8;
/// Calls of one session or address: so many a second, with a reserve.
const RATE: (f64, f64) = (50.0, 400.0);
/// The cookie of the session.
const COOKIE: &str = "chancery";

struct Shared {
    app: Arc<App>,
    work: Arc<Semaphore>,
}

/// The application as a service.
pub fn router(app: Arc<App>) -> Router {
    let shared = Arc::new(Shared { app, work: Arc::new(Semaphore::new(AT_WORK)) });
    Router::new().fallback(answer).with_state(shared)
}

/// What is known of a request before its route works.
struct Asked {
    path: String,
    query: Vec<(String, String)>,
    shape: Shape,
    api: bool,
    lang: Lang,
    theme: String,
    chosen: Vec<String>,
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let headers = request.headers().clone();
    let asked = asked(request.uri(), &headers);
    let mut caller = None;
    let mut response = match dispatch(&shared, request, &asked, &mut caller).await {
        Ok(response) => response,
        Err((fault, wait)) => {
            let mut response = failed(&shared.app, &asked, caller.as_ref(), &fault);
            if let Some(wait) = wait {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
            }
            if fault.status == StatusCode::UNAUTHORIZED {
                response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            response
        }
    };
    for (name, value) in ["lang", "theme"].into_iter().zip(&asked.chosen) {
        if !value.is_empty()
            && let Ok(cookie) = HeaderValue::from_str(&format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax"))
        {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    security::headers(response.headers_mut());
    response
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    all.filter_map(|pair| pair.trim().split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
}

fn asked(uri: &http::Uri, headers: &HeaderMap) -> Asked {
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

type Stopped = (Fault, Option<u64>);

fn stop(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Stopped {
    (Fault::new(status, code, detail), None)
}

/// Whether a request names this server: else somebody's page speaks through the browser of somebody else.
fn host_is_ours(app: &App, headers: &HeaderMap, uri: &http::Uri) -> bool {
    let host =
        headers.get(header::HOST).and_then(|value| value.to_str().ok()).or_else(|| uri.authority().map(|authority| authority.as_str())).unwrap_or_default();
    let name = if host.starts_with('[') { host.split_inclusive(']').next().unwrap_or_default() } else { host.split(':').next().unwrap_or_default() };
    ["localhost", "127.0.0.1", "[::1]"].contains(&name) || app.options.hosts.iter().any(|known| known.eq_ignore_ascii_case(name))
}

async fn dispatch(shared: &Shared, request: Request, asked: &Asked, who: &mut Option<Caller>) -> Result<Response, Stopped> {
    let app = &shared.app;
    let headers = request.headers().clone();
    if !host_is_ours(app, &headers, request.uri()) {
        return Err(stop(StatusCode::MISDIRECTED_REQUEST, "host", "this server is not reached by that name. Name it with --host-name when you start it."));
    }
    let method = match *request.method() {
        http::Method::GET | http::Method::HEAD => Method::Get,
        http::Method::POST => Method::Post,
        _ => return Err(stop(StatusCode::METHOD_NOT_ALLOWED, "method", "expected GET or POST")),
    };
    let (route, open) = find(method, asked)?;
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map_or_else(String::new, |peer| peer.0.ip().to_string());
    *who = caller(app, &headers).map_err(|fault| (fault, None))?;
    let limit = |key: &str, rate: (f64, f64)| {
        let wait = |seconds| (Fault::new(StatusCode::TOO_MANY_REQUESTS, "rate", "too many calls; wait and try again"), Some(seconds));
        app.let_through(key, rate.0, rate.1).map_err(wait)
    };
    if app.options.mode == Mode::Team {
        limit(who.as_ref().map_or(peer.as_str(), |who| &who.name), RATE)?;
        if method == Method::Post && route.role.is_none() {
            limit(&format!("enter {peer}"), (0.2, 10.0))?;
        }
    }
    allowed(route, who.as_ref(), asked)?;
    let etag_wanted = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let if_match = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let form = match method {
        Method::Get => Vec::new(),
        Method::Post => form(app, request, &headers, route, who.as_ref()).await?,
    };
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
    let permit = Arc::clone(&shared.work).acquire_owned().await.map_err(|_| stop(StatusCode::SERVICE_UNAVAILABLE, "closing", "the server is stopping"))?;
    let (head, told) = oneshot::channel();
    let work = Work {
        app: Arc::clone(app),
        route,
        open,
        path: asked.path.clone(),
        query: asked.query.clone(),
        form,
        shape: asked.shape,
        api: asked.api,
        lang: asked.lang,
        theme: asked.theme.clone(),
        caller: who.clone(),
        etag_wanted,
        if_match,
    };
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        work.run(head);
    });
    told.await
        .unwrap_or_else(|_| Err(Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", "the server made a mistake; its log says more. Please report it.")))
        .map_err(|fault| (fault, None))
}

/// The row of the table for an address.
fn find(method: Method, asked: &Asked) -> Result<(&'static Route, Vec<String>), Stopped> {
    let api = asked.path.strip_prefix("/api/v1").filter(|_| asked.api);
    let mut other_method = false;
    for route in ROUTES {
        let path = match (route.purpose, api) {
            (Use::Api, Some(path)) | (Use::List | Use::Record, Some(path)) => path,
            (Use::Api, None) | (_, Some(_)) => continue,
            (_, None) => asked.path.as_str(),
        };
        if let Some(open) = route.fits(path) {
            if route.method != method {
                other_method = true;
            } else if route.gives(asked.shape) {
                return Ok((route, open));
            }
        }
    }
    if other_method {
        return Err(stop(StatusCode::METHOD_NOT_ALLOWED, "method", "this address does not take that method"));
    }
    Err((Fault::not_found("the address"), None))
}

fn caller(app: &App, headers: &HeaderMap) -> Result<Option<Caller>, Fault> {
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

fn allowed(route: &Route, who: Option<&Caller>, asked: &Asked) -> Result<(), Stopped> {
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

/// The fields of a body: a form of ours, or a JSON object of the API.
async fn form(app: &App, request: Request, headers: &HeaderMap, route: &Route, who: Option<&Caller>) -> Result<Vec<(String, String)>, Stopped> {
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

/// What a thread that may block takes with it.
struct Work {
    app: Arc<App>,
    route: &'static Route,
    open: Vec<String>,
    path: String,
    query: Vec<(String, String)>,
    form: Vec<(String, String)>,
    shape: Shape,
    api: bool,
    lang: Lang,
    theme: String,
    caller: Option<Caller>,
    etag_wanted: Option<String>,
    if_match: Option<String>,
}

impl Work {
    fn run(self, head: oneshot::Sender<Result<Response, Fault>>) {
        let mut head = Some(head);
        let mut send = |response: Result<Response, Fault>| {
            if let Some(head) = head.take() {
                // Who asked may have gone.
                let _ = head.send(response);
            }
        };
        let app = Arc::clone(&self.app);
        let outcome = app.with_archive(|archive| {
            let (response, rows) = self.respond(archive)?;
            send(Ok(response));
            let Some((sender, columns, produce)) = (match rows {
                None => return Ok(()),
                Some(Stream::Rows(sender, columns, produce)) => Some((sender, columns, produce)),
                Some(Stream::File(sender, write)) => {
                    let mut out = Rows { sender, shape: self.shape, buffer: Vec::new() };
                    match write(archive, &mut out) {
                        Ok(()) => out.flush(true),
                        Err(fault) => out.fail(&fault),
                    };
                    None
                }
            }) else {
                return Ok(());
            };
            let mut out = Rows { sender, shape: self.shape, buffer: Vec::new() };
            if self.shape == Shape::Csv {
                out.csv(columns.iter().map(|name| (*name).to_owned()).collect());
            }
            let done = produce(&self.app, archive, &mut |row| Ok(out.row(&columns, row)));
            match done {
                Ok(()) => out.flush(true),
                Err(fault) => out.fail(&fault),
            };
            Ok(())
        });
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(fault)) | Err(fault) => send(Err(fault)),
        }
    }

    fn respond(&self, archive: &chancery_archive::Archive) -> Result<(Response, Option<Stream>), Fault> {
        let mark = archive.mark()?;
        let caller = self.caller.as_ref().map_or("", |caller| caller.csrf.as_str());
        let reading = self.route.method == Method::Get;
        let whom = format!("{caller} {:?} {} {} {:?} {}", self.lang, self.theme, self.path, self.shape, self.api);
        let query: Vec<u8> = self.query.iter().flat_map(|(name, value)| [name.as_bytes(), b"=", value.as_bytes(), b"&"].concat()).collect();
        let mut etag = format!("W/\"{}\"", security::tag(&[mark.as_bytes(), self.app.options.version.as_bytes(), whom.as_bytes(), &query]));
        // What the accounts say can change without the archive.
        let steady = reading && !matches!(self.route.purpose, Use::Form) && self.route.role != Some(Role::Admin) && !self.route.path.starts_with("/account");
        let known = |etag: &str| steady && self.etag_wanted.as_deref().is_some_and(|wanted| wanted.split(',').any(|one| one.trim() == etag));
        let unchanged = |etag: &str| {
            let mut response = respond(StatusCode::NOT_MODIFIED, "", Body::empty());
            tag(&mut response, etag);
            Ok((response, None))
        };
        if known(&etag) {
            return unchanged(&etag);
        }
        let call = Call {
            app: &self.app,
            archive,
            mark: &mark,
            path: &self.path,
            open: &self.open,
            query: &self.query,
            form: &self.form,
            shape: self.shape,
            api: self.api,
            lang: self.lang,
            theme: &self.theme,
            caller: self.caller.as_ref(),
            if_match: self.if_match.as_deref(),
            called: RefCell::new(BTreeMap::new()),
        };
        let mut rows = None;
        let mut response = match (self.route.handle)(&call)? {
            Reply::Page { title, main, data } => match self.shape {
                Shape::Html => {
                    respond(StatusCode::OK, "text/html; charset=utf-8", crate::text::straight(layout::page(&call, &title, main).into_string()).into())
                }
                _ => {
                    // A record's own state: what a writer names in If-Match.
                    if let Some(version) = data["version"].as_str() {
                        etag = format!("\"{version}\"");
                        if known(&etag) {
                            return unchanged(&etag);
                        }
                    }
                    json(StatusCode::OK, &data)
                }
            },
            Reply::Data(status, data) => json(status, &data),
            Reply::Rows { columns, name, produce } => {
                let (sender, receiver) = mpsc::channel(16);
                let (kind, ending) =
                    if self.shape == Shape::Csv { ("text/csv; charset=utf-8; header=present", "csv") } else { ("application/jsonl; charset=utf-8", "jsonl") };
                let mut response = respond(StatusCode::OK, kind, Body::new(Chunks(receiver)));
                response.headers_mut().insert(
                    header::CONTENT_DISPOSITION,
                    HeaderValue::from_str(&format!("attachment; filename=\"{name}.{ending}\"")).unwrap_or(HeaderValue::from_static("attachment")),
                );
                rows = Some(Stream::Rows(sender, columns, produce));
                response
            }
            Reply::File { kind, name, write } => {
                let (sender, receiver) = mpsc::channel(16);
                let mut response = respond(StatusCode::OK, kind, Body::new(Chunks(receiver)));
                let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).unwrap_or(HeaderValue::from_static("attachment"));
                response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
                rows = Some(Stream::File(sender, write));
                response
            }
            Reply::Original { name, bytes } => {
                let mut response = respond(StatusCode::OK, "application/octet-stream", bytes.into());
                let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect();
                let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", crate::route::encode(&name));
                response
                    .headers_mut()
                    .insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")));
                response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(security::SANDBOX));
                response
            }
            Reply::Asset { kind, text } => respond(StatusCode::OK, kind, text.into()),
            Reply::See(to) => see(&to),
            Reply::Session { to, key } => {
                let age = if key.is_empty() { "; Max-Age=0" } else { "" };
                let mut response = see(&to);
                if let Ok(cookie) = HeaderValue::from_str(&format!("{COOKIE}={key}; Path=/; HttpOnly; SameSite=Lax{age}")) {
                    response.headers_mut().append(header::SET_COOKIE, cookie);
                }
                response
            }
        };
        if steady && response.status() == StatusCode::OK {
            tag(&mut response, &etag);
        } else {
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        Ok((response, rows))
    }
}

fn tag(response: &mut Response, etag: &str) {
    if let Ok(value) = HeaderValue::from_str(etag) {
        response.headers_mut().entry(header::ETAG).or_insert(value);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Cookie, Accept-Language, Authorization"));
}

fn respond(status: StatusCode, kind: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    if !kind.is_empty() {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    response
}

fn json(status: StatusCode, value: &serde_json::Value) -> Response {
    let kind = if status.is_client_error() || status.is_server_error() { "application/problem+json" } else { "application/json" };
    respond(status, kind, (value.to_string() + "\n").into())
}

fn see(to: &str) -> Response {
    let mut response = respond(StatusCode::SEE_OTHER, "", Body::empty());
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/")));
    response
}

/// An error as a page or as data.
fn failed(app: &Arc<App>, asked: &Asked, caller: Option<&Caller>, fault: &Fault) -> Response {
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

type Sender = mpsc::Sender<Result<Bytes, std::io::Error>>;

/// What follows the head of an answer.
enum Stream {
    Rows(Sender, Vec<&'static str>, crate::reply::Produce),
    File(Sender, crate::reply::Write),
}

impl std::io::Write for Rows {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if Rows::flush(self, false) { Ok(bytes.len()) } else { Err(std::io::ErrorKind::BrokenPipe.into()) }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Rows on their way.
struct Rows {
    sender: Sender,
    shape: Shape,
    buffer: Vec<u8>,
}

impl Rows {
    fn row(&mut self, columns: &[&str], row: Vec<serde_json::Value>) -> bool {
        if self.shape == Shape::Csv {
            self.csv(row.iter().map(cell).collect());
        } else {
            self.buffer.extend_from_slice(object(columns, row).to_string().as_bytes());
            self.buffer.push(b'\n');
        }
        self.flush(false)
    }

    fn csv(&mut self, cells: Vec<String>) {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut self.buffer);
        // Writing to memory does not fail.
        let _ = writer.write_record(&cells);
    }

    /// Sends what there is; `false` when whoever asked has gone.
    fn flush(&mut self, all: bool) -> bool {
        if self.buffer.is_empty() || (!all && self.buffer.len() < 16 << 10) {
            return true;
        }
        self.sender.blocking_send(Ok(Bytes::from(std::mem::take(&mut self.buffer)))).is_ok()
    }

    /// Breaks the transfer off, so that half a list is not taken for all of it.
    fn fail(&mut self, fault: &Fault) -> bool {
        eprintln!("error: a list was broken off: {}", fault.detail);
        self.sender.blocking_send(Err(std::io::Error::other(fault.detail.clone()))).is_ok()
    }
}

/// The body that rows become.
struct Chunks(mpsc::Receiver<Result<Bytes, std::io::Error>>);

impl http_body::Body for Chunks {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<http_body::Frame<Bytes>, std::io::Error>>> {
        self.0.poll_recv(cx).map(|chunk| chunk.map(|chunk| chunk.map(http_body::Frame::data)))
    }
}
