//! The server over an archive of the examples and of hostile documents: every address of the table, who may what, and what must never happen.

mod harness;

use axum::http::{StatusCode, header};
use chancery_server::{Method, Mode, ROUTES, Role, Route};
use harness::{Answer, Served, serve};

/// Open parts of addresses that lead somewhere.
fn address(route: &Route, served: &Served) -> String {
    let id = match route.name {
        "event" => served.first("/events.json"),
        "instrument" => served.first("/instruments.json"),
        "relation" => served.first("/relations.json"),
        "statement" => served.first("/statements.json"),
        "figure" => served.first("/figures.json"),
        "export" => "bibtex".to_owned(),
        "wording" => served.first("/wordings.json"),
        "name" => "CHN".to_owned(),
        "pair" => "CHN-RUS".to_owned(),
        "asset" => "chancery.css".to_owned(),
        "open" => "0".repeat(64),
        _ => served.first("/documents.json"),
    };
    let path = route.path.split('/').map(|part| if part.starts_with('{') { harness::encode(&id) } else { part.to_owned() }).collect::<Vec<_>>().join("/");
    if matches!(route.name, "decide" | "openapi") { format!("/api/v1{path}") } else { path }
}

#[test]
fn every_page_answers_in_every_shape_and_language_and_carries_the_policy() {
    let served = serve(Mode::Local);
    let key = served.session(Role::Admin);
    for route in ROUTES.iter().filter(|route| route.method == Method::Get && !["open", "enter_form", "account", "accounts"].contains(&route.name)) {
        let path = address(route, &served);
        for language in ["zh-Hant", "zh-Hans", "en"] {
            let answer = served.get(&format!("{path}?lang={language}"), Some(&key));
            assert_eq!(answer.status, StatusCode::OK, "{path} {language}: {}", answer.text);
            assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
            let policy = answer.header(header::CONTENT_SECURITY_POLICY);
            assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
            if answer.header(header::CONTENT_TYPE).starts_with("text/html") {
                assert!(answer.text.contains(&format!("<html lang=\"{language}\"")), "{path}");
                for tag in harness::tags(&answer.text) {
                    assert!(!tag.contains(" style") && !tag.starts_with("style") && !tag.contains(" on"), "{path}: something inline: {tag}");
                }
                assert_eq!(answer.text.matches("<script").count(), 1, "{path}: one script, a file");
            }
        }
        for (ending, shape) in chancery_server::Shape::DATA {
            if route.gives(shape) && path != "/" && !path.starts_with("/api") {
                let answer = served.get(&format!("{path}{ending}?q=%E4%BF%84"), Some(&key));
                assert_eq!(answer.status, StatusCode::OK, "{path}{ending}: {}", answer.text);
                if ending == ".parquet" {
                    assert!(answer.text.starts_with("PAR1") && answer.text.ends_with("PAR1"), "{path}: no file of Parquet");
                }
                if ending == ".csv" {
                    assert!(answer.header(header::CONTENT_TYPE).starts_with("text/csv"), "{path}");
                }
                if ending == ".json" {
                    let _: serde_json::Value = serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{path}: {error}"));
                }
            }
        }
    }
}

#[test]
fn whoever_is_not_known_gets_nothing_and_a_one_time_address_works_once() {
    let served = serve(Mode::Local);
    for route in ROUTES.iter().filter(|route| route.role.is_some() && route.method == Method::Get) {
        let answer = served.get(&address(route, &served), None);
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", route.path);
        assert!(!answer.text.contains("俄羅斯") && !answer.text.contains("俄罗斯"), "{}", route.path);
    }
    let secret = served.app.one_time();
    let answer = served.get(&format!("/open/{secret}"), None);
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let cookie = answer.header(header::SET_COOKIE);
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite"), "{cookie}");
    assert_eq!(served.get(&format!("/open/{secret}"), None).status, StatusCode::UNAUTHORIZED);
    assert_eq!(served.get(&format!("/open/{}", "0".repeat(64)), None).status, StatusCode::UNAUTHORIZED);
}

#[test]
fn another_host_another_site_and_a_form_without_its_secret_are_refused() {
    let served = serve(Mode::Local);
    let key = served.session(Role::Admin);
    assert_eq!(served.call("GET", "/", Some(&key), &[("host", "evil.example")], "").status, StatusCode::MISDIRECTED_REQUEST);
    let id = served.first("/events.json");
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let csrf = served.csrf(&key);
    let body = format!("act=accept&record={id}");
    assert_eq!(served.call("POST", "/review/coder", Some(&key), &form, &body).status, StatusCode::FORBIDDEN);
    let whole = format!("{body}&csrf={csrf}&back=//evil.example");
    let foreign = [form[0], ("origin", "https://evil.example")];
    assert_eq!(served.call("POST", "/review/coder", Some(&key), &foreign, &whole).status, StatusCode::FORBIDDEN);
    let answer = served.call("POST", "/review/coder", Some(&key), &form, &whole);
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(answer.header(header::LOCATION), "/review", "never to another site");
    assert_eq!(served.call("POST", "/review/coder", Some(&key), &form, &"x".repeat(2 << 20)).status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[test]
fn hostile_documents_and_parameters_stay_text() {
    let served = serve(Mode::Local);
    let key = served.session(Role::Admin);
    let documents = served.json("/documents.json?limit=1000", &key);
    for document in documents["items"].as_array().expect("documents") {
        let id = document["id"].as_str().expect("id");
        let answer = served.get(&format!("/documents/{id}"), Some(&key));
        assert_eq!(answer.status, StatusCode::OK);
        for hostile in ["<script>alert", "<img src=x", "<svg onload", "javascript:alert", "\u{202E}"] {
            assert!(!answer.text.replace("href=\"javascript", "!!").contains(hostile) || hostile == "javascript:alert", "{id}: {hostile}");
        }
        assert!(!answer.text.contains("href=\"javascript"), "{id}");
        let original = served.get(&format!("/documents/{id}/original"), Some(&key));
        assert!(original.header(header::CONTENT_DISPOSITION).starts_with("attachment"), "{id}");
        assert!(original.header(header::CONTENT_SECURITY_POLICY).contains("sandbox"), "{id}");
        assert_eq!(original.header(header::CONTENT_TYPE), "application/octet-stream");
    }
    let table = served.get("/documents.csv", Some(&key)).text;
    assert!(table.contains("'=HYPERLINK") && !table.contains(",\"=HYPERLINK"), "no spreadsheet takes a text for a formula");
    for route in ROUTES.iter().filter(|route| route.method == Method::Get && route.role.is_some()) {
        for param in route.params() {
            for value in ["%3Cscript%3Ealert(1)%3C/script%3E", "%27%29%3B%20DROP%20TABLE%20records--", "%5D%22%00", "%F0%AE%B7%A8", "%"] {
                let path = format!("{}?{}={value}", address(route, &served), param.name);
                let answer = served.get(&path, Some(&key));
                assert!(!answer.status.is_server_error(), "{path}: {}", answer.text);
                assert!(!answer.text.contains("<script>alert"), "{path}");
            }
        }
    }
    for path in
        ["/events/%00", "/events/..%2F..%2Fetc%2Fpasswd", "/events/%ff", "/documents/d-zz", "/names/%3Cscript%3E", "/nothing", "/assets/..%2Fteam.sqlite"]
    {
        assert_eq!(served.get(path, Some(&key)).status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn an_unknown_or_wrong_parameter_of_the_api_is_a_problem_that_says_what_was_expected() {
    let served = serve(Mode::Local);
    let key = served.session(Role::Admin);
    for (path, word) in [
        ("/api/v1/events?kind=nonsense", "codebook"),
        ("/api/v1/events?from=2019-02-30", "calendar"),
        ("/api/v1/events?limit=0", "whole number"),
        ("/api/v1/events?x]=1", "no such parameter"),
    ] {
        let answer = served.get(path, Some(&key));
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json", "{path}");
        assert!(answer.text.contains(word), "{path}: {}", answer.text);
    }
}

#[test]
fn pages_of_a_list_hold_each_row_once_and_the_stream_holds_all() {
    let served = serve(Mode::Local);
    let key = served.session(Role::Admin);
    for list in ["events", "instruments", "statements", "figures", "names", "documents", "relations", "wordings"] {
        let mut next = Some(format!("/api/v1/{list}?limit=3"));
        let mut ids: Vec<String> = Vec::new();
        while let Some(path) = next {
            let page = served.json(&path, &key);
            ids.extend(page["items"].as_array().expect("items").iter().map(|item| item["id"].as_str().expect("id").to_owned()));
            next = page["next"].as_str().map(str::to_owned);
        }
        let streamed: Vec<String> = served
            .get(&format!("/api/v1/{list}.jsonl"), Some(&key))
            .text
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a line of JSON")["id"].as_str().expect("id").to_owned())
            .collect();
        assert_eq!(ids, streamed, "{list}");
        let csv = served.get(&format!("/{list}.csv"), Some(&key));
        assert_eq!(csv.text.matches("\r\n").count(), ids.len() + 1, "{list}");
    }
}

#[test]
fn an_answer_is_not_sent_twice_and_a_stale_writer_is_told() {
    let served = serve(Mode::Local);
    let key = served.session(Role::Admin);
    let id = served.first("/events.json");
    let path = format!("/api/v1/events/{id}");
    let first = served.get(&path, Some(&key));
    let etag = first.header(header::ETAG);
    assert_eq!(served.call("GET", &path, Some(&key), &[("if-none-match", &etag)], "").status, StatusCode::NOT_MODIFIED);
    let csrf = served.csrf(&key);
    let write = |tag: &str, why: &str| {
        let headers = [("content-type", "application/json"), ("x-csrf-token", csrf.as_str()), ("if-match", tag)];
        served.call("POST", "/api/v1/decisions", Some(&key), &headers, &format!(r#"{{"act":"accept","record":"{id}","why":"{why}"}}"#))
    };
    assert_eq!(write(&etag, "one").status, StatusCode::CREATED);
    let stale = write(&etag, "two");
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED, "{}", stale.text);
    let now = served.get(&path, Some(&key));
    assert!(now.text.contains("\"accepted\"") && now.header(header::ETAG) != etag);
    assert_eq!(served.json("/decisions.json", &key)["items"].as_array().map(Vec::len), Some(1));
}

#[test]
fn every_role_may_what_the_table_says_and_no_more() {
    let served = serve(Mode::Team);
    for role in [None, Some(Role::Viewer), Some(Role::Coder), Some(Role::Editor), Some(Role::Admin)] {
        for route in ROUTES {
            let key = role.map(|role| served.session(role));
            let path = address(route, &served);
            let answer = match route.method {
                Method::Get => served.get(&path, key.as_deref()),
                Method::Post => {
                    let csrf = key.as_deref().map_or_else(String::new, |key| served.csrf(key));
                    let (kind, body) =
                        if route.name == "decide" { ("application/json", "{}") } else { ("application/x-www-form-urlencoded", "name=nobody&password=nothing") };
                    served.call("POST", &path, key.as_deref(), &[("content-type", kind), ("x-csrf-token", &csrf)], body)
                }
            };
            let may = route.role.is_none_or(|needed| role.is_some_and(|role| role >= needed));
            let refused = answer.status == StatusCode::FORBIDDEN || (answer.status == StatusCode::UNAUTHORIZED && route.role.is_some());
            // A form that is empty is refused for what it lacks, not for who sends it.
            let own = route.name == "token" && role.is_some();
            assert_eq!(!refused || own, may, "{role:?} {route:?}: {} {}", answer.status, answer.text.chars().take(200).collect::<String>());
            assert!(!answer.status.is_server_error(), "{role:?} {route:?}: {}", answer.text);
        }
    }
}

#[test]
fn acts_of_decisions_need_their_roles_object_by_object() {
    let served = serve(Mode::Team);
    let id = served.first("/events.json");
    for (act, needed) in [
        ("accept", Role::Coder),
        ("reject", Role::Coder),
        ("correct", Role::Coder),
        ("merge", Role::Editor),
        ("split", Role::Editor),
        ("same_person", Role::Editor),
    ] {
        for role in Role::ALL {
            let key = served.session(role);
            let csrf = served.csrf(&key);
            let body = format!(r#"{{"act":"{act}","record":["{id}"],"field":"topic","value":"x"}}"#);
            let answer: Answer = served.call("POST", "/api/v1/decisions", Some(&key), &[("content-type", "application/json"), ("x-csrf-token", &csrf)], &body);
            assert_eq!(answer.status != StatusCode::FORBIDDEN, role >= needed, "{act} {role:?}: {}", answer.text);
        }
    }
}

#[test]
fn every_act_on_every_kind_of_object_needs_its_role_and_tells_nothing_before() {
    let served = serve(Mode::Team);
    let mut objects: Vec<String> =
        ["events", "instruments", "relations", "statements", "figures"].iter().map(|list| served.first(&format!("/{list}.json"))).collect();
    objects.extend([served.first("/names.json"), "ev-0000000000000000".into(), "nothing".into(), String::new()]);
    for role in Role::ALL {
        let key = served.session(role);
        let csrf = served.csrf(&key);
        for (act, needed) in [
            ("accept", Role::Coder),
            ("reject", Role::Coder),
            ("correct", Role::Coder),
            ("undo", Role::Coder),
            ("merge", Role::Editor),
            ("split", Role::Editor),
            ("same_person", Role::Editor),
            ("burn", Role::Coder),
        ] {
            for object in &objects {
                // What they saw is no longer so: nothing is written, whoever may.
                let body = format!(r#"{{"act":"{act}","record":["{object}"],"decision":"{object}","field":"nothing","value":"x"}}"#);
                let headers = [("content-type", "application/json"), ("x-csrf-token", csrf.as_str()), ("if-match", "\"stale\"")];
                let api = served.call("POST", "/api/v1/decisions", Some(&key), &headers, &body);
                assert!(!api.status.is_server_error(), "{act} {role:?} {object}: {}", api.text);
                assert_eq!(api.status == StatusCode::FORBIDDEN, role < needed, "{act} {role:?} {object}: {} {}", api.status, api.text);
                for (path, least) in [("/review/coder", Role::Coder), ("/review/editor", Role::Editor)] {
                    let form = format!("act={act}&record={object}&decision={object}&field=nothing&value=x&version=stale");
                    let headers = [("content-type", "application/x-www-form-urlencoded"), ("x-csrf-token", csrf.as_str())];
                    let answer = served.call("POST", path, Some(&key), &headers, &form);
                    assert!(!answer.status.is_server_error(), "{path} {act} {role:?} {object}: {}", answer.text);
                    assert!(role >= least.max(needed) || !answer.status.is_redirection(), "{path} {act} {role:?} {object}: {}", answer.status);
                    assert!(role >= least || answer.status == StatusCode::FORBIDDEN, "{path} {act} {role:?} {object}: {}", answer.status);
                }
            }
        }
        let wrong = served.call(
            "POST",
            "/accounts",
            Some(&key),
            &[("content-type", "application/x-www-form-urlencoded"), ("x-csrf-token", &csrf)],
            "name=eve&role=admin&password=a+long+password",
        );
        assert_eq!(wrong.status == StatusCode::FORBIDDEN, role < Role::Admin, "{role:?} sets an account: {}", wrong.status);
        let left = served.call("POST", "/leave", Some(&key), &[("content-type", "application/x-www-form-urlencoded"), ("x-csrf-token", &csrf)], "");
        assert_eq!(left.status, StatusCode::SEE_OTHER, "{role:?} leaves");
        assert_eq!(served.get("/events", Some(&key)).status, StatusCode::UNAUTHORIZED, "{role:?} has left");
    }
}

#[test]
fn decisions_are_taken_back_by_those_who_made_them_or_by_editors() {
    let served = serve(Mode::Team);
    let ids: Vec<String> = served.json("/events.json?limit=20", &served.session(Role::Viewer))["items"]
        .as_array()
        .expect("items")
        .iter()
        .filter_map(|item| item["id"].as_str().map(str::to_owned))
        .collect();
    let decide = |key: &str, body: String| {
        let csrf = served.csrf(key);
        served.call("POST", "/api/v1/decisions", Some(key), &[("content-type", "application/json"), ("x-csrf-token", &csrf)], &body)
    };
    let mut ids = ids.into_iter();
    for maker in [Role::Coder, Role::Editor, Role::Admin] {
        for taker in Role::ALL {
            let made = decide(&served.session(maker), format!(r#"{{"act":"accept","record":"{}"}}"#, ids.next().expect("an event")));
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
            let decision = serde_json::from_str::<serde_json::Value>(&made.text).expect("JSON")["decision"].as_str().expect("id").to_owned();
            let taken = decide(&served.session(taker), format!(r#"{{"act":"undo","decision":"{decision}"}}"#));
            let may = taker >= Role::Editor || (taker == Role::Coder && maker == Role::Coder);
            assert_eq!(
                taken.status,
                if may { StatusCode::CREATED } else { StatusCode::FORBIDDEN },
                "{taker:?} takes back what {maker:?} decided: {}",
                taken.text
            );
        }
    }
}

#[test]
fn of_writers_who_saw_the_same_record_one_writes_and_the_others_are_told() {
    let served = serve(Mode::Local);
    let key = served.session(Role::Admin);
    let csrf = served.csrf(&key);
    for id in [served.first("/events.json"), served.first("/instruments.json"), served.first("/statements.json")] {
        let list = match id.split('-').next() {
            Some("ev") => "events",
            Some("in") => "instruments",
            _ => "statements",
        };
        let etag = served.get(&format!("/api/v1/{list}/{id}"), Some(&key)).header(header::ETAG);
        let statuses: Vec<StatusCode> = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..8)
                .map(|number| {
                    let (served, key, csrf, etag, id) = (&served, &key, &csrf, &etag, &id);
                    scope.spawn(move || {
                        let headers = [("content-type", "application/json"), ("x-csrf-token", csrf.as_str()), ("if-match", etag.as_str())];
                        let act = if number % 2 == 0 { "accept" } else { "reject" };
                        served.call("POST", "/api/v1/decisions", Some(key), &headers, &format!(r#"{{"act":"{act}","record":"{id}","why":"{number}"}}"#)).status
                    })
                })
                .collect();
            writers.into_iter().filter_map(|writer| writer.join().ok()).collect()
        });
        assert_eq!(statuses.iter().filter(|status| **status == StatusCode::CREATED).count(), 1, "{id}: {statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == StatusCode::PRECONDITION_FAILED).count(), 7, "{id}: {statuses:?}");
    }
    assert_eq!(served.json("/decisions.json", &key)["items"].as_array().map(Vec::len), Some(3), "no write was lost and none was made twice");
}

#[test]
fn the_queue_holds_every_event_once_in_its_order_and_what_is_decided_leaves_it() {
    let served = serve(Mode::Local);
    let key = served.session(Role::Admin);
    let all = served.get("/events.jsonl", Some(&key)).text.lines().count();
    for order in ["confidence", "kind", "rule"] {
        let (mut seen, mut keys, mut next): (Vec<String>, Vec<(String, u64)>, Option<String>) = (Vec::new(), Vec::new(), Some(String::new()));
        while let Some(after) = next {
            let page = served.json(&format!("/review.json?limit=7&order={order}&after={}", harness::encode(&after)), &key);
            assert_eq!(page["found"].as_u64(), Some(all as u64));
            for item in page["items"].as_array().expect("items") {
                seen.push(item["event"]["id"].as_str().expect("id").to_owned());
                let first = match order {
                    "kind" => item["event"]["kind"].as_str(),
                    "rule" => item["rules"][0].as_str(),
                    _ => Some(""),
                };
                keys.push((first.expect("a text").to_owned(), (item["confidence"].as_f64().expect("a number") * 100.0).round() as u64));
            }
            next = page["next"].as_str().map(str::to_owned);
        }
        assert!(keys.is_sorted(), "{order}: {keys:?}");
        let once: std::collections::BTreeSet<&String> = seen.iter().collect();
        assert_eq!((seen.len(), once.len()), (all, all), "{order}");
    }
    let csrf = served.csrf(&key);
    let id = served.json("/review.json?limit=1", &key)["items"][0]["event"]["id"].as_str().expect("id").to_owned();
    let form = format!("act=accept&record={id}&csrf={csrf}&back=/review");
    assert_eq!(served.call("POST", "/review/coder", Some(&key), &[("content-type", "application/x-www-form-urlencoded")], &form).status, StatusCode::SEE_OTHER);
    let after = served.json("/review.json?limit=1", &key);
    assert_eq!(after["found"].as_u64(), Some(all as u64 - 1));
    assert_ne!(after["items"][0]["event"]["id"].as_str(), Some(id.as_str()));
}

#[test]
fn accounts_passwords_and_tokens() {
    let served = serve(Mode::Team);
    let admin = served.session(Role::Admin);
    let form = |path: &str, key: Option<&str>, body: &str| {
        let csrf = key.map_or_else(String::new, |key| served.csrf(key));
        served.call("POST", path, key, &[("content-type", "application/x-www-form-urlencoded"), ("x-csrf-token", &csrf)], body)
    };
    assert_eq!(form("/accounts", Some(&admin), "name=anna&role=coder&password=short").status, StatusCode::BAD_REQUEST);
    assert_eq!(form("/accounts", Some(&admin), "name=anna&role=coder&password=a+long+password").status, StatusCode::SEE_OTHER);
    assert_eq!(form("/enter", None, "name=anna&password=another+password").status, StatusCode::UNAUTHORIZED);
    let entered = form("/enter", None, "name=anna&password=a+long+password");
    assert_eq!(entered.status, StatusCode::SEE_OTHER);
    let key = entered.cookie();
    assert_eq!(form("/account/tokens", Some(&key), "label=script&role=admin&days=3").status, StatusCode::FORBIDDEN, "a token may not do more than its account");
    let page = form("/account/tokens", Some(&key), "label=script&role=viewer&days=3");
    let token = page.text.split("chancery_").nth(1).map(|rest| format!("chancery_{}", &rest[..64])).expect("the token, shown once");
    let bearer = format!("Bearer {token}");
    assert_eq!(served.call("GET", "/api/v1/events", None, &[("authorization", &bearer)], "").status, StatusCode::OK);
    let body = r#"{"act":"accept","record":"ev-x"}"#;
    let refused = served.call("POST", "/api/v1/decisions", None, &[("authorization", &bearer), ("content-type", "application/json")], body);
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "a viewer's token");
    assert_eq!(served.call("GET", "/api/v1/events", None, &[("authorization", "Bearer chancery_0")], "").status, StatusCode::UNAUTHORIZED);
    let kept = std::fs::read(served.folder().join("team.sqlite")).expect("the accounts");
    assert!(!kept.windows(token.len()).any(|window| window == token.as_bytes()), "tokens are kept by digest");
    assert!(!kept.windows(15).any(|window| window == b"a long password"), "passwords are kept by hash");
    assert_eq!(form("/accounts", Some(&admin), "remove=anna").status, StatusCode::SEE_OTHER);
    assert_eq!(served.get("/events", Some(&key)).status, StatusCode::UNAUTHORIZED, "sessions end with the account");
    assert_eq!(served.call("GET", "/api/v1/events", None, &[("authorization", &bearer)], "").status, StatusCode::UNAUTHORIZED);
    let log = served.get("/accounts", Some(&admin)).text;
    assert!(log.contains("set account") && log.contains("refused") && log.contains("token"), "the log tells it");
}

#[test]
fn whoever_calls_too_often_is_told_to_wait() {
    let served = serve(Mode::Team);
    let statuses: Vec<StatusCode> =
        (0..14).map(|_| served.call("POST", "/enter", None, &[("content-type", "application/x-www-form-urlencoded")], "name=x&password=y").status).collect();
    assert!(statuses.contains(&StatusCode::TOO_MANY_REQUESTS), "{statuses:?}");
}

#[test]
fn review_accepts_corrects_takes_back_merges_and_splits() {
    let served = serve(Mode::Local);
    let key = served.session(Role::Admin);
    let csrf = served.csrf(&key);
    let decide = |body: String| {
        let answer = served.call("POST", "/api/v1/decisions", Some(&key), &[("content-type", "application/json"), ("x-csrf-token", &csrf)], &body);
        assert_eq!(answer.status, StatusCode::CREATED, "{body}: {}", answer.text);
        serde_json::from_str::<serde_json::Value>(&answer.text).expect("JSON")["decision"].as_str().expect("id").to_owned()
    };
    let events = served.json("/events.json?limit=100", &key);
    let ids: Vec<String> = events["items"].as_array().expect("items").iter().map(|item| item["id"].as_str().expect("id").to_owned()).collect();
    let corrected = decide(format!(r#"{{"act":"correct","record":"{}","field":"topic","value":"測試主題"}}"#, ids[0]));
    assert_eq!(served.json(&format!("/events/{}.json", ids[0]), &key)["record"]["topic"], "測試主題");
    decide(format!(r#"{{"act":"undo","decision":"{corrected}"}}"#));
    assert_ne!(served.json(&format!("/events/{}.json", ids[0]), &key)["record"]["topic"], "測試主題");
    decide(format!(r#"{{"act":"merge","record":["{}","{}"]}}"#, ids[0], ids[1]));
    let merged = served.json(&format!("/events/{}.json", ids[0]), &key);
    let reports: Vec<&str> = merged["record"]["reports"].as_array().expect("reports").iter().filter_map(|report| report["item"].as_str()).collect();
    assert!(reports.len() >= 2, "{merged}");
    decide(format!(r#"{{"act":"split","record":"{}","item":["{}"]}}"#, ids[0], reports[1]));
    assert!(served.json(&format!("/events/{}.json", ids[0]), &key)["record"]["reports"].as_array().expect("reports").len() < reports.len());
    decide(format!(r#"{{"act":"reject","record":"{}"}}"#, ids[2]));
    let rules = served.json("/decisions.json", &key);
    assert!(rules["rules"].as_array().is_some_and(|rules| rules.iter().any(|rule| rule["rejected"].as_u64() > Some(0))), "{rules}");
}

#[test]
fn a_record_worked_out_from_its_neighbours_is_the_one_worked_out_from_all() {
    let served = serve(Mode::Local);
    let archive = chancery_archive::Archive::open(served.folder()).expect("the archive");
    let mut seen = 0;
    archive
        .wholes("event", &chancery_archive::Filter::default(), |whole| {
            let alone = archive.whole(whole.record.id())?;
            assert_eq!(alone.record, whole.record);
            assert_eq!(alone.reports, whole.reports);
            seen += 1;
            Ok::<_, chancery_archive::Error>(true)
        })
        .expect("read");
    assert!(seen > 20, "{seen}");
}

#[test]
fn a_record_worked_out_from_the_digest_is_the_one_worked_out_from_the_readings() {
    let served = serve(Mode::Local);
    let key = served.session(Role::Viewer);
    let archive = chancery_archive::Archive::open(served.folder()).expect("the archive");
    let stop = std::sync::atomic::AtomicBool::new(false);
    let made = archive.readings_digest(None, &stop).expect("read").expect("whole");
    // The second time it comes from the file.
    let kept = archive.readings_digest(None, &stop).expect("read").expect("whole");
    let mut seen = 0;
    for list in ["/instruments.json?limit=1000", "/relations.json?limit=1000", "/figures.json?limit=1000"] {
        for item in served.json(list, &key)["items"].as_array().expect("items") {
            let id = item["id"].as_str().expect("an id");
            let whole = archive.whole(id).expect("a record");
            for readings in [&made, &kept] {
                let other = archive.whole_by(id, Some(readings)).expect("a record");
                assert_eq!((&other.record, &other.reports), (&whole.record, &whole.reports), "{id}");
            }
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn an_answer_that_is_kept_is_the_same_for_whom_it_was_made_until_something_is_written() {
    let served = serve(Mode::Team);
    let id = served.first("/events.json");
    let path = format!("/events/{id}");
    let (viewer, editor) = (served.session(Role::Viewer), served.session(Role::Editor));
    let seen = served.get(&path, Some(&editor)).text;
    assert_eq!(served.get(&path, Some(&editor)).text, seen);
    assert!(seen.contains("/review/editor"));
    for _ in 0..2 {
        assert!(!served.get(&path, Some(&viewer)).text.contains("/review/"), "a viewer gets the page of a viewer");
    }
    assert_eq!(served.get(&path, None).status, StatusCode::UNAUTHORIZED);
    let csrf = served.csrf(&editor);
    let form = format!("csrf={csrf}&act=correct&record={id}&status=denied&back=/review");
    let answer = served.call("POST", "/review/coder", Some(&editor), &[("content-type", "application/x-www-form-urlencoded")], &form);
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_ne!(served.get(&path, Some(&editor)).text, seen);
    assert_eq!(served.json(&format!("{path}.json"), &viewer)["record"]["status"], "denied");
}

/// Links of the facets of a page with the numbers beside them, but for those that clear a choice.
fn choices(page: &str) -> Vec<(String, usize)> {
    let Some(aside) = page.split("<aside class=\"facets\"").nth(1).and_then(|rest| rest.split("</aside>").next()) else { return Vec::new() };
    let link = |part: &str| {
        let (href, rest) = part.split_once('"')?;
        let (inner, _) = rest.split_once("</a>")?;
        let count = inner.split("class=\"count\">").nth(1)?.split('<').next()?.replace(',', "").parse().ok()?;
        (!inner.contains("class=\"clear\"")).then(|| (href.replace("&amp;", "&"), count))
    };
    aside.split("<a href=\"").skip(1).filter_map(link).collect()
}

#[test]
fn the_number_beside_a_choice_is_the_number_of_entries_that_it_leads_to() {
    let served = serve(Mode::Local);
    let key = served.session(Role::Admin);
    let entries = |path: &str| {
        let (bare, query) = path.split_once('?').unwrap_or((path, ""));
        if bare == "/review" || bare == "/search" {
            return served.json(&format!("{bare}.json?{query}"), &key)["found"].as_u64().expect("a number") as usize;
        }
        let answer = served.get(&format!("{bare}.jsonl?{query}"), Some(&key));
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.text.lines().count()
    };
    let mut looked = 0;
    for list in [
        "/events",
        "/instruments",
        "/relations",
        "/statements",
        "/figures",
        "/names",
        "/documents",
        "/review",
        "/search?q=%E4%B8%AD",
        "/events?from=2018-05-08&to=2019-06-30",
        "/events?state=CHN",
        "/events?kind=visit,talks",
        "/events?outlet=%E9%A6%99",
        "/statements?from=2019-01-01",
        "/figures?state=CHN",
        "/names?q=%E7%8E%8B",
        "/review?order=rule&kind=talks",
        "/search?q=%E5%A4%96%E4%BA%A4%E9%83%A8&from=2018-01-01",
        "/documents?from=2019-01-01",
        "/events?q=%E4%BF%84",
        "/timeline?by=day",
    ] {
        let page = served.get(list, Some(&key));
        assert_eq!(page.status, StatusCode::OK, "{list}: {}", page.text);
        let found = choices(&page.text);
        assert!(!found.is_empty(), "{list} has no facets");
        for (at, (path, count)) in found.iter().enumerate() {
            if path.starts_with("/timeline") {
                continue;
            }
            assert_eq!(entries(path), *count, "{list}: {path}");
            looked += 1;
            // And one step further.
            if at % 7 == 0 {
                for (path, count) in choices(&served.get(path, Some(&key)).text).iter().step_by(5) {
                    assert_eq!(entries(path), *count, "{list}: {path}");
                    looked += 1;
                }
            }
        }
    }
    assert!(looked > 400, "{looked}");
}

#[test]
fn a_pair_counts_the_same_wherever_it_is_counted() {
    let served = serve(Mode::Local);
    let key = served.session(Role::Viewer);
    let listed = served.json("/pairs.json", &key);
    let pairs = listed["items"].as_array().expect("pairs");
    assert!(pairs.len() > 5, "{}", pairs.len());
    for pair in pairs.iter().take(20) {
        let (left, right, count) = (pair["left"].as_str().expect("a state"), pair["right"].as_str().expect("a state"), &pair["events"]);
        assert_eq!(&served.json(&format!("/pairs/{left}-{right}.json"), &key)["events"], count, "{left}-{right}");
        let events = served.json(&format!("/events.json?pair={left}-{right}&limit=1000"), &key);
        assert_eq!(events["items"].as_array().map(Vec::len), count.as_u64().map(|count| count as usize), "{left}-{right}");
        let name = served.json(&format!("/names/{left}.json"), &key);
        let partner = name["partners"].as_array().into_iter().flatten().find(|partner| partner["id"] == pair["right"]);
        assert!(partner.is_none_or(|partner| partner["events"] == *count), "{left}: {partner:?}");
        let map = served.json("/map.json", &key);
        let edge = map["edges"].as_array().into_iter().flatten().find(|edge| edge["left"] == pair["left"] && edge["right"] == pair["right"]);
        assert!(edge.is_none_or(|edge| edge["events"] == *count), "{edge:?}");
    }
}

#[test]
fn errors_speak_the_language_of_the_page_and_english_to_programs() {
    let served = serve(Mode::Local);
    let key = served.session(Role::Viewer);
    for (path, hant, english) in [
        ("/events/ev-nothing", "「ev-nothing」：這個網址沒有內容", "ev-nothing: there is nothing at this address"),
        ("/nowhere", "「/nowhere」：這個網址沒有內容", "/nowhere: there is nothing at this address"),
        ("/events?from=today", "「from=today」不合用，應為：日曆上的一天", "from=today: expected a day of the calendar"),
        ("/events?limit=0", "應為：1 至 1000 的整數", "expected a whole number from 1 to 1000"),
    ] {
        let sign = if path.contains('?') { '&' } else { '?' };
        let page = served.get(&format!("{path}{sign}lang=zh-Hant"), Some(&key)).text;
        assert!(page.contains(hant) && !page.contains(english), "{path}: {page}");
        assert!(served.get(&format!("{path}{sign}lang=en"), Some(&key)).text.contains(english), "{path}");
        let data = served.get(&format!("/api/v1{path}"), Some(&key)).text;
        assert!(data.contains(english) && data.contains("\"status\""), "{path}: {data}");
    }
    assert!(served.get("/review?order=size&lang=zh-Hans", Some(&key)).text.contains("应为：下列之一：confidence"), "a list of what there is");
    let refused = served.get("/events?lang=zh-Hans", None);
    assert!(refused.status == StatusCode::UNAUTHORIZED && refused.text.contains("服务器需要知道您是谁"), "{}", refused.text);
}

#[test]
fn one_of_something_is_said_in_the_singular() {
    let served = serve(Mode::Local);
    let key = served.session(Role::Viewer);
    let events = served.json("/events.json?limit=1000", &key);
    let once = events["items"].as_array().into_iter().flatten().find(|event| event["reports"] == 1).expect("an event that one document tells");
    let page = served.get(&format!("/events/{}?lang=en", once["id"].as_str().expect("an id")), Some(&key)).text;
    assert!(page.contains("1 report from 1 independent source<"), "{page}");
}

#[test]
fn an_address_that_does_not_take_a_method_says_which_it_takes() {
    let served = serve(Mode::Local);
    let key = served.session(Role::Admin);
    for (method, path, allowed) in [("TRACE", "/api/v1/events", "GET, HEAD"), ("DELETE", "/events", "GET, HEAD"), ("GET", "/review/coder", "POST")] {
        let answer = served.call(method, path, Some(&key), &[], "");
        assert_eq!((answer.status, answer.header(header::ALLOW).as_str()), (StatusCode::METHOD_NOT_ALLOWED, allowed), "{method} {path}");
    }
}
