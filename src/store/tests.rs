//! What the database promises, by example.

use super::*;
use crate::domain::id::MessageId;

#[test]
fn every_pragma_that_a_promise_rests_on_is_set() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("a.db")).unwrap();
    let pragma = |name: &str| store.connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(pragma("synchronous"), 2, "FULL");
    assert_eq!(pragma("foreign_keys"), 1);
    assert_eq!(pragma("secure_delete"), 1);
    assert_eq!(pragma("trusted_schema"), 0);
    let mode: String = store.connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn the_migrations_are_sound_and_all_known() {
    MIGRATIONS.validate().unwrap();
    assert_eq!(Store::in_memory().unwrap().user_version().unwrap(), i64::try_from(KNOWN).unwrap());
}

#[test]
fn a_newer_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    Store::open(&path).unwrap().connection.pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(Store::open(&path), Err(Error::Newer { found: 99, .. })));
    assert!(matches!(Store::open_to_read(&path), Err(Error::Newer { found: 99, .. })));
}

#[test]
fn the_same_bytes_are_one_mail() {
    let mut store = Store::in_memory().unwrap();
    let now = jiff::Timestamp::UNIX_EPOCH;
    let (first, again) = store
        .write(|db| {
            Ok((db.keep("a", now, b"From: a@b.example\n\nhi")?, db.keep("b", now, b"From: a@b.example\n\nhi")?))
        })
        .unwrap();
    let Stored::New(id) = first else { panic!("{first:?}") };
    assert_eq!(again, Stored::Known(id));
    assert_eq!(store.read(|db| db.unread(MessageId(0), 10)).unwrap().len(), 1);
}

#[test]
fn a_change_that_fails_half_way_leaves_nothing() {
    let mut store = Store::in_memory().unwrap();
    let failed: Result<()> = store.write(|db| {
        db.set("a", "1")?;
        Err(codec::unknown("a test", "x"))
    });
    assert!(failed.is_err());
    assert_eq!(store.read(|db| db.get("a")).unwrap(), None);
}

#[test]
fn a_full_disk_is_an_error_that_may_pass_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("a.db")).unwrap();
    let pages = store.connection.pragma_query_value(None, "page_count", |row| row.get::<_, i64>(0)).unwrap();
    store.limit_pages(pages + 2).unwrap();
    let now = jiff::Timestamp::UNIX_EPOCH;
    let error = store.write(|db| db.keep("a", now, &vec![b'x'; 200_000])).unwrap_err();
    assert!(error.is_transient(), "{error:?}");
    assert!(store.read(|db| db.unread(MessageId(0), 10)).unwrap().is_empty());
    store.limit_pages(pages + 1000).unwrap();
    store.write(|db| db.keep("a", now, &vec![b'x'; 200_000])).unwrap();
}
