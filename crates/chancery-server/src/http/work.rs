//! The work of a call: asks for what was answered before, calls the route, makes an answer of what it replies.
//!
//! In: what was asked, checked. Out: a response, and what streams after its head. Answers that only the archive can change are kept under their tag, which is
//! made of the archive's mark and of all that they depend on besides; a write changes the mark.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use chancery_archive::Archive;
use tokio::sync::oneshot;

use super::COOKIE;
use super::response::{json, respond, see, tag};
use super::stream::{Stream, What};
use crate::accounts::{Caller, Role};
use crate::app::App;
use crate::call::Call;
use crate::fault::Fault;
use crate::reply::Reply;
use crate::route::{Method, Route, Shape, Use};
use crate::words::Lang;
use crate::{layout, security};

/// The type of CSV, whose first row names the columns.
const CSV: &str = "text/csv; charset=utf-8; header=present";

/// What a thread that may block takes with it.
pub(super) struct Work {
    pub app: Arc<App>,
    pub route: &'static Route,
    pub open: Vec<String>,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub form: Vec<(String, String)>,
    pub shape: Shape,
    pub api: bool,
    pub lang: Lang,
    pub theme: String,
    pub caller: Option<Caller>,
    pub etag_wanted: Option<String>,
    pub if_match: Option<String>,
}

/// An answer as it was sent.
struct Answer {
    kind: &'static str,
    /// What names its state: of a record its own.
    etag: String,
    body: Bytes,
}

impl Work {
    /// Whether only the archive can change the answer. What the accounts say changes without it.
    pub fn steady(&self) -> bool {
        let route = self.route;
        route.method == Method::Get && !matches!(route.purpose, Use::Form) && route.role != Some(Role::Admin) && !route.path.starts_with("/account")
    }

    /// Whether the answer may go on for long: all of a list, or a file made of it.
    pub fn lasts(&self) -> bool {
        (self.shape.streams() && self.route.purpose == Use::List) || self.route.path.starts_with("/exports/")
    }

    /// What was answered before, or that whoever asks has it already.
    pub fn kept(self) -> (Work, Option<Result<Response, Fault>>) {
        let app = Arc::clone(&self.app);
        let found = app.with_archive(|archive| Ok(self.known(&archive.mark()?)));
        match found {
            Ok(Ok(found)) => (self, found.map(Ok)),
            Ok(Err(fault)) | Err(fault) => (self, Some(Err(fault))),
        }
    }

    /// The tag of the answer in this state of the archive.
    fn etag(&self, mark: &str) -> String {
        let caller = self.caller.as_ref().map_or_else(String::new, |caller| format!("{} {:?} {}", caller.csrf, caller.role, caller.name));
        let whom = format!("{caller} {:?} {} {} {:?} {}", self.lang, self.theme, self.path, self.shape, self.api);
        let query: Vec<u8> = self.query.iter().flat_map(|(name, value)| [name.as_bytes(), b"=", value.as_bytes(), b"&"].concat()).collect();
        format!("W/\"{}\"", security::tag(&[mark.as_bytes(), self.app.options.version.as_bytes(), whom.as_bytes(), &query]))
    }

    /// Whether whoever asks has this answer.
    fn has(&self, etag: &str) -> bool {
        self.etag_wanted.as_deref().is_some_and(|wanted| wanted.split(',').any(|one| one.trim() == etag))
    }

    fn known(&self, mark: &str) -> Option<Response> {
        let key = self.etag(mark);
        let answer = self.app.answers.get::<Answer>("", &key)?;
        Some(if self.has(&key) || self.has(&answer.etag) { unchanged(&answer.etag) } else { sent(&answer) })
    }

    /// Works; what `head` gets is the answer, which may go on after it.
    pub fn run(self, head: oneshot::Sender<Result<Response, Fault>>) {
        let mut head = Some(head);
        let mut send = |response: Result<Response, Fault>| {
            if let Some(head) = head.take() {
                // Who asked may have gone.
                let _ = head.send(response);
            }
        };
        let app = Arc::clone(&self.app);
        let outcome = app.with_archive(|archive| {
            let (response, stream) = self.respond(archive)?;
            send(Ok(response));
            if let Some(stream) = stream {
                stream.run(&self.app, archive, self.shape);
            }
            Ok(())
        });
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(fault)) | Err(fault) => send(Err(fault)),
        }
    }

    fn respond(&self, archive: &Archive) -> Result<(Response, Option<Stream>), Fault> {
        let mark = archive.mark()?;
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
            unfinished: Cell::new(false),
        };
        let mut stream = None;
        let mut response = match (self.route.handle)(&call)? {
            Reply::Page { title, main, data } => {
                let key = self.etag(&mark);
                let (kind, body) = match self.shape {
                    Shape::Html => ("text/html; charset=utf-8", crate::text::straight(layout::page(&call, &title, main).into_string()).into_bytes()),
                    Shape::Csv => (CSV, crate::reply::csv(&data)),
                    _ => ("application/json", (data.to_string() + "\n").into_bytes()),
                };
                // A record's own state is what a writer names in If-Match.
                let version = data["version"].as_str().filter(|_| self.shape != Shape::Html);
                let etag = version.map_or_else(|| key.clone(), |version| format!("\"{version}\""));
                let answer = Arc::new(Answer { kind, etag, body: body.into() });
                if !self.steady() || call.unfinished.get() {
                    respond(StatusCode::OK, kind, answer.body.clone().into())
                } else {
                    self.app.answers.put("", &key, answer.body.len(), Arc::clone(&answer));
                    let known = self.has(&key) || self.has(&answer.etag);
                    return Ok((if known { unchanged(&answer.etag) } else { sent(&answer) }, None));
                }
            }
            Reply::Data(status, data) => json(status, &data),
            Reply::Rows { columns, name, produce } => {
                let (body, rest) = Stream::of(What::Rows(columns, produce));
                stream = Some(rest);
                let (kind, ending) = match self.shape {
                    Shape::Csv => (CSV, "csv"),
                    Shape::Parquet => ("application/vnd.apache.parquet", "parquet"),
                    _ => ("application/jsonl; charset=utf-8", "jsonl"),
                };
                attached(respond(StatusCode::OK, kind, body), &format!("attachment; filename=\"{name}.{ending}\""))
            }
            Reply::File { kind, name, write } => {
                let (body, rest) = Stream::of(What::File(write));
                stream = Some(rest);
                attached(respond(StatusCode::OK, kind, body), &format!("attachment; filename=\"{name}\""))
            }
            Reply::Original { name, bytes } => {
                let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect();
                let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", crate::route::encode(&name));
                let mut response = attached(respond(StatusCode::OK, "application/octet-stream", bytes.into()), &disposition);
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
        if self.steady() && response.status() == StatusCode::OK && !call.unfinished.get() {
            let etag = self.etag(&mark);
            if self.has(&etag) {
                return Ok((unchanged(&etag), None));
            }
            tag(&mut response, &etag);
        } else {
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        Ok((response, stream))
    }
}

fn attached(mut response: Response, disposition: &str) -> Response {
    let disposition = HeaderValue::from_str(disposition).unwrap_or(HeaderValue::from_static("attachment"));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    response
}

fn unchanged(etag: &str) -> Response {
    let mut response = respond(StatusCode::NOT_MODIFIED, "", Body::empty());
    tag(&mut response, etag);
    response
}

fn sent(answer: &Answer) -> Response {
    let mut response = respond(StatusCode::OK, answer.kind, answer.body.clone().into());
    tag(&mut response, &answer.etag);
    response
}
