//! Signing in and out, own tokens, all accounts and the log.

use axum::http::StatusCode;
use maud::html;
use serde_json::Value;

use crate::accounts::{PASSWORD, Role, now};
use crate::call::Call;
use crate::fault::Fault;
use crate::parts;
use crate::reply::Reply;

/// The address that the server printed when it started: begins a session, once.
pub(crate) fn open(call: &Call<'_>) -> Result<Reply, Fault> {
    if call.app.accounts.use_once(call.part(0)) {
        let key = call.app.accounts.begin(&call.app.options.user, Role::Admin);
        call.app.accounts.log(&call.app.options.user, "open", "")?;
        return Ok(Reply::Session { to: if call.app.accounts.is_team() { "/accounts" } else { "/" }.to_owned(), key });
    }
    if call.caller.is_some() {
        return Ok(Reply::See("/".to_owned()));
    }
    Err(Fault::said(StatusCode::UNAUTHORIZED, "who", call.t("open.used")))
}

/// The form to sign in.
pub(crate) fn enter_form(call: &Call<'_>) -> Result<Reply, Fault> {
    call.app.accounts.count()?;
    let main = html! {
        div.narrow {
            h1 { (call.t("enter.title")) }
            form.stack method="post" action="/enter" {
                label for="name" { (call.t("enter.name")) } input #name name="name" required autocomplete="username" maxlength="64";
                label for="password" { (call.t("enter.password")) } input #password type="password" name="password" required autocomplete="current-password" maxlength="200";
                button { (call.t("enter.do")) }
            }
        }
    };
    Reply::page(call.t("enter.title"), main, Value::Null)
}

/// Signs in.
pub(crate) fn enter(call: &Call<'_>) -> Result<Reply, Fault> {
    let name = call.field("name");
    match call.app.accounts.enter(name, call.field("password"))? {
        Some(role) => {
            call.app.accounts.log(name, "enter", "")?;
            Ok(Reply::Session { to: "/".to_owned(), key: call.app.accounts.begin(name, role) })
        }
        None => {
            let known: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
            call.app.accounts.log(&known, "refused", "")?;
            Err(Fault::said(StatusCode::UNAUTHORIZED, "who", call.t("enter.wrong")))
        }
    }
}

/// Signs out: every session of this browser's cookie ends.
pub(crate) fn leave(call: &Call<'_>) -> Result<Reply, Fault> {
    let who = call.who()?;
    call.app.accounts.end_of(&who.csrf);
    Ok(Reply::Session { to: if call.app.accounts.is_team() { "/enter" } else { "/about" }.to_owned(), key: String::new() })
}

/// Own tokens.
pub(crate) fn own(call: &Call<'_>) -> Result<Reply, Fault> {
    tokens_page(call, None)
}

fn tokens_page(call: &Call<'_>, new: Option<&str>) -> Result<Reply, Fault> {
    let who = call.who()?;
    let tokens = call.app.accounts.tokens(&who.name)?;
    let main = html! {
        (parts::head(call, call.t("nav.account"), call.t("account.about"), None))
        @if let Some(new) = new { div.notice role="status" { p { (call.t("account.new")) } p { code { (new) } } } }
        @if tokens.is_empty() { p.empty { (call.t("account.none")) } } @else { table {
            thead { tr { th { (call.t("account.label")) } th { (call.t("account.role")) } th { (call.t("account.until")) } th { } } }
            tbody {
                @for token in &tokens {
                    tr {
                        th scope="row" { (token.label) } td { (call.code("role", &token.role.to_string())) } td.number { (chancery_model::Date::from_days((token.until / 86_400) as i32)) }
                        td { form method="post" action="/account/tokens" { input type="hidden" name="csrf" value=(who.csrf); input type="hidden" name="revoke" value=(token.id); button { (call.t("account.revoke")) } } }
                    }
                }
            }
        } }
        form.stack method="post" action="/account/tokens" {
            input type="hidden" name="csrf" value=(who.csrf);
            label for="label" { (call.t("account.label")) } input #label name="label" required maxlength="64";
            label for="role" { (call.t("account.role")) } select #role name="role" { @for role in Role::ALL.into_iter().filter(|role| *role <= who.role) { option value=(role.as_str()) { (call.code("role", role.as_str())) } } }
            label for="days" { (call.t("account.days")) } input #days name="days" type="number" min="1" max="366" value="90";
            button { (call.t("account.make")) }
        }
        @if who.role == Role::Admin { p { a href="/accounts" { (call.t("accounts.title")) } } }
    };
    Reply::page(call.t("nav.account"), main, Value::Null)
}

/// Makes or takes back a token.
pub(crate) fn tokens(call: &Call<'_>) -> Result<Reply, Fault> {
    let who = call.who()?;
    if let Ok(id) = call.field("revoke").parse::<i64>() {
        if !call.app.accounts.revoke(&who.name, id)? {
            return Err(Fault::not_found("the token"));
        }
        call.app.accounts.log(&who.name, "revoke", &id.to_string())?;
        return Ok(Reply::See("/account".to_owned()));
    }
    let role = Role::parse(call.field("role")).filter(|role| *role <= who.role);
    let role = role.ok_or_else(|| Fault::new(StatusCode::FORBIDDEN, "role", "a token may not do more than its account"))?;
    let label: String = call.field("label").chars().filter(|c| !c.is_control()).take(64).collect();
    let token = call.app.accounts.issue(&who.name, &label, role, call.field("days").parse().unwrap_or(90))?;
    call.app.accounts.log(&who.name, "token", &format!("{label} {}", role.as_str()))?;
    tokens_page(call, Some(&token))
}

/// All accounts and the log.
pub(crate) fn all(call: &Call<'_>) -> Result<Reply, Fault> {
    let who = call.who()?;
    let accounts = call.app.accounts.list()?;
    let logged = call.app.accounts.logged(200)?;
    let main = html! {
        (parts::head(call, call.t("accounts.title"), call.t("accounts.about"), Some(accounts.len())))
        @if accounts.is_empty() { p.empty { (call.t("accounts.none")) } } @else { table {
            thead { tr { th { (call.t("enter.name")) } th { (call.t("account.role")) } th { } } }
            tbody {
                @for (name, role) in &accounts {
                    tr { th scope="row" { (name) } td { (call.code("role", &role.to_string())) } td { form method="post" action="/accounts" { input type="hidden" name="csrf" value=(who.csrf); input type="hidden" name="remove" value=(name); button { (call.t("accounts.remove")) } } } }
                }
            }
        } }
        form.stack method="post" action="/accounts" {
            input type="hidden" name="csrf" value=(who.csrf);
            label for="name" { (call.t("enter.name")) } input #name name="name" required maxlength="64";
            label for="role" { (call.t("account.role")) } select #role name="role" { @for role in Role::ALL { option value=(role.as_str()) { (call.code("role", role.as_str())) } } }
            label for="password" { (call.t("enter.password")) } input #password type="password" name="password" required minlength=(PASSWORD) maxlength="200" autocomplete="new-password";
            button { (call.t("accounts.set")) }
        }
        h2 { (call.t("accounts.log")) }
        div.scroll tabindex="0" role="region" aria-label=(call.t("accounts.log")) {
            table {
                thead { tr { th { (call.t("decisions.at")) } th { (call.t("decisions.who")) } th { (call.t("accounts.act")) } th { (call.t("decisions.on")) } } }
                tbody { @for entry in &logged { tr { td.when { (chancery_model::Date::from_days((entry.at / 86_400) as i32)) " " (format!("{:02}:{:02}:{:02}", entry.at / 3600 % 24, entry.at / 60 % 60, entry.at % 60)) } th scope="row" { (entry.who) } td { (entry.act) } td { (entry.object) } } } }
            }
        }
    };
    Reply::page(call.t("accounts.title"), main, serde_json::json!({"at": now()}))
}

/// Sets up, changes or removes an account.
pub(crate) fn set(call: &Call<'_>) -> Result<Reply, Fault> {
    let who = call.who()?;
    let gone = call.field("remove");
    if !gone.is_empty() {
        if gone == who.name {
            return Err(Fault::new(StatusCode::BAD_REQUEST, "bad-account", "nobody removes oneself; another admin does"));
        }
        if !call.app.accounts.remove(gone)? {
            return Err(Fault::not_found("the account"));
        }
        call.app.accounts.log(&who.name, "remove account", gone)?;
        return Ok(Reply::See("/accounts".to_owned()));
    }
    let role =
        Role::parse(call.field("role")).ok_or_else(|| Fault::new(StatusCode::BAD_REQUEST, "bad-account", "expected a role: viewer, coder, editor or admin"))?;
    call.app.accounts.set(call.field("name"), role, call.field("password"))?;
    call.app.accounts.log(&who.name, "set account", &format!("{} {}", call.field("name"), role.as_str()))?;
    Ok(Reply::See("/accounts".to_owned()))
}
