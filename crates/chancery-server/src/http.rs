//! The adaptor of HTTP: checks what every call must pass, runs the route on a thread that may block, sends the answer.
//!
//! In: requests. Out: responses. In this order: host, route, who, role, rate, size, forgery, parameters, then the route's own work. Nothing below knows of
//! HTTP, nothing above of the archive. What is asked is read in `asked`, who is let in decided in `admission`, what is brought read in `body`; `work` calls
//! the route, `response` and `stream` send.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::{Router, http};
use tokio::sync::{Semaphore, oneshot};

use crate::accounts::Caller;
use crate::app::App;
use crate::fault::Fault;
use crate::route::Method;
use crate::security;

mod admission;
mod asked;
mod body;
mod response;
mod stream;
mod work;

use asked::Asked;
use work::Work;

/// Pages at work at the same time, at least and at most; the others wait in the order in which they came. More than there are processors would only
/// make each of them slower.
const AT_WORK: (usize, usize) = (3, 16);
/// Lists and files on their way at the same time: they last, and pages do not wait for them.
const ON_THE_WAY: usize = 4;
/// The cookie of the session.
const COOKIE: &str = "chancery";

struct Shared {
    app: Arc<App>,
    work: Arc<Semaphore>,
    streams: Arc<Semaphore>,
}

/// The application as a service.
pub fn router(app: Arc<App>) -> Router {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let pages = (processors + 1).clamp(AT_WORK.0, AT_WORK.1);
    let shared = Arc::new(Shared { app, work: Arc::new(Semaphore::new(pages)), streams: Arc::new(Semaphore::new(ON_THE_WAY)) });
    Router::new().fallback(answer).with_state(shared)
}

/// A fault that ends a call, and after how many seconds to try again.
type Stopped = (Fault, Option<u64>);

fn stop(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Stopped {
    (Fault::new(status, code, detail), None)
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let headers = request.headers().clone();
    let asked = asked::asked(request.uri(), &headers);
    let mut caller = None;
    let mut response = match dispatch(&shared, request, &asked, &mut caller).await {
        Ok(response) => response,
        Err((fault, wait)) => {
            let mut response = response::failed(&shared.app, &asked, caller.as_ref(), &fault);
            if let Some(wait) = wait {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
            }
            if fault.status == StatusCode::METHOD_NOT_ALLOWED {
                response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(asked::methods(&asked)));
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

async fn dispatch(shared: &Shared, request: Request, asked: &Asked, who: &mut Option<Caller>) -> Result<Response, Stopped> {
    let app = &shared.app;
    let headers = request.headers().clone();
    if !admission::host_is_ours(app, &headers, request.uri()) {
        return Err(stop(StatusCode::MISDIRECTED_REQUEST, "host", "this server is not reached by that name. Name it with --host-name when you start it."));
    }
    let method = match *request.method() {
        http::Method::GET | http::Method::HEAD => Method::Get,
        http::Method::POST => Method::Post,
        _ => return Err(stop(StatusCode::METHOD_NOT_ALLOWED, "method", "expected GET or POST")),
    };
    let (route, open) = asked::find(method, asked)?;
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map_or_else(String::new, |peer| peer.0.ip().to_string());
    *who = admission::caller(app, &headers).map_err(|fault| (fault, None))?;
    admission::rate(app, method, route, who.as_ref(), &peer)?;
    admission::allowed(route, who.as_ref(), asked)?;
    let said = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (etag_wanted, if_match) = (said(header::IF_NONE_MATCH), said(header::IF_MATCH));
    let form = match method {
        Method::Get => Vec::new(),
        Method::Post => body::form(app, request, &headers, route, who.as_ref()).await?,
    };
    admission::parameters(route, asked)?;
    let mut work = Work {
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
    let gone = |_| (Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", "the server made a mistake; its log says more. Please report it."), None);
    // What was made before waits for nobody's work.
    if work.steady() {
        let (back, found) = tokio::task::spawn_blocking(move || work.kept()).await.map_err(|_| gone(()))?;
        if let Some(found) = found {
            return found.map_err(|fault| (fault, None));
        }
        work = back;
    }
    let turns = if work.lasts() { &shared.streams } else { &shared.work };
    let permit = Arc::clone(turns).acquire_owned().await.map_err(|_| stop(StatusCode::SERVICE_UNAVAILABLE, "closing", "the server is stopping"))?;
    let (head, told) = oneshot::channel();
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        work.run(head);
    });
    told.await.map_err(|_| gone(()))?.map_err(|fault| (fault, None))
}
