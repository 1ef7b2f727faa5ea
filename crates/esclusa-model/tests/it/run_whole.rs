//! The whole body that `engine::write` makes of a command line, against the recorded one: every field, not only those
//! that somebody asked for.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its ground truth fails loudly")]

use std::path::PathBuf;

use esclusa_model::dialect::{engine, run};
use esclusa_model::{Context, Mode};
use esclusa_source::syntax::shell::Word;
use esclusa_source::{MemoryFiles, Sources};
use serde_json::{Value, json};

use crate::shared::shared;
use crate::truth::{argv, overlay, records, run_cases};

/// Recorded lines that are not compared, each with the reason.
const EXCEPTED: &[(&str, &str)] = &[
    ("mix-432", "the recording replaces the path of the client's own socket by <client socket>"),
    ("peer-534", "the recording replaces the folder above the working folder by nothing"),
    ("peer-535", "the recording replaces the folder above the working folder by nothing"),
];

/// What a command line is written as.
fn body(argv: &[String], files: &MemoryFiles, environment: &[(String, String)]) -> Option<Value> {
    let words: Vec<Word> =
        std::iter::once("docker").chain(argv.iter().map(String::as_str)).map(Word::argument).collect();
    let environment = environment.iter().cloned().collect();
    let context = Context { files, environment, working_dir: PathBuf::from("/cwd"), mode: Mode::Exact };
    let reading = run::read(&words, &context, &mut Sources::default());
    let project = reading.projects.first()?;
    Some(serde_json::from_str(&engine::write(project).text).unwrap())
}

/// The two lists that the client sends in no fixed order, sorted.
fn sorted(mut body: Value) -> Value {
    for pointer in ["/Env", "/HostConfig/Binds"] {
        if let Some(Value::Array(items)) = body.pointer_mut(pointer) {
            items.sort_by_key(ToString::to_string);
        }
    }
    body
}

/// The recorded body: what differs from the plain one, on the plain one. A recorded network replaces the plain one's.
fn recorded(record: &Value, baseline: &Value) -> Value {
    let mut whole = baseline.clone();
    if record["request"].get("NetworkingConfig").is_some() {
        whole["NetworkingConfig"] = json!({});
    }
    if let Some(image) = record.get("image") {
        whole["Image"] = image.clone();
    }
    overlay(&mut whole, &record["request"]);
    whole
}

/// Where two bodies differ, with both values.
fn differences(ours: &Value, theirs: &Value, path: &str, found: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Object(left), Value::Object(right)) => {
            for key in left.keys().chain(right.keys().filter(|key| !left.contains_key(*key))) {
                let pair = (left.get(key), right.get(key));
                match pair {
                    (Some(left), Some(right)) => differences(left, right, &format!("{path}/{key}"), found),
                    _ => found.push(format!("{path}/{key}: ours {:?}, the client's {:?}", pair.0, pair.1)),
                }
            }
        }
        _ if ours != theirs => found.push(format!("{path}: ours {ours}, the client's {theirs}")),
        _ => {}
    }
}

/// Compares every record that the client accepted; gives how many there were.
fn compare(
    records: &[Value],
    baseline: &Value,
    files: &MemoryFiles,
    environment: &[(String, String)],
) -> usize {
    let mut failures = Vec::new();
    let mut compared = 0;
    for record in records.iter().filter(|record| record["result"] == "request") {
        if EXCEPTED.iter().any(|(id, _)| record["id"] == *id) {
            continue;
        }
        let argv = argv(record);
        let ours = sorted(body(&argv, files, environment).unwrap_or_default());
        let mut found = Vec::new();
        differences(&ours, &sorted(recorded(record, baseline)), "", &mut found);
        if !found.is_empty() {
            failures.push(format!("{} {argv:?}:\n  {}", record["id"], found.join("\n  ")));
        }
        compared += 1;
    }
    assert!(failures.is_empty(), "{} of {compared} differ:\n{}", failures.len(), failures.join("\n"));
    compared
}

#[test]
fn recorded_cases_are_written_whole() {
    let Some(shared) = shared("run_whole") else { return };
    let (cases, meta, files, environment) = run_cases(&shared);
    let baseline = &meta["_meta"]["baseline_request"];
    assert_eq!(compare(&cases, baseline, &files, &environment), 370);
}

#[test]
fn corpus_lines_are_written_whole() {
    let Some(shared) = shared("run_whole") else { return };
    let meta = records(&shared.join("docker-run-cases.jsonl")).remove(0);
    let lines = records(&shared.join("corpus/docker-run-truth.jsonl"));
    let files = MemoryFiles::default().with("/cwd/.keep", "");
    let compared = compare(&lines, &meta["_meta"]["baseline_request"], &files, &[]);
    assert_eq!(compared, 362);
}

/// The keys of an object, in order.
fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn what_the_client_always_sends_is_there_in_its_order() {
    let line = |words: &str| {
        let argv: Vec<String> = words.split(' ').map(str::to_owned).collect();
        body(&argv, &MemoryFiles::default(), &[]).unwrap()
    };
    let plain = line("run x");
    assert_eq!(
        keys(&plain).join(" "),
        "Hostname Domainname User AttachStdin AttachStdout AttachStderr Tty OpenStdin StdinOnce Env Cmd Image \
         Volumes WorkingDir Entrypoint OnBuild Labels HostConfig NetworkingConfig"
    );
    let host = &plain["HostConfig"];
    assert_eq!(host["NetworkMode"], "default");
    assert_eq!(host["RestartPolicy"], json!({ "Name": "no", "MaximumRetryCount": 0 }));
    assert_eq!(host["MemorySwappiness"], -1);
    assert_eq!(host["ConsoleSize"], json!([0, 0]));
    assert_eq!((&host["Dns"], &host["CapAdd"]), (&json!([]), &Value::Null));
    assert_eq!(keys(host)[..4], ["Binds", "ContainerIDFile", "LogConfig", "NetworkMode"]);
    assert_eq!(keys(&plain["NetworkingConfig"]["EndpointsConfig"]), ["default"]);
    let endpoint = &plain["NetworkingConfig"]["EndpointsConfig"]["default"];
    assert_eq!(keys(endpoint)[..3], ["IPAMConfig", "Links", "Aliases"]);
    assert_eq!(endpoint["DNSNames"], Value::Null);

    let full = line(
        "run --network n --init=false --health-cmd true --stop-timeout 0 --security-opt systempaths=unconfined \
         --gpus all --mount type=volume,dst=/a,volume-subpath=s -p 80 x",
    );
    assert_eq!(full["NetworkingConfig"], json!({ "EndpointsConfig": {} }));
    let host = &full["HostConfig"];
    assert_eq!((&host["NetworkMode"], &host["Init"]), (&json!("n"), &json!(false)));
    assert_eq!((&host["SecurityOpt"], &host["MaskedPaths"]), (&json!([]), &json!([])));
    assert_eq!(
        host["DeviceRequests"],
        json!([{ "Driver": "", "Count": -1, "DeviceIDs": null, "Capabilities": [["gpu"]], "Options": {} }])
    );
    assert_eq!(keys(&host["Mounts"][0]["VolumeOptions"]), ["Subpath", "DriverConfig"]);
    assert_eq!(host["PortBindings"]["80/tcp"], json!([{ "HostIp": "", "HostPort": "" }]));
    assert_eq!((&full["StopTimeout"], &full["Healthcheck"]["Test"][1]), (&json!(0), &json!("true")));
    assert_eq!(*keys(host).last().unwrap(), "Init");
}
